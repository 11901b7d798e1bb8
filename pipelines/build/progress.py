"""Progress of long commands: a bar on a terminal, plain lines elsewhere; always on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable

Progress = Callable[[str, int, int], None]
BAR_WIDTH = 24


def silent(label: str, done: int, total: int) -> None:
    """Say nothing: for calls from other code."""


def to_stderr() -> Progress:
    """A bar redrawn in place on a terminal, one line a phase in a log."""
    return _bar if sys.stderr.isatty() else _line


def _bar(label: str, done: int, total: int) -> None:
    filled = BAR_WIDTH * done // max(total, 1)
    bar = "█" * filled + "·" * (BAR_WIDTH - filled)
    end = "\n" if done >= total else ""
    print(f"\r\033[K{bar} {done}/{total} {label}", end=end, file=sys.stderr, flush=True)


def _line(label: str, done: int, total: int) -> None:
    if "." not in label:
        print(label, file=sys.stderr)
