"""`fetch tout`: every official source in order, resumed where it was interrupted, with a report.

A source that fails does not stop the others. What a source prints beside its result is kept in
the report; each has its own time limit. Deposits are atomic, so that a kill at any moment leaves
the files as they were before the current source.
"""

from __future__ import annotations

import io
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, redirect_stderr
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from method.errors import ReaderError
from method.settings import TERRITORIES
from pipelines.build.progress import Progress
from pipelines.build.reference import reference_database
from pipelines.desk import history
from pipelines.fetch import tour_state
from pipelines.fetch.errand import Errand
from pipelines.fetch.registry import Fetcher
from pipelines.fetch.tour_state import Step, Tour

Reference = Callable[[], AbstractContextManager[duckdb.DuckDBPyConnection]]
# How often the state of a long source is written, in seconds.
BEAT = 1.0
NETWORKS = "reseaux"


def run(
    raw: Path,
    fetchers: Sequence[Fetcher],
    who: str,
    progress: Progress,
    *,
    minutes: float | None = None,
    is_restarted: bool = False,
    reference: Reference | None = None,
) -> Tour:
    """Fetch each source, except those already received by an interrupted tour.

    Args:
        raw: raw folder of the workspace.
        fetchers: sources, in order.
        who: person who requests it.
        progress: called with what is being read.
        minutes: time limit of each source; its own by default.
        is_restarted: whether everything is requested again.
        reference: opens a database with the schema `reference`; the real one by default.

    Returns:
        The finished tour.

    Raises:
        FetchError: another tour of the workspace is running.
    """
    opened = reference or (lambda: reference_database(TERRITORIES))
    with tour_state.locked(raw):
        last = None if is_restarted else tour_state.load(raw)
        done_before = tour_state.resumed(last, _networks(raw), _now())
        steps = [done_before.get(one.name) or Step(one.name, one.title) for one in fetchers]
        started_at = last.begun if last and done_before else _stamp()
        tour = Tour(started_at, who, steps)
        tour_state.save(raw, tour)
        for step, fetcher in zip(steps, fetchers, strict=True):
            step.key, before = _networks(raw) if fetcher.needs_siren else "", step.key
            if step.status == "done" and step.key == before and not fetcher.is_cheap:
                continue
            _run_step(raw, tour, step, fetcher, progress, minutes, opened)
        tour.ended, tour.now = _stamp(), ""
        tour_state.save(raw, tour)
    return tour


def _run_step(
    raw: Path,
    tour: Tour,
    step: Step,
    fetcher: Fetcher,
    progress: Progress,
    minutes: float | None,
    opened: Reference,
) -> None:
    place = f"{tour.steps.index(step) + 1}/{len(tour.steps)} {fetcher.title}"
    step.status, step.at, step.said, step.notes = "running", _stamp(), "", []
    beginning = time.monotonic()
    beat = _Beat(raw, tour, place, progress)
    beat("", 0, 0)
    client = fetcher.client(minutes or fetcher.minutes)
    try:
        with redirect_stderr(_Notes(step)), _database(fetcher, opened) as connection:
            step.said = fetcher.run(Errand(raw, connection, _now(), beat, client))
        step.status = "done"
    except ReaderError as error:
        step.status, step.said = "failed", str(error)
    except Exception as error:
        # A bug in one source must not stop the others; the log has the traceback.
        traceback.print_exc()
        step.status, step.said = "failed", f"erreur imprévue ({type(error).__name__} : {error})."
    step.seconds = round(time.monotonic() - beginning, 1)
    tour_state.save(raw, tour)


def _database(
    fetcher: Fetcher, opened: Reference
) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    return duckdb.connect() if fetcher.is_shared else opened()


class _Beat:
    """Progress that is also written into the state, at most once per second."""

    def __init__(self, raw: Path, tour: Tour, place: str, progress: Progress) -> None:
        self._raw, self._tour, self._place, self._progress = raw, tour, place, progress
        self._screen, self._written = sys.stderr, 0.0

    def __call__(self, label: str, done: int, total: int) -> None:
        share = f", {done} sur {total}" if total else ""
        self._tour.now = f"{self._place}, {label}{share}" if label else self._place
        with redirect_stderr(self._screen):
            self._progress(self._tour.now, done, total)
        if time.monotonic() - self._written >= BEAT:
            tour_state.save(self._raw, self._tour)
            self._written = time.monotonic()


class _Notes(io.TextIOBase):
    """Standard error of a source, shown as usual and kept for the report."""

    def __init__(self, step: Step) -> None:
        super().__init__()
        self._step, self._screen, self._line = step, sys.stderr, ""

    def write(self, text: str) -> int:
        self._screen.write(text)
        *lines, self._line = f"{self._line}{text}".split("\n")
        for line in lines:
            self._step.note(line.strip())
        return len(text)


def _networks(raw: Path) -> str:
    """Fingerprint of the networks' files, where a confirmed SIREN is written."""
    state = history.visible_state(raw)
    return history.fingerprint({p: sha for p, sha in state.items() if history.owner(p) == NETWORKS})


def _now() -> datetime:
    return datetime.now(UTC)


def _stamp() -> str:
    return _now().isoformat(timespec="seconds")
