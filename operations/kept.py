"""What an installation holds that nobody could make again: one list for `backup` and `doctor`.

Raw files with their history, decisions and ledger of releases; the books in which people write
(SQLite files beside what is published); the audit. What is built is built again, sign-ins are
opened again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from method.errors import ReaderError
from method.settings import curated_root, raw_root
from observatory.books import Fault, fault_of
from observatory.gate import sign_ins
from pipelines.build.run import one_build_at_a_time
from pipelines.desk import history
from pipelines.desk.deposit import STAGING
from pipelines.desk.switch import recover

RAW = "raw"
BOOKS = "books"
AUDIT = "audit"
# Downloads in passing, and uploads that nobody has published.
_LEFT_OUT = frozenset({"_fetch"})
BUSY_SECONDS = 30.0
_REMEDIES = {
    Fault.HELD: "attendez que ce programme finisse, ou voyez lequel (fuser).",
    Fault.FULL: "libérez de la place sur ce disque.",
    Fault.CLOSED: "donnez ce fichier et son dossier au compte du service (chown, chmod).",
    Fault.FAILING: "examinez ce disque (dmesg), puis rendez ce fichier d’une sauvegarde.",
}


class BookDamaged(ReaderError):
    """A book cannot be read; the message says which and what to do."""


@dataclass(frozen=True)
class Places:
    """Where an installation keeps what it received and what it publishes."""

    raw: Path
    curated: Path

    @classmethod
    def configured(cls) -> Places:
        """Those of `OBSERVATOIRE_RAW` and `OBSERVATOIRE_CURATED`."""
        return cls(raw_root(), curated_root())

    def workspaces(self) -> list[Path]:
        """Raw folders of the workspaces, by name."""
        return sorted(file.parent for file in self.raw.glob("*/workspace.toml"))

    def books(self) -> list[Path]:
        """Books in which people wrote, sign-ins left out."""
        # A folder that begins with a point was put aside by a restoration.
        found = [*self.curated.glob("*.sqlite"), *self.curated.glob("[!.]*/*.sqlite")]
        return sorted(book for book in found if book.name != sign_ins.FILE_NAME)


def raw_files(places: Places) -> dict[str, Path]:
    """Name in a backup → file or link, for all that was received; see `_LEFT_OUT`."""
    found = {}
    for folder in sorted(places.raw.glob("[!.]*")):
        for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
            parts = path.relative_to(folder).parts
            if (path.is_symlink() or path.is_file()) and _is_kept(parts):
                found[f"{RAW}/{path.relative_to(places.raw)}"] = path
    return found


def _is_kept(parts: tuple[str, ...]) -> bool:
    is_passing = parts[-1] == ".lock" or any(part.endswith(".part") for part in parts)
    return not is_passing and parts[0] not in _LEFT_OUT and parts[:2] != (history.HISTORY, STAGING)


def copy_book(book: Path, into: Path) -> None:
    """Copy a book as it stands between two of its transactions.

    Raises:
        BookDamaged: it is no SQLite file, is damaged, or was held longer than `BUSY_SECONDS`.
    """
    try:
        # A sidecar left by a kill is taken up by a connection that may write, and by it alone.
        with (
            closing(sqlite3.connect(book, timeout=BUSY_SECONDS)) as source,
            closing(sqlite3.connect(into)) as target,
        ):
            # `backup` alone would wait for ever for a book that somebody holds.
            source.execute("begin")
            source.execute("select count(*) from sqlite_master")
            source.backup(target)
        said = fault(into)
    except sqlite3.DatabaseError as error:
        said = _fault_of(error)
    if said is not None:
        raise BookDamaged(
            f"{book} : ce registre est {said.value}, il ne se copie pas. Rien n’est sauvegardé : "
            f"{remedy(book, said)}"
        )


def fault(book: Path) -> Fault | None:
    """What SQLite finds wrong in a book; None when nothing is."""
    try:
        with closing(sqlite3.connect(f"file:{book}?mode=ro", uri=True, timeout=2)) as connection:
            (said,) = connection.execute("pragma quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        return _fault_of(error)
    return None if said == "ok" else Fault.DAMAGED


def remedy(book: Path, said: Fault) -> str:
    """What an administrator does about it."""
    if said is not Fault.DAMAGED:
        return _REMEDIES[said]
    if book.name == sign_ins.FILE_NAME:
        return "arrêtez le serveur et retirez ce fichier : chacun se connectera de nouveau."
    return "arrêtez le serveur, mettez ce fichier de côté, rendez-le d’une sauvegarde."


def _fault_of(error: sqlite3.Error) -> Fault:
    return fault_of(error) or Fault.DAMAGED


@contextmanager
def still(places: Places) -> Generator[None]:
    """Nothing is deposited or built meanwhile; a change that a kill interrupted is ended first."""
    with ExitStack() as held:
        for raw in places.workspaces():
            held.enter_context(history.locked(raw))
            recover(raw)
        for raw in places.workspaces():
            curated = places.curated / raw.name
            curated.mkdir(parents=True, exist_ok=True)
            held.enter_context(one_build_at_a_time(curated))
        yield
