"""Opening a register, of what people write or of sign-ins: a small SQLite file.

It may be locked, damaged or unreadable for this account, or its disk may be full. SQLite's error
is then reported in French to the reader and recorded in the log, and nothing has been written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from enum import Enum
from pathlib import Path

from method.errors import ReaderError
from method.log import log

BUSY_SECONDS = 10.0


class Fault(Enum):
    """Why a book could not be used, as a part of a sentence."""

    HELD = "tenu par un autre programme"
    FULL = "sans place sur son disque"
    CLOSED = "fermé à ce compte"
    FAILING = "sur un disque qui répond mal"
    DAMAGED = "abîmé"


_TOLD = {
    Fault.HELD: "rien n’a changé. Réessayez dans un instant, puis prévenez l’administrateur.",
    Fault.FULL: "rien n’a changé. Prévenez l’administrateur, qui fera de la place.",
    Fault.CLOSED: "rien n’a changé. Prévenez l’administrateur, qui en corrigera les droits.",
    Fault.FAILING: "rien n’a changé. Prévenez l’administrateur.",
    Fault.DAMAGED: (
        "rien n’a été lu ni écrit. Prévenez l’administrateur, qui le rendra depuis une sauvegarde."
    ),
}
_BY_CODE = {
    sqlite3.SQLITE_BUSY: Fault.HELD,
    sqlite3.SQLITE_LOCKED: Fault.HELD,
    sqlite3.SQLITE_FULL: Fault.FULL,
    sqlite3.SQLITE_PERM: Fault.CLOSED,
    sqlite3.SQLITE_READONLY: Fault.CLOSED,
    sqlite3.SQLITE_CANTOPEN: Fault.CLOSED,
    sqlite3.SQLITE_AUTH: Fault.CLOSED,
    sqlite3.SQLITE_IOERR: Fault.FAILING,
    sqlite3.SQLITE_NOMEM: Fault.FAILING,
    sqlite3.SQLITE_PROTOCOL: Fault.HELD,
    sqlite3.SQLITE_CORRUPT: Fault.DAMAGED,
    sqlite3.SQLITE_NOTADB: Fault.DAMAGED,
    # A table is missing or has another shape: this file is not one of our registers.
    sqlite3.SQLITE_ERROR: Fault.DAMAGED,
    sqlite3.SQLITE_FORMAT: Fault.DAMAGED,
}


class BookError(ReaderError):
    """A register could not be read or written; nothing changed."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"Le registre est {fault.value} : {_TOLD[fault]}")
        self.fault = fault


def fault_of(error: sqlite3.Error) -> Fault | None:
    """Fault of the file behind a SQLite error; None when the error is a bug of ours."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else _BY_CODE.get(code & 0xFF)


@contextmanager
def opened(path: Path, wait: float | None = None) -> Generator[sqlite3.Connection]:
    """Open a register in one transaction: everything written is saved, or nothing.

    Args:
        path: of the register, created if it does not exist.
        wait: seconds to wait for another transaction to end; `BUSY_SECONDS` by default.

    Raises:
        BookError: it is locked for longer, its disk is full, access is denied, or it is damaged.
    """
    timeout = BUSY_SECONDS if wait is None else wait
    try:
        with closing(sqlite3.connect(path, timeout=timeout)) as book, book:
            yield book
    except sqlite3.Error as error:
        fault = fault_of(error)
        if fault is None:
            # The row violates a constraint of the table: a bug of ours.
            raise
        log.error("book_failed", book=path.name, reason=error.sqlite_errorname)
        raise BookError(fault) from None
