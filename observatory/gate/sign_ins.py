"""Which sign-ins are open: kept on the server, so that a cookie alone proves nothing.

The cookie of a sign-in is stored in the browser, and a copy would still work after a sign-out. A
sign-in is recorded under a hash (`ui.server.sign_ins`) when the provider sends the reader back,
and closed at sign-out or after `OPEN_SECONDS`; a cookie without an open record is not accepted.
The file survives a restart of the server; deleting it signs everybody out.
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
# A working day: also the longest time that a role withdrawn by the provider still works.
OPEN_SECONDS = 8 * 3600
# The check runs before each request, and every other request waits for it.
WAIT_SECONDS = 0.5

_CREATE = "create table if not exists sign_in (mark text primary key, opened_at real not null)"


class SignInsError(ReaderError):
    """The file cannot be read or written: nobody can sign in or out."""

    def __init__(self, book: BookError) -> None:
        super().__init__(
            f"Le registre des connexions est {book.fault.value} : personne ne peut se connecter ni "
            "se déconnecter. Fermez votre navigateur, réessayez dans un instant, puis prévenez "
            "l’administrateur."
        )


class SignIns:
    """The open sign-ins of a server; each method raises `SignInsError` if the file fails."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        """Point to the file, which is created at the first sign-in.

        Args:
            path: of the file.
            clock: seconds since 1970.
        """
        self.path = path
        self._clock = clock

    def open(self, mark: str) -> None:
        """Record a sign-in, and delete those that are too old."""
        now = self._clock()
        with self._book() as book:
            book.execute("delete from sign_in where opened_at < ?", (now - OPEN_SECONDS,))
            book.execute("insert or ignore into sign_in values (?, ?)", (mark, now))

    def close(self, mark: str) -> None:
        """End a sign-in, including for any copy of its cookie."""
        if self.path.exists():
            with self._book() as book:
                book.execute("delete from sign_in where mark = ?", (mark,))

    def is_open(self, mark: str | None) -> bool:
        """Whether this sign-in was recorded, is not closed, and is recent enough."""
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
