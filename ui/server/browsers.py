"""Identifies browsers: one cookie of ours, and the addresses that the server sent to each browser.

A download is served only to the browser whose page received its address, and built for the session
whose page offered it: an address that leaks, or is guessed from the content, opens nothing
elsewhere.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping

COOKIE = "observatoire"
# Beyond these, the least recently used entry is dropped, and its page has to be redrawn.
MOST_BROWSERS = 5_000
MOST_FILES = 500

_KEY = re.compile(r"[A-Za-z0-9_-]{32}")
_FILE = re.compile(rb"/media/([0-9a-f]{16,128})")


def new_key() -> str:
    """A key for a browser without one."""
    return secrets.token_urlsafe(24)


def key_of(cookies: Mapping[str, str]) -> str | None:
    """Key of the browser that sent these cookies, None if there is no well-formed key."""
    key = cookies.get(COOKIE, "")
    return key if _KEY.fullmatch(key) else None


class AddressesSent:
    """Files whose address was sent, by browser. Thread-safe."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, OrderedDict[str, None]] = OrderedDict()
        self._lock = threading.Lock()

    def record(self, key: str | None, message: bytes) -> None:
        """Record the files whose addresses are in a message sent to a browser."""
        if key is None or b"/media/" not in message:
            return
        with self._lock:
            files = self._files.setdefault(key, OrderedDict())
            self._files.move_to_end(key)
            for file in _FILE.findall(message):
                files[file.decode()] = None
                files.move_to_end(file.decode())
            while len(files) > MOST_FILES:
                files.popitem(last=False)
            while len(self._files) > MOST_BROWSERS:
                self._files.popitem(last=False)

    def knows(self, key: str | None, file: str) -> bool:
        """Whether this browser received the address of this file."""
        with self._lock:
            return key is not None and file in self._files.get(key, ())

    def forget(self, key: str | None) -> None:
        """Drop every address sent to a browser, which has signed out."""
        with self._lock:
            self._files.pop(key or "", None)


addresses_sent = AddressesSent()
