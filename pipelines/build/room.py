"""No room on the disk, or in memory: told in one way, wherever it is met."""

from __future__ import annotations

import errno
from collections.abc import Generator
from contextlib import contextmanager

import duckdb

from method.errors import ReaderError

# What the system says of a full disk; DuckDB, which has no class of error for it, repeats it.
DISK_FULL = "No space left on device"
_NUMBERS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.ENOMEM})
# Where a thread has no memory for its stack, Python and Arrow say it in words alone; so does C code
# that lost the error of an allocation on its way.
_WORDS = (
    DISK_FULL,
    "can't start new thread",
    "Resource temporarily unavailable",
    "error return without exception set",
)
_MEMORY = (MemoryError, duckdb.OutOfMemoryException)


class NoRoom(ReaderError):
    """Nothing changed: what was begun is cleared away, or ended, by who comes next."""


def is_lacking(error: BaseException) -> bool:
    """Whether an error says that a disk or the memory is full, wherever in its causes."""
    found: BaseException | None = error
    while found is not None:
        is_full = isinstance(found, OSError) and found.errno in _NUMBERS
        if is_full or isinstance(found, _MEMORY) or any(word in str(found) for word in _WORDS):
            return True
        found = found.__cause__ or found.__context__
    return False


@contextmanager
def enough_room(place: object = "") -> Generator[None]:
    """Say in French that room is lacking; also a decorator.

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
