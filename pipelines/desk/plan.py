"""Files of a contract as a deposit would leave them, and the mirror that contains them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipelines.contracts import Contract
from pipelines.desk import deposit, history
from pipelines.desk.deposit import Staged
from pipelines.desk.portions import Row, as_csv, portion_path


def whole(
    staged: Staged, contract: Contract, received: Mapping[str, list[Row]], rows: list[Row]
) -> dict[str, bytes | None]:
    """The single file of a contract whose rows name no network; rows that stay come first.

    Args:
        staged: the upload, with its mode.
        contract: contract of the file.
        received: rows of the current files of the contract, by path.
        rows: rows of the upload.
    """
    own = f"{contract.name}.csv"
    if staged.mode != "add" or not received:
        return {own: as_csv(contract, rows)}
    old = [row for rows_of in received.values() for row in rows_of]
    return {own: as_csv(contract, [*old, *rows])}


def by_network(
    staged: Staged,
    contract: Contract,
    received: Mapping[str, list[Row]],
    rows: list[Row],
    networks: tuple[str, ...],
) -> dict[str, bytes | None]:
    """Content of each file, one per network; None for an unchanged file.

    Args:
        staged: the upload, with its mode.
        contract: contract of the file.
        received: rows of the current files of the contract, by path.
        rows: rows of the upload.
        networks: networks whose rows are replaced, unless the upload only adds.
    """
    replaced = set() if staged.mode == "add" else set(networks)
    sources = official_files(staged.raw)
    files: dict[str, bytes | None] = {}
    portions: dict[str, list[Row]] = {}
    for path, old in received.items():
        remaining = [row for row in old if row.network not in replaced]
        is_own = path == portion_path(contract, remaining[0].network) if remaining else False
        is_whole = len(remaining) == len(old) and len({row.network for row in old}) == 1
        if path in sources and remaining:
            files[path] = None if len(remaining) == len(old) else as_csv(contract, remaining)
        elif (
            is_own
            and is_whole
            and remaining[0].network not in portions
            and not _adds_to(rows, remaining)
        ):
            files[path] = None
        else:
            for row in remaining:
                portions.setdefault(row.network, []).append(row)
    for row in rows:
        portions.setdefault(row.network, []).append(row)
    for network, portion in portions.items():
        path = portion_path(contract, network)
        if files.get(path, b"") is None:
            # Rows of the same network came from another file: merge them.
            portion = [*received[path], *portion]
        files[path] = as_csv(contract, portion)
    return files


def _adds_to(rows: list[Row], remaining: list[Row]) -> bool:
    return any(row.network == remaining[0].network for row in rows)


def official_files(raw: Path) -> set[str]:
    """Files owned by a fetch: they stay in place, next to what people send."""
    fetched = [entry for entry in history.entries(raw) if entry.action == "source"]
    return {f"{entry.contract}/{entry.file}" for entry in fetched}


def files_of(contract: Contract, raw: Path) -> list[str]:
    """Paths of the current files of a contract."""
    return [path for path in history.visible_state(raw) if history.owner(path) == contract.name]


def lay(staged: Staged, files: Mapping[str, bytes | None]) -> None:
    """Build the mirror: the planned files, and other contracts' files unchanged."""
    raw, contract = staged.raw, staged.contract
    others = [path for path in history.visible_state(raw) if history.owner(path) != contract]
    contents = {path: raw / path for path in others}
    for path, content in files.items():
        if content is None:
            # A single file moves into the folder, so that the table is in one place only.
            joined = any("/" in other for other in files)
            target = f"{contract}/{path}" if joined and "/" not in path else path
            contents[target] = raw / path
    deposit.mirror(raw, staged.mirror, contents)
    for path, content in files.items():
        if content is not None:
            target = staged.mirror / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
