"""Readers who open pages while something happens to their server, like real browsers.

A browser whose connection is closed keeps its cookies, reconnects, and requests the page of its
address: so does a reader here, and losses are counted.
"""

from __future__ import annotations

import random
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
from websockets.exceptions import WebSocketException

from benchmarks.session import Reader, Run, reading_seconds
from observatory.gate.access import PUBLIC
from observatory.pages import load_pages, pages_for

LOST = (OSError, TimeoutError, WebSocketException, httpx.HTTPError)
AGAIN_SECONDS = 0.5


@dataclass
class Heard:
    """What readers saw.

    Attributes:
        turned: pages that were rendered completely.
        failed: of these, those that showed an exception.
        failures: kinds of exceptions.
        said: error messages shown on pages.
        lost: connections that were closed, or did not open.
        slow: lost connections on which nothing came before the time limit of the reader.
        away: longest time in seconds from such a loss to the next complete page.
        waits: seconds from each request to its last message.
    """

    turned: int = 0
    failed: int = 0
    lost: int = 0
    slow: int = 0
    away: float = 0.0
    said: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)

    def take(self, run: Run, away_since: float | None) -> None:
        """Count a page that was rendered completely, the first one since a loss or not."""
        self.turned += 1
        self.failed += run.has_failed
        self.failures.update([run.failure] if run.has_failed else [])
        self.said.update(run.said)
        self.waits.append(run.seconds)
        if away_since is not None:
            self.away = max(self.away, time.monotonic() - away_since)


class Crowd:
    """Readers of one address; `heard` is updated while they read."""

    def __init__(self, address: str, workspace: str, think: float) -> None:
        self.address = address
        self.view = {"espace": workspace, "profil": PUBLIC}
        self.think = think
        self.heard = Heard()
        self._over = threading.Event()
        self._lock = threading.Lock()
        first = load_pages()[0]
        self._pages = ["" if one is first else one.url_path for one in pages_for(PUBLIC)]
        self._trusting = None
        if address.startswith("https"):
            self._trusting = ssl.create_default_context()
            self._trusting.check_hostname = False
            self._trusting.verify_mode = ssl.CERT_NONE

    @contextmanager
    def reading(self, readers: int) -> Iterator[Heard]:
        """Run the readers until the end of the block; each must then end on a complete page."""
        with ThreadPoolExecutor(readers) as pool:
            jobs = [pool.submit(self._read, seed) for seed in range(readers)]
            try:
                yield self.heard
            finally:
                self._over.set()
            for job in jobs:
                job.result()

    def so_far(self) -> Heard:
        """Counts since the last call."""
        with self._lock:
            counts, self.heard = self.heard, Heard()
        return counts

    def _read(self, seed: int) -> None:
        dice, cookies = random.Random(seed), None
        self._over.wait(dice.uniform(0, self.think))
        away_since: float | None = None
        # A reader disconnected at the end of the block has a minute to come back.
        while not self._over.is_set() or (away_since and time.monotonic() - away_since < 60):
            try:
                self._turn(dice, cookies, away_since)
                return
            except _Again as again:
                cookies, away_since, is_slow = again.cookies, again.since, again.is_slow
            with self._lock:
                self.heard.lost += 1
                self.heard.slow += is_slow
                self.heard.away = max(self.heard.away, time.monotonic() - away_since)
            time.sleep(AGAIN_SECONDS)

    def _turn(
        self, dice: random.Random, cookies: httpx.Cookies | None, away_since: float | None
    ) -> None:
        """Open pages over one connection until the end; raises `_Again` when it is lost."""
        try:
            reader = Reader(self.address, cookies, self._trusting)
            cookies = reader.cookies
            while True:
                run = reader.ask(dice.choice(self._pages), self.view)
                with self._lock:
                    self.heard.take(run, away_since)
                away_since = None
                if self._over.wait(reading_seconds(dice, self.think)):
                    return reader.close()
        except LOST as error:
            is_slow = isinstance(error, TimeoutError | httpx.TimeoutException)
            raise _Again(cookies, away_since or time.monotonic(), is_slow=is_slow) from None


class _Again(Exception):
    """A lost connection: the cookies of the browser, and the time of the loss."""

    def __init__(self, cookies: httpx.Cookies | None, since: float, *, is_slow: bool) -> None:
        super().__init__()
        self.cookies = cookies
        self.since = since
        self.is_slow = is_slow
