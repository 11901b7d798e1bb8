"""Progress of long commands on stderr: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from method.wording import NBSP, fr

Progress = Callable[[str, int, int], None]
BAR_WIDTH = 24
MINUTE = 60
# Below this many seconds, the time left is not meaningful.
SHORTEST = 5


def silent(label: str, done: int, total: int) -> None:
    """Print nothing: for calls from other code."""


def to_stderr() -> Progress:
    """A bar redrawn in place on a terminal, or one line per phase in a log."""
    return _bar if sys.stderr.isatty() else _line


@dataclass
class TimeLeft:
    """Time left in a build, estimated from the previous one and the pace of this one.

    `seconds` is the duration of each step of the last build; without it there is no estimate.
    """

    seconds: Mapping[str, float]
    clock: Callable[[], float] = time.monotonic
    _begun: float | None = None
    _done: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, published: Path) -> TimeLeft:
        """Estimate from a published database; without one there is no estimate."""
        if not published.exists():
            return cls({})
        with duckdb.connect(str(published.resolve()), read_only=True) as connection:
            return cls(dict(connection.execute("select step, seconds from meta.step").fetchall()))

    def at(self, step: str) -> float | None:
        """Seconds left when a step begins; None while unknown."""
        if step not in self.seconds:
            return None
        if self._begun is None:
            self._begun = self.clock()
        done_seconds = sum(self.seconds[name] for name in self._done)
        remaining = sum(self.seconds.values()) - done_seconds
        elapsed = self.clock() - self._begun
        self._done.add(step)
        # The first steps are too short to show how loaded the machine is.
        pace = (
            elapsed / done_seconds
            if done_seconds > SHORTEST
            else max(1.0, elapsed / max(done_seconds, SHORTEST))
        )
        return remaining * pace


def with_time_left(progress: Progress, published: Path) -> Progress:
    """Add the time left to the messages of the progress of a build."""
    clock = TimeLeft.of(published)

    def follow(label: str, done: int, total: int) -> None:
        remaining = clock.at(label)
        progress(label if remaining is None else f"{label}, {words(remaining)}", done, total)

    return follow


def words(seconds: float) -> str:
    """Time left, in French."""
    if seconds < SHORTEST:
        return "encore quelques secondes"
    if seconds < MINUTE:
        return f"encore {fr(5 * round(seconds / 5))}{NBSP}s environ"
    minutes, rest = divmod(10 * round(seconds / 10), MINUTE)
    text = f"encore {fr(minutes)}{NBSP}min"
    return f"{text} {rest:02}{NBSP}s environ" if rest else f"{text} environ"


def _bar(label: str, done: int, total: int) -> None:
    filled = BAR_WIDTH * done // max(total, 1)
    bar = "█" * filled + "·" * (BAR_WIDTH - filled)
    end = "\n" if done >= total else ""
    print(f"\r\033[K{bar} {done}/{total} {label}", end=end, file=sys.stderr, flush=True)


def _line(label: str, done: int, total: int) -> None:
    """Print the phases, and one step in twenty with the time left."""
    is_step = "." in label
    if not is_step or ("," in label and done % 20 == 0):
        print(f"{done}/{total} {label}" if is_step else label, file=sys.stderr)
