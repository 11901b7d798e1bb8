"""Lack of disk space or memory, reported in the same way wherever it happens."""

from __future__ import annotations

import errno
from collections.abc import Generator
from contextlib import contextmanager

import duckdb

from method.errors import ReaderError
from method.faults import FULL

# System message for a full disk; DuckDB, which has no error class for it, repeats it.
DISK_FULL = "No space left on device"
_NUMBERS = FULL | {errno.ENOMEM}
# Only the message shows that a thread has no memory for its stack, or that C code lost an
# allocation error.
_WORDS = (
    DISK_FULL,
    "can't start new thread",
    "Resource temporarily unavailable",
    "error return without exception set",
)
_MEMORY = (MemoryError, duckdb.OutOfMemoryException)


class NoRoom(ReaderError):
    """Nothing changed: what was begun is removed, or finished, by the next run."""


def is_lacking(error: BaseException) -> bool:
    """Whether an error, or any of its causes, says that a disk or the memory is full."""
    cause: BaseException | None = error
    while cause is not None:
        is_full = isinstance(cause, OSError) and cause.errno in _NUMBERS
        if is_full or isinstance(cause, _MEMORY) or any(word in str(cause) for word in _WORDS):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


@contextmanager
def enough_room(place: object = "") -> Generator[None]:
    """Report a lack of space in French; also a decorator.

    Raises:
        NoRoom: the disk or the memory was full.
    """
    try:
        yield
    except Exception as error:  # a library may have a class of its own for it
        if not is_lacking(error):
            raise
        where = f" dans {place}" if place else ""
        raise NoRoom(
            f"La mémoire ou la place disque a manqué : rien n’est publié. Libérez de la place"
            f"{where} ou fermez d’autres programmes, puis relancez."
        ) from error
