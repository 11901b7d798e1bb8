"""Which browser is which: one cookie of ours, and what the server told each browser.

A download is served to the browser whose own page was told its address, and made for the session
whose own page offered it: an address that leaks, or that is guessed from the content, opens
nothing elsewhere.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping

COOKIE = "observatoire"
# Beyond these, the least recently told is forgotten: a page then has to be drawn again.
MOST_BROWSERS = 5_000
MOST_FILES = 500

_KEY = re.compile(r"[A-Za-z0-9_-]{32}")
_FILE = re.compile(rb"/media/([0-9a-f]{16,128})")


def new_key() -> str:
    """A key for a browser that has none."""
    return secrets.token_urlsafe(24)


def key_of(cookies: Mapping[str, str]) -> str | None:
    """Key of the browser that sent these cookies, None without one of our form."""
    key = cookies.get(COOKIE, "")
    return key if _KEY.fullmatch(key) else None


class Told:
    """Files whose address the server told, by browser. Safe from any thread."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, OrderedDict[str, None]] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, key: str | None, sent: bytes) -> None:
        """Note the files whose addresses are in what goes out to a browser."""
        if key is None or b"/media/" not in sent:
            return
        with self._lock:
            files = self._files.setdefault(key, OrderedDict())
            self._files.move_to_end(key)
            for found in _FILE.findall(sent):
                files[found.decode()] = None
                files.move_to_end(found.decode())
            while len(files) > MOST_FILES:
                files.popitem(last=False)
            while len(self._files) > MOST_BROWSERS:
                self._files.popitem(last=False)

    def knows(self, key: str | None, file: str) -> bool:
        """Whether that browser was told the address of that file."""
        with self._lock:
            return key is not None and file in self._files.get(key, ())

    def forget(self, key: str | None) -> None:
        """Take back every address told to a browser: it signed out."""
        with self._lock:
            self._files.pop(key or "", None)


told = Told()
