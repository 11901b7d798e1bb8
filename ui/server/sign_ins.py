"""Which sign-ins are open: kept on the server, so that a cookie alone proves nothing.

Streamlit's cookie is signed and lives thirty days in the browser; a copy of it would outlive a
sign-out. A sign-in is written down when the provider sends the reader back, under the hash of its
cookie, and closed when she signs out or after `OPEN_SECONDS`; a cookie that is not written down, or
no longer, is nobody's. The file outlives the server; removing it signs everybody out.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from method.settings import curated_root

FILE_NAME = "sign_ins.sqlite"
# A working day. A role that the provider takes away is gone after it at the latest.
OPEN_SECONDS = 8 * 3600
BUSY_SECONDS = 10.0

_CREATE = "create table if not exists sign_in (mark text primary key, opened_at real not null)"


def mark_of(cookies: Mapping[str, str]) -> str | None:
    """Hash of the sign-in that these cookies hold, None without a cookie of our signature.

    The name and the moment of the signature are in it, so that no two sign-ins are one.
    """
    secret = get_cookie_secret()

    def read(name: str) -> bytes | None:
        value = cookies.get(name)
        return decode_signed_value(secret, name, value.encode("latin-1")) if value else None

    try:
        told = get_cookie_with_chunks(read, USER_COOKIE_NAME) if secret else None
    except (UnicodeError, ValueError, TypeError):
        return None
    if not told:
        return None
    return hashlib.sha256(cookies[USER_COOKIE_NAME].encode("latin-1") + b"\n" + told).hexdigest()


class SignIns:
    """The open sign-ins of a server."""

    def __init__(self, path: Path, clock=time.time) -> None:
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
        self.path.touch(mode=0o600)
        with closing(sqlite3.connect(self.path, timeout=BUSY_SECONDS)) as book, book:
            book.execute(_CREATE)
            yield book


def registry() -> SignIns:
    """The sign-ins of this server, beside what it publishes."""
    return SignIns(curated_root() / FILE_NAME)


def is_open(cookies: Mapping[str, str]) -> bool:
    """Whether these cookies hold an open sign-in of this server."""
    return registry().is_open(mark_of(cookies))
