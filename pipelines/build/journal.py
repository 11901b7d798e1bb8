"""Log lines of a build: its start and its end."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager

from method.log import log


@contextmanager
def logged(workspace: str) -> Generator[None]:
    """Log a line when a build starts, and one when it ends or fails for any reason."""
    own = log.bind(workspace=workspace)
    own.info("build_started")
    began = time.monotonic()
    try:
        yield
    except BaseException as fault:
        own.error("build_failed", reason=type(fault).__name__, seconds=_since(began))
        raise
    own.info("build_published", seconds=_since(began))


def _since(began: float) -> float:
    return round(time.monotonic() - began, 1)
