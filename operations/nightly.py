"""The nightly run: fetch, build, edition, letters, backup, each in a separate process.

A step that fails, hangs or is killed does not stop the others: figures stay those of the last good
build, and a page shows its date. Only one run at a time; the file `night.json` is written before
each step, so that even a power cut is visible.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from method.log import log
from method.settings import ROOT, edition_root
from method.wording import NBSP, fr, plural
from operations import alerting
from operations.kept import Places
from pipelines.build.workspace import WorkspaceError, load_workspace
from pipelines.desk.history import write_durably
from pipelines.refused import Refused
from ui.server.night import DONE, FAILED, FILE_NAME, RUNNING, SKIPPED, Night, Step

STEPS = ("fetch", "build", "site", "digest", "remind", "backup")
TITLES = {
    "fetch": "Relevé des sources officielles",
    "build": "Construction et publication",
    "site": "Édition statique",
    "digest": "Lettre des alertes",
    "remind": "Relances des réseaux",
    "backup": "Sauvegarde",
}
STATES = {DONE: "fait", FAILED: "ÉCHEC", SKIPPED: "sans objet", RUNNING: "interrompu"}
# Day of the weekly letter, 1 for Monday; 0 for none.
LETTER_DAY = "OBSERVATOIRE_LETTER_DAY"
# Folder of the letters to networks, with one subfolder per workspace.
REMINDERS = "OBSERVATOIRE_REMINDERS"
# Only the end of the output of a step is kept: errors come last.
SAID = 2_000
EXIT_TIMEOUT = 124
# A step is idle when it used at most this CPU time (seconds) during this many seconds; it is
# checked at this interval.
IDLE_WORK, IDLE_SECONDS, LOOK_SECONDS = 0.5, 1_200.0, 30.0


@dataclass(frozen=True)
class Task:
    """A step to run; `why_not` is the reason why it is skipped, if any."""

    name: str
    workspace: str = ""
    words: tuple[str, ...] = ()
    why_not: str = ""


def nightly(only: Sequence[str] | None, timeout: int) -> int:
    """Run the night; if a step failed, alert an administrator and exit with code 1."""
    unknown = [name for name in only or () if name not in STEPS]
    if unknown:
        print(
            f"--only : étape inconnue « {unknown[0]} » (au choix : {', '.join(STEPS)}).",
            file=sys.stderr,
        )
        return 2
    places = Places.configured()
    with _lock_file(places) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("Une nuit est déjà en cours : attendez qu’elle finisse.") from None
        night = run(places, tasks(places, only), timeout)
    text = report(night)
    print(text)
    if night.has_failed:
        alerting.administrator("la mise à jour de la nuit a échoué", text)
    return 1 if night.has_failed else 0


def _lock_file(places: Places) -> IO[str]:
    """The file of the lock, open; a folder closed to this account is told to an administrator."""
    try:
        places.curated.mkdir(parents=True, exist_ok=True)
        return (places.curated / ".night.lock").open("w")
    except OSError:
        text = (
            f"{places.curated} : ce dossier ne peut être écrit ; la nuit n’a pas commencé. "
            "Donnez-le au compte du service, ou remontez ce disque en écriture."
        )
        alerting.administrator("la nuit n’a pas commencé", text)
        raise Refused(text) from None


def tasks(places: Places, only: Sequence[str] | None, now: datetime | None = None) -> list[Task]:
    """The steps of a night, in order, including those to skip."""
    all_tasks: list[Task] = []
    for raw in places.workspaces():
        try:
            is_fictional = load_workspace(raw).is_fictional
        except WorkspaceError:
            is_fictional = True  # its build will report the fault
        all_tasks += _of_workspace(raw.name, is_fictional, now or datetime.now(UTC))
    to = os.environ.get("OBSERVATOIRE_BACKUP_TO", "")
    why = "" if to else "OBSERVATOIRE_BACKUP_TO n’est pas donné"
    all_tasks.append(Task("backup", words=("backup",), why_not=why))
    selected = [task for task in all_tasks if only is None or task.name in only]
    return sorted(selected, key=lambda task: STEPS.index(task.name))


def _of_workspace(name: str, is_fictional: bool, now: datetime) -> list[Task]:
    of = ("--workspace", name)
    root, day = edition_root(), os.environ.get(LETTER_DAY, "1")
    out = str(root / name) if root else ""
    letter = ("digest", *of, "--out", os.devnull, "--send")
    why = "espace fictif" if is_fictional else ""
    no_letter = why
    if not os.environ.get("OBSERVATOIRE_SMTP_HOST"):
        no_letter = no_letter or "aucun serveur de courrier"
    elif str(now.isoweekday()) != day:
        no_letter = no_letter or "ce n’est pas le jour de la lettre"
    folder = os.environ.get(REMINDERS, "")
    reminder = ("remind", *of, "--out", str(Path(folder) / name))
    if os.environ.get("OBSERVATOIRE_SMTP_HOST"):
        reminder = (*reminder, "--send")
    return [
        Task("fetch", name, ("fetch", "tout", *of), why),
        Task("build", name, ("build", *of)),
        Task("site", name, ("site", *of, "--out", out), "" if out else "aucune édition tenue"),
        Task("digest", name, letter, no_letter),
        Task("remind", name, reminder, why or ("" if folder else "aucun dossier de relances")),
    ]


def run(places: Places, planned: Sequence[Task], minutes: int) -> Night:
    """Run tasks in sequence within a number of minutes, and update the file."""
    started, end = datetime.now(UTC), time.monotonic() + minutes * 60
    steps = [
        Step(task.name, task.workspace, SKIPPED if task.why_not else RUNNING, said=task.why_not)
        for task in planned
    ]
    night = Night(started.isoformat(timespec="seconds"), minutes, steps)
    for task, step in zip(planned, steps, strict=True):
        if task.why_not:
            continue
        _write(places, night)
        begin = time.monotonic()
        code, step.said = _run(task.words, end - begin)
        step.seconds = round(time.monotonic() - begin, 1)
        step.state = FAILED if code else DONE
        say = log.error if code else log.info
        say("night_step", step=task.name, workspace=task.workspace, code=code, s=step.seconds)
    night.ended_at = datetime.now(UTC).isoformat(timespec="seconds")
    _write(places, night)
    return night


def report(night: Night) -> str:
    """Report in French, one line per step, with the output of failed steps."""
    lines = [f"Nuit du {night.started_at} au {night.ended_at}"]
    for step in night.steps:
        title = f"{TITLES[step.name]} ({step.workspace})" if step.workspace else TITLES[step.name]
        seconds = f", {fr(step.seconds, decimals=1)}{NBSP}s" if step.seconds else ""
        why = f" : {step.said}" if step.state == SKIPPED else ""
        lines.append(f"– {title} : {STATES[step.state]}{seconds}{why}")
        if step.state == FAILED:
            lines += [f"    {line}" for line in step.said.splitlines()]
    return "\n".join(lines)


def _write(places: Places, night: Night) -> None:
    """Write the state; on a full disk the steps go on, since a backup goes elsewhere."""
    try:
        write_durably(places.curated / FILE_NAME, night.to_json().encode())
    except OSError as error:
        log.error("night_not_written", reason=type(error).__name__)


def _run(words: Sequence[str], seconds: float) -> tuple[int, str]:
    """Exit code of a command and end of its output; its process group is killed on timeout."""
    if seconds <= 0:
        return EXIT_TIMEOUT, "Pas commencé : le temps de la nuit était écoulé."
    process = subprocess.Popen(  # noqa: S603 — our own commands, and names of folders
        [sys.executable, "-m", "pipelines", *words],
        cwd=ROOT,
        env=_environment(words),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    why, output = _watched(process, seconds)
    if why:
        return EXIT_TIMEOUT, f"{output[-SAID:]}\nArrêté : {why}.".strip()
    return process.returncode, output[-SAID:].strip()


def _watched(process: subprocess.Popen[str], seconds: float) -> tuple[str, str]:
    """The reason for which a command was stopped, empty if it ended by itself, and its output.

    A library that has no memory for a thread may wait forever: an idle step is stopped long before
    the end of the night, so that the next steps have time.
    """
    end = time.monotonic() + seconds
    worked, since = 0.0, time.monotonic()
    while True:
        try:
            pause = max(min(LOOK_SECONDS, end - time.monotonic()), 0)
            return "", process.communicate(timeout=pause)[0]
        except subprocess.TimeoutExpired:
            now = time.monotonic()
        used = _worked(process.pid)
        if abs(used - worked) > IDLE_WORK:
            worked, since = used, now
        if now < end and now - since < IDLE_SECONDS:
            continue
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        idle = f"rien ne se faisait plus depuis {plural(round(IDLE_SECONDS / 60), 'minute')}"
        return "le temps de la nuit était écoulé" if now >= end else idle, output


def _worked(session: int) -> float:
    """CPU time of the processes of a session in seconds, including those that ended."""
    ticks = 0
    for process in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name of the program, in parentheses, may contain spaces.
            fields = process.read_text("ascii", "replace").rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15])) if int(fields[3]) == session else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def _environment(words: Sequence[str]) -> dict[str, str]:
    """Current environment; the build starts no edition, which is a later step."""
    left_out = {"OBSERVATOIRE_EDITION"} if words[0] == "build" else set()
    return {name: value for name, value in os.environ.items() if name not in left_out}
