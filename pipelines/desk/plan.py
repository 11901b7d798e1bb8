"""Files of a contract as a deposit would leave them, and the mirror of the raw folder with them."""

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
    """The one file of a contract whose rows name no network, received rows first where they stay.

    Args:
        staged: the upload, and how it is to be taken.
        contract: of the file.
        received: rows of the files that answer it now, by path.
        rows: of the upload.
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
    """Content of each file, one a network; None for one that stays as it is.

    Args:
        staged: the upload, and how it is to be taken.
        contract: of the file.
        received: rows of the files that answer it now, by path.
        rows: of the upload.
        networks: whose rows are replaced, unless the upload only adds.
    """
    replaced = set() if staged.mode == "add" else set(networks)
    sources = official_files(staged.raw)
    files: dict[str, bytes | None] = {}
    portions: dict[str, list[Row]] = {}
    for path, old in received.items():
        left = [row for row in old if row.network not in replaced]
        is_own = path == portion_path(contract, left[0].network) if left else False
        whole = len(left) == len(old) and len({row.network for row in old}) == 1
        if path in sources and left:
            files[path] = None if len(left) == len(old) else as_csv(contract, left)
        elif is_own and whole and left[0].network not in portions and not _adds_to(rows, left):
            files[path] = None
        else:
            for row in left:
                portions.setdefault(row.network, []).append(row)
    for row in rows:
        portions.setdefault(row.network, []).append(row)
    for network, portion in portions.items():
        path = portion_path(contract, network)
        if files.get(path, b"") is None:
            # Another file held rows of the same network: they join it.
            portion = [*received[path], *portion]
        files[path] = as_csv(contract, portion)
    return files


def _adds_to(rows: list[Row], left: list[Row]) -> bool:
    return any(row.network == left[0].network for row in rows)


def official_files(raw: Path) -> set[str]:
    """Files that a fetch owns: they keep their place, and what people send goes beside them."""
    known = [entry for entry in history.entries(raw) if entry.action == "source"]
    return {f"{entry.contract}/{entry.file}" for entry in known}


def files_of(contract: Contract, raw: Path) -> list[str]:
    """Paths of the files that answer a contract now."""
    return [path for path in history.visible_state(raw) if history.owner(path) == contract.name]


def lay(staged: Staged, files: Mapping[str, bytes | None]) -> None:
    """Make the mirror: other contracts' files as they are, and the plan."""
    raw, contract = staged.raw, staged.contract
    others = [path for path in history.visible_state(raw) if history.owner(path) != contract]
    contents = {path: raw / path for path in others}
    for path, content in files.items():
        if content is None:
            # A lone file joins the folder, so that the table has one place only.
            joined = any("/" in other for other in files)
            target = f"{contract}/{path}" if joined and "/" not in path else path
            contents[target] = raw / path
    deposit.mirror(raw, staged.mirror, contents)
    for path, content in files.items():
        if content is not None:
            target = staged.mirror / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
