"""Which files of a raw folder are data, and which contract each belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipelines import contracts
from pipelines.ingest.headers import simplify
from pipelines.ingest.read.reader import DATA_SUFFIXES

HISTORY = "_history"
_BY_NAME = {simplify(name): name for name in contracts.names()}


@dataclass
class RawFiles:
    """Files by contract, contracts found in several places, and files of no contract."""

    by_contract: dict[str, list[Path]] = field(default_factory=dict)
    rivals: dict[str, list[Path]] = field(default_factory=dict)
    ignored: list[Path] = field(default_factory=list)


def contract_of(name: str) -> str | None:
    """Contract that a file or folder name matches; None if there is none."""
    return _BY_NAME.get(simplify(name))


def find_files(raw_dir: Path) -> RawFiles:
    """Sort the files of a raw folder by contract.

    Hidden files, spreadsheet lock files, `_history/` and anything that is not a table (TOML,
    Markdown, JSON source sheets) are not data and are skipped.
    """
    raw_files = RawFiles()
    places: dict[str, list[Path]] = {}
    for path in sorted(raw_dir.iterdir()):
        if _is_hidden(path):
            continue
        contract = contract_of(path.name if path.is_dir() else path.stem)
        files = sorted(_data_files(path))
        if contract and files:
            places.setdefault(contract, []).append(path)
            raw_files.by_contract.setdefault(contract, []).extend(files)
        else:
            raw_files.ignored.extend(files)
    raw_files.rivals = {name: paths for name, paths in places.items() if len(paths) > 1}
    return raw_files


def _data_files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        for child in path.iterdir():
            if not _is_hidden(child):
                yield from _data_files(child)
    elif path.suffix.lower() in DATA_SUFFIXES:
        yield path


def _is_hidden(path: Path) -> bool:
    return path.name.startswith((".", "~$", "_")) or (path.is_symlink() and not path.exists())
