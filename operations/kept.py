"""Data of an installation that cannot be rebuilt: the common list of `backup` and `doctor`.

Raw files with their history, decisions and ledger of releases; the books in which people write
(SQLite files beside what is published); the audit. Built files can be built again, and people can
sign in again.
"""

from __future__ import annotations

import os
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
# Temporary downloads.
_LEFT_OUT = frozenset({"_fetch"})
BUSY_SECONDS = 30.0
_REMEDIES = {
    Fault.HELD: "attendez que ce programme finisse, ou voyez lequel (fuser).",
    Fault.FULL: "libérez de la place sur ce disque.",
    Fault.CLOSED: "donnez ce fichier et son dossier au compte du service (chown, chmod).",
    Fault.FAILING: "examinez ce disque (dmesg), puis rendez ce fichier d’une sauvegarde.",
}


class BookDamaged(ReaderError):
    """A book cannot be read; the message says which one and what to do."""


class FolderClosed(ReaderError):
    """A folder of received files cannot be read; nothing was saved."""


@dataclass(frozen=True)
class Places:
    """Folders of the files that an installation receives and publishes."""

    raw: Path
    curated: Path

    @classmethod
    def configured(cls) -> Places:
        """Folders of `OBSERVATOIRE_RAW` and `OBSERVATOIRE_CURATED`."""
        return cls(raw_root(), curated_root())

    def workspaces(self) -> list[Path]:
        """Raw folders of the workspaces, by name."""
        return sorted(file.parent for file in self.raw.glob("*/workspace.toml"))

    def books(self) -> list[Path]:
        """Books in which people write, without the sign-ins."""
        # A folder that begins with a dot was set aside by a restoration.
        files = [*self.curated.glob("*.sqlite"), *self.curated.glob("[!.]*/*.sqlite")]
        return sorted(book for book in files if book.name != sign_ins.FILE_NAME)


def raw_files(places: Places) -> dict[str, Path]:
    """Name in a backup → file or link, for all received files except `_LEFT_OUT`.

    Raises:
        FolderClosed: a folder cannot be read, which `rglob` would skip without a word.
    """
    by_name = {}
    for folder in sorted(places.raw.glob("[!.]*")):
        for path in sorted(_paths(folder)):
            parts = path.relative_to(folder).parts
            if (path.is_symlink() or path.is_file()) and _is_kept(parts):
                by_name[f"{RAW}/{path.relative_to(places.raw)}"] = path
    return by_name


def _paths(folder: Path) -> Generator[Path]:
    for top, folders, files in os.walk(folder, onerror=_refuse):
        yield from (Path(top, name) for name in (*folders, *files))


def _refuse(error: OSError) -> None:
    raise FolderClosed(
        f"{error.filename} : ce dossier ne se lit pas. Rien n’est sauvegardé : donnez-le au compte "
        "du service (chown, chmod)."
    )


def _is_kept(parts: tuple[str, ...]) -> bool:
    is_passing = parts[-1] == ".lock" or any(part.endswith(".part") for part in parts)
    return not is_passing and parts[0] not in _LEFT_OUT and parts[:2] != (history.HISTORY, STAGING)


def copy_book(book: Path, into: Path) -> None:
    """Copy a book in its state between two transactions.

    Raises:
        BookDamaged: not SQLite, damaged, or locked for longer than `BUSY_SECONDS`.
    """
    try:
        # Only a connection that may write can recover the sidecar file left by a kill.
        with (
            closing(sqlite3.connect(book, timeout=BUSY_SECONDS)) as source,
            closing(sqlite3.connect(into)) as target,
        ):
            # `backup` alone would wait forever for a locked book.
            source.execute("begin")
            source.execute("select count(*) from sqlite_master")
            source.backup(target)
        flaw = fault(into)
    except sqlite3.DatabaseError as error:
        flaw = _fault_of(error)
    if flaw is not None:
        raise BookDamaged(
            f"{book} : ce registre est {flaw.value}, il ne se copie pas. Rien n’est sauvegardé : "
            f"{remedy(book, flaw)}"
        )


def fault(book: Path) -> Fault | None:
    """Fault that SQLite finds in a book, or None."""
    try:
        with closing(sqlite3.connect(f"file:{book}?mode=ro", uri=True, timeout=2)) as connection:
            (answer,) = connection.execute("pragma quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        return _fault_of(error)
    return None if answer == "ok" else Fault.DAMAGED


def remedy(book: Path, fault: Fault) -> str:
    """What an administrator should do about a fault, in French."""
    if fault is not Fault.DAMAGED:
        return _REMEDIES[fault]
    if book.name == sign_ins.FILE_NAME:
        return "arrêtez le serveur et retirez ce fichier : chacun se connectera de nouveau."
    return "arrêtez le serveur, mettez ce fichier de côté, rendez-le d’une sauvegarde."


def _fault_of(error: sqlite3.Error) -> Fault:
    return fault_of(error) or Fault.DAMAGED


@contextmanager
def still(places: Places) -> Generator[None]:
    """Block deposits and builds; a change interrupted by a kill is finished first."""
    with ExitStack() as locks:
        for raw in places.workspaces():
            locks.enter_context(history.locked(raw))
            recover(raw)
        for raw in places.workspaces():
            curated = places.curated / raw.name
            curated.mkdir(parents=True, exist_ok=True)
            locks.enter_context(one_build_at_a_time(curated))
        yield
