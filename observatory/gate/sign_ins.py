"""Which sign-ins are open: kept on the server, so that a cookie alone proves nothing.

The cookie of a sign-in lives in the browser; a copy of it would outlive a sign-out. A sign-in is
written down when the provider sends the reader back, under a hash (`ui.server.sign_ins`), and
closed when she signs out or after `OPEN_SECONDS`; one that is not written down, or no longer, is
nobody's. The file outlives the server; removing it signs everybody out.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from method.errors import ReaderError
from observatory.books import BookError, opened

FILE_NAME = "sign_ins.sqlite"
# A working day. A role that the provider takes away is gone after it at the latest.
OPEN_SECONDS = 8 * 3600
# It is asked before a request is answered, and everybody's requests wait meanwhile.
WAIT_SECONDS = 0.5

_CREATE = "create table if not exists sign_in (mark text primary key, opened_at real not null)"


class SignInsError(ReaderError):
    """The file cannot be read or written: nobody is signed in by it, nor out."""

    def __init__(self, book: BookError) -> None:
        super().__init__(
            f"Le registre des connexions est {book.fault.value} : personne ne peut se connecter ni "
            "se déconnecter. Fermez votre navigateur, réessayez dans un instant, puis prévenez "
            "l’administrateur."
        )


class SignIns:
    """The open sign-ins of a server; each method raises `SignInsError` where it cannot tell."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        """Point to the file; it is made at the first sign-in.

        Args:
            path: of the file.
            clock: seconds since 1970.
        """
        self.path = path
        self._clock = clock

    def open(self, mark: str) -> None:
        """Write a sign-in down, and forget those that are too old."""
        now = self._clock()
        with self._book() as book:
            book.execute("delete from sign_in where opened_at < ?", (now - OPEN_SECONDS,))
            book.execute("insert or ignore into sign_in values (?, ?)", (mark, now))

    def close(self, mark: str) -> None:
        """End a sign-in, wherever its cookie was copied."""
        if self.path.exists():
            with self._book() as book:
                book.execute("delete from sign_in where mark = ?", (mark,))

    def is_open(self, mark: str | None) -> bool:
        """Whether this sign-in was written down, was not closed, and is young enough."""
        if mark is None or not self.path.exists():
            return False
        with self._book() as book:
            line = book.execute("select opened_at from sign_in where mark = ?", (mark,)).fetchone()
        return line is not None and 0 <= self._clock() - line[0] < OPEN_SECONDS

    @contextmanager
    def _book(self) -> Generator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if not self.path.exists():
            self.path.touch(mode=0o600)
        try:
            with opened(self.path, WAIT_SECONDS) as book:
                book.execute(_CREATE)
                yield book
        except BookError as error:
            raise SignInsError(error) from None
