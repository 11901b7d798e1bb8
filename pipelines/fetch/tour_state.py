"""State of `fetch tout`, in a file that survives an interruption, and its report in French.

`_fetch/tour.json` describes the last tour of a workspace. A lock beside it is held while a process
runs the tour, and is released when this process ends, even killed.
"""

from __future__ import annotations

import fcntl
import json
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from method.settings import ROOT
from method.wording import NBSP, fr, fr_list, fr_short_date, plural
from pipelines.desk.history import write_durably
from pipelines.fetch.answers import FOLDER
from pipelines.fetch.packages import FetchError

Status = Literal["waiting", "running", "done", "failed"]
FILE = "tour.json"
LOCK = ".lock"
LOG = "tour.log"
# Written when a tour is requested: its process takes seconds to start.
ASKED = ".asked"
LONGEST_START_SECONDS = 120
# An older tour is not resumed: its data are no longer current.
RESUMED_FOR = timedelta(days=7)
# Maximum number of notes per source: the first ones are enough.
MOST_NOTES = 40
MINUTE = 60


@dataclass
class Step:
    """One source of a tour; `key` identifies what it depended on, `notes` what it left out."""

    name: str
    title: str
    status: Status = "waiting"
    at: str = ""
    seconds: float = 0.0
    said: str = ""
    key: str = ""
    notes: list[str] = field(default_factory=list)

    def note(self, line: str) -> None:
        """Keep a message printed beside the result, without duplicates."""
        if line and line not in self.notes and len(self.notes) < MOST_NOTES:
            self.notes.append(line)


@dataclass
class Tour:
    """One run through the sources; times are ISO 8601, `now` is what is being read."""

    begun: str
    who: str
    steps: list[Step]
    ended: str = ""
    now: str = ""

    @property
    def done(self) -> int:
        """Number of sources received."""
        return sum(step.status == "done" for step in self.steps)

    @property
    def is_whole(self) -> bool:
        """Whether it ended with every source received."""
        return bool(self.ended) and self.done == len(self.steps)


def load(raw: Path) -> Tour | None:
    """The last tour of a workspace; None if there is none or its file is unreadable."""
    try:
        content = json.loads((raw / FOLDER / FILE).read_text(encoding="utf-8"))
        steps = [Step(**step) for step in content.pop("steps")]
        return Tour(steps=steps, **content)
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


def save(raw: Path, tour: Tour) -> None:
    """Write a tour atomically."""
    place = raw / FOLDER / FILE
    place.parent.mkdir(exist_ok=True)
    write_durably(place, json.dumps(asdict(tour), ensure_ascii=False, indent=1).encode())


@contextmanager
def locked(raw: Path) -> Generator[None]:
    """Hold the lock of the workspace: only one tour may run at a time.

    Raises:
        FetchError: another tour is running.
    """
    place = raw / FOLDER / LOCK
    place.parent.mkdir(exist_ok=True)
    with place.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FetchError(
                "Un relevé de cet espace est déjà en cours : attendez sa fin."
            ) from None
        yield


def announce(raw: Path) -> None:
    """Record that a tour is about to start.

    Raises:
        FetchError: one is running or about to start.
    """
    if is_under_way(raw):
        raise FetchError("Un relevé de cet espace est déjà en cours : attendez.")
    (raw / FOLDER).mkdir(exist_ok=True)
    (raw / FOLDER / ASKED).touch()


def launch(workspace: str, raw: Path, who: str) -> None:
    """Start a tour and the following build in a separate process, which outlives the page.

    Args:
        workspace: its name.
        raw: its raw folder, where the log goes.
        who: person who requests it.

    Raises:
        FetchError: a tour of the workspace is running.
    """
    announce(raw)
    log = raw / FOLDER / LOG
    command = [sys.executable, "-m", "pipelines", "fetch", "tout", "--build"]
    command += [f"--workspace={workspace}", f"--who={who}"]
    with log.open("wb") as out:
        subprocess.Popen(  # noqa: S603 - our own command, and names that argparse reads as values
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            start_new_session=True,
        )  # fmt: skip


def is_under_way(raw: Path) -> bool:
    """Whether a tour is running or has just been requested."""
    try:
        with (raw / FOLDER / LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        pass
    try:
        requested_at = (raw / FOLDER / ASKED).stat().st_mtime
    except FileNotFoundError:
        return False
    return time.time() - requested_at < LONGEST_START_SECONDS


def resumed(last: Tour | None, key: str, now: datetime) -> dict[str, Step]:
    """Steps of the last tour that need not be repeated, by name.

    Empty for a complete tour, unless what some of its sources depended on has changed since.

    Args:
        last: the last tour.
        key: fingerprint of the networks' current files.
        now: current time.
    """
    if last is None or abs(now - datetime.fromisoformat(last.begun)) > RESUMED_FOR:
        return {}
    if last.is_whole and all(step.key in ("", key) for step in last.steps):
        return {}
    return {step.name: step for step in last.steps if step.status == "done"}


def report(tour: Tour) -> str:
    """Report in French: what was received, what was not and why."""
    failed = [step.title for step in tour.steps if step.status == "failed"]
    lines = [f"Relevé du {moment(tour.begun)}{NBSP}: {headline(tour)}"]
    for step in tour.steps:
        lines.append(f"{MARKS[step.status]} {step.title}{NBSP}: {_outcome(step)}")
        lines += [f"    · {note}" for note in step.notes]
    if failed:
        lines.append(f"À relancer{NBSP}: {fr_list(failed)}. Ce qui est venu n’est pas redemandé.")
    return "\n".join(lines)


MARKS: dict[Status, str] = {"done": "✓", "failed": "✗", "running": "…", "waiting": "–"}


def headline(tour: Tour) -> str:
    """How many sources were received, as a French sentence."""
    failed = sum(step.status == "failed" for step in tour.steps)
    remaining = len(tour.steps) - tour.done - failed
    clauses = [f"{plural(tour.done, 'source reçue', 'sources reçues')} sur {fr(len(tour.steps))}"]
    if failed:
        clauses.append(f"{plural(failed, 'en échec', 'en échec')}")
    if remaining:
        clauses.append(f"{fr(remaining)} à faire")
    return f"{', '.join(clauses)}."


def moment(text: str) -> str:
    """Day and minute of a time of a tour, in French."""
    at = datetime.fromisoformat(text)
    return f"{fr_short_date(at.date())} à {at:%H:%M}"


def _outcome(step: Step) -> str:
    if step.status == "waiting":
        return "pas encore demandé."
    if step.status == "running":
        return "interrompu, à reprendre."
    duration = f" ({_seconds(step.seconds)}, le {moment(step.at)})" if step.status == "done" else ""
    return f"{step.said}{duration}"


def _seconds(seconds: float) -> str:
    if seconds < MINUTE:
        return f"{fr(seconds, decimals=0)}{NBSP}s"
    return f"{fr(seconds / MINUTE, decimals=0)}{NBSP}min"
