"""What `fetch tout` has done so far, in a file that survives a cut, and its report in French.

`_fetch/tour.json` of a workspace: one tour, the last. A lock beside it is held as long as somebody
runs it, and goes with the process, killed or not.
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
# Left by who asked for a tour, taken away by the tour: its process takes seconds to begin.
ASKED = ".asked"
LONGEST_START_SECONDS = 120
# An older tour is not taken up again: what came then is no longer of the day.
RESUMED_FOR = timedelta(days=7)
# Notes of one source that are kept: the first tell enough.
MOST_NOTES = 40
MINUTE = 60


@dataclass
class Step:
    """One source in a tour; `key` tells what it depended on, `notes` what it left aside."""

    name: str
    title: str
    status: Status = "waiting"
    at: str = ""
    seconds: float = 0.0
    said: str = ""
    key: str = ""
    notes: list[str] = field(default_factory=list)

    def note(self, line: str) -> None:
        """Keep what a source says beside its result, once."""
        if line and line not in self.notes and len(self.notes) < MOST_NOTES:
            self.notes.append(line)


@dataclass
class Tour:
    """One run through the sources; moments are ISO 8601, `now` what is being read."""

    begun: str
    who: str
    steps: list[Step]
    ended: str = ""
    now: str = ""

    @property
    def done(self) -> int:
        """Sources that came."""
        return sum(step.status == "done" for step in self.steps)

    @property
    def is_whole(self) -> bool:
        """Whether it ended and every source came."""
        return bool(self.ended) and self.done == len(self.steps)


def load(raw: Path) -> Tour | None:
    """The last tour of a workspace; None without one, or one that cannot be read."""
    try:
        told = json.loads((raw / FOLDER / FILE).read_text(encoding="utf-8"))
        steps = [Step(**step) for step in told.pop("steps")]
        return Tour(steps=steps, **told)
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


def save(raw: Path, tour: Tour) -> None:
    """Write a tour, whole or not at all."""
    place = raw / FOLDER / FILE
    place.parent.mkdir(exist_ok=True)
    write_durably(place, json.dumps(asdict(tour), ensure_ascii=False, indent=1).encode())


@contextmanager
def held(raw: Path) -> Generator[None]:
    """Be the only tour of a workspace.

    Raises:
        FetchError: another one is under way.
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


def ask(raw: Path) -> None:
    """Say that a tour is about to begin.

    Raises:
        FetchError: one is under way, or about to.
    """
    if is_under_way(raw):
        raise FetchError("Un relevé de cet espace est déjà en cours : attendez.")
    (raw / FOLDER).mkdir(exist_ok=True)
    (raw / FOLDER / ASKED).touch()


def launch(workspace: str, raw: Path, who: str) -> None:
    """Begin a tour and the build that follows it in a process of its own, which outlives a page.

    Args:
        workspace: its name.
        raw: its raw folder, where the log goes.
        who: who asks.

    Raises:
        FetchError: a tour of the workspace is under way.
    """
    ask(raw)
    log = raw / FOLDER / LOG
    command = [sys.executable, "-m", "pipelines", "fetch", "tout", "--build"]
    command += [f"--workspace={workspace}", f"--who={who}"]
    with log.open("wb") as out:
        subprocess.Popen(  # noqa: S603 - our own command, and names that argparse reads as values
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            start_new_session=True,
        )  # fmt: skip


def is_under_way(raw: Path) -> bool:
    """Whether somebody runs a tour now, or has just asked for one."""
    try:
        with (raw / FOLDER / LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:
        pass
    try:
        asked = (raw / FOLDER / ASKED).stat().st_mtime
    except FileNotFoundError:
        return False
    return time.time() - asked < LONGEST_START_SECONDS


def resumed(last: Tour | None, key: str, now: datetime) -> dict[str, Step]:
    """Steps of the last tour that need not be done again, by name.

    None of a tour that is whole, unless what some of its sources depended on has changed since.

    Args:
        last: the last tour.
        key: what names the networks' files now.
        now: moment.
    """
    if last is None or now - datetime.fromisoformat(last.begun) > RESUMED_FOR:
        return {}
    if last.is_whole and all(step.key in ("", key) for step in last.steps):
        return {}
    return {step.name: step for step in last.steps if step.status == "done"}


def report(tour: Tour) -> str:
    """What came, what did not and why, in French."""
    failed = [step.title for step in tour.steps if step.status == "failed"]
    lines = [f"Relevé du {moment(tour.begun)}{NBSP}: {headline(tour)}"]
    for step in tour.steps:
        lines.append(f"{MARKS[step.status]} {step.title}{NBSP}: {_told(step)}")
        lines += [f"    · {note}" for note in step.notes]
    if failed:
        lines.append(f"À relancer{NBSP}: {fr_list(failed)}. Ce qui est venu n’est pas redemandé.")
    return "\n".join(lines)


MARKS: dict[Status, str] = {"done": "✓", "failed": "✗", "running": "…", "waiting": "–"}


def headline(tour: Tour) -> str:
    """How many sources came, in a sentence."""
    failed = sum(step.status == "failed" for step in tour.steps)
    left = len(tour.steps) - tour.done - failed
    told = [f"{plural(tour.done, 'source reçue', 'sources reçues')} sur {fr(len(tour.steps))}"]
    if failed:
        told.append(f"{plural(failed, 'en échec', 'en échec')}")
    if left:
        told.append(f"{fr(left)} à faire")
    return f"{', '.join(told)}."


def moment(text: str) -> str:
    """Day and minute of a moment of a tour."""
    at = datetime.fromisoformat(text)
    return f"{fr_short_date(at.date())} à {at:%H:%M}"


def _told(step: Step) -> str:
    if step.status == "waiting":
        return "pas encore demandé."
    if step.status == "running":
        return "interrompu, à reprendre."
    took = f" ({_seconds(step.seconds)}, le {moment(step.at)})" if step.status == "done" else ""
    return f"{step.said}{took}"


def _seconds(seconds: float) -> str:
    if seconds < MINUTE:
        return f"{fr(seconds, decimals=0)}{NBSP}s"
    return f"{fr(seconds / MINUTE, decimals=0)}{NBSP}min"
