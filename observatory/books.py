"""Opening a book in which people write: a small SQLite file that may be held, or damaged.

What SQLite says of either is told in French, to who reads and in the log; nothing was written then.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

from method.errors import ReaderError
from method.log import log

BUSY_SECONDS = 10.0
_DAMAGED = (
    "Le registre est abîmé : rien n’a été lu ni écrit. Prévenez l’administrateur, qui le rendra "
    "depuis une sauvegarde."
)
_HELD = (
    "Le registre est occupé ou ne peut être écrit : rien n’a changé. Réessayez dans un instant, "
    "puis prévenez l’administrateur."
)


class BookError(ReaderError):
    """A book could not be read or written; nothing changed."""


@contextmanager
def opened(path: Path) -> Generator[sqlite3.Connection]:
    """A book in one transaction: what was written is kept whole, or not at all.

    Args:
        path: of the book, made where there is none.

    Raises:
        BookError: it is held too long, its disk is full, or it is damaged.
    """
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as book, book:
            yield book
    except sqlite3.OperationalError as error:
        log.error("book_failed", book=path.name, reason=error.sqlite_errorname)
        raise BookError(_HELD) from None
    except sqlite3.IntegrityError:
        # What is written breaks a rule of the table: a bug of ours.
        raise
    except sqlite3.DatabaseError as error:
        log.error("book_failed", book=path.name, reason=type(error).__name__)
        raise BookError(_DAMAGED) from None
