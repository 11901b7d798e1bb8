"""Faults of servers with readers: a copy killed and restarted, lack of memory."""

from __future__ import annotations

import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from benchmarks.session import serve
from method.errors import ReaderError
from method.wording import fr
from pipelines.build.run import build_workspace
from tests.faults import killed
from tests.faults.others import Seen
from tests.faults.readers import Crowd, Heard
from tests.operations import front

READERS = 8
THINK_SECONDS = 1.0
# Megabytes left to a build, and to a server.
LEFT_TO_BUILDS = (64, 128, 256, 384, 512)
# A library without memory for a thread may wait forever: the nightly run has a time limit.
PATIENCE_SECONDS = 120
LEFT_TO_SERVERS = (4, 16, 64)
MEGA = 1024**2
DONE, SENTENCE, NAKED = 0, 3, 4


def memory_of_builds(folder: Path, raw: Path) -> Iterator[Seen]:
    """A build with limited memory: it reports the failure, and figures are unchanged.

    The limit is on writable memory (`RLIMIT_DATA`), which refuses allocations instead of killing; a
    control group that kills (`MemoryMax`) has the effect tested in `killed`.
    """
    curated = folder / "memory" / "cvl"
    killed.build_workspace_apart(raw, curated)
    before = killed.figures(curated)
    messages: set[str] = set()
    wrong = 0
    for megabytes in LEFT_TO_BUILDS:
        messages.add(_build_within(megabytes, raw, curated))
        wrong += killed.figures(curated) != before
    killed.build_workspace_apart(raw, curated)
    wrong += killed.figures(curated) != before
    wrong += any("SANS PHRASE" in one for one in messages)
    yield Seen(
        "mémoire bornée, construction", len(LEFT_TO_BUILDS), " ou ".join(sorted(messages)), wrong
    )


def _build_within(megabytes: int, raw: Path, curated: Path) -> str:
    child = os.fork()
    if not child:
        code = DONE
        try:
            with Path(os.devnull).open("w") as nowhere:
                os.dup2(nowhere.fileno(), 2)
                limit = _written(os.getpid()) + megabytes * MEGA
                resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
                build_workspace(raw, curated, is_fresh=True)
        except ReaderError:
            code = SENTENCE
        except BaseException:
            code = NAKED
        os._exit(code)
    status = _ended(child)
    if status is None:
        return "arrêtée par la limite de temps"
    if os.WIFSIGNALED(status):
        return f"arrêtée par le système ({signal.Signals(os.WTERMSIG(status)).name})"
    return {DONE: "fait", SENTENCE: "phrase en français"}.get(os.WEXITSTATUS(status), "SANS PHRASE")


def _ended(child: int) -> int | None:
    """Exit status of a process; None if it was killed after the time limit."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status
        time.sleep(0.2)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _written(pid: int) -> int:
    """Memory of a process, in bytes, that counts in `RLIMIT_DATA`."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    (line,) = [line for line in status.splitlines() if line.startswith("VmData:")]
    return int(line.split()[1]) * 1024


def memory_of_server(curated: Path) -> Iterator[Seen]:
    """A server with limited memory while readers open pages, then without the limit."""
    for megabytes in LEFT_TO_SERVERS:
        with _application(curated) as server:
            crowd = Crowd(server.address, curated.name, THINK_SECONDS)
            with crowd.reading(READERS):
                time.sleep(15)
                crowd.so_far()
                _limit(server.pid, _written(server.pid) + megabytes * MEGA)
                time.sleep(20)
                short = crowd.so_far()
                is_up = _is_alive(server.pid)
                if is_up:
                    _limit(server.pid, resource.RLIM_INFINITY)
                    time.sleep(5)
                    crowd.so_far()
                    time.sleep(15)
                    after = crowd.so_far()
            yield Seen(
                f"mémoire bornée à {megabytes} Mo de plus, serveur", 1,
                f"{_told(short)} ; ensuite : {_told(after) if is_up else 'arrêté par le système'}",
                int(is_up and (after.failed + after.lost + after.said.total() > 0)),
            )  # fmt: skip


def replica(folder: Path, curated: Path) -> Iterator[Seen]:
    """Two copies behind nginx, with readers; one is killed, then restarted."""
    if front.NGINX is None:
        return
    folder.mkdir()
    ports = front.free_port(), front.free_port()
    with ExitStack() as open_:
        first = open_.enter_context(_application(curated, ports[0]))
        open_.enter_context(_application(curated, ports[1]))
        site = open_.enter_context(front.running(folder, ports))
        crowd = Crowd(site.address, curated.name, THINK_SECONDS)
        with crowd.reading(READERS):
            time.sleep(20)
            before = crowd.so_far()
            os.kill(first.pid, signal.SIGKILL)
            time.sleep(20)
            without = crowd.so_far()
            open_.enter_context(_application(curated, ports[0]))
            time.sleep(20)
        after = crowd.so_far()
    yield Seen(
        "copie tuée et relancée sous huit lecteurs", 1,
        f"avant : {_told(before)} ; tuée : {_told(without)} ; relancée : {_told(after)}",
        sum(one.failed + one.said.total() for one in (before, without, after))
        + before.lost + after.lost,
    )  # fmt: skip


def _application(curated: Path, port: int = 0):
    settings = {"OBSERVATOIRE_CURATED": str(curated.parent), "OBSERVATOIRE_DEMO_LIBRE": "1"}
    return serve("asgi.py", port, **settings)


def _limit(pid: int, soft: int) -> None:
    resource.prlimit(pid, resource.RLIMIT_DATA, (soft, resource.RLIM_INFINITY))


def _is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"


def _told(outcome: Heard) -> str:
    for failure, count in outcome.failures.items():
        print(f"{count} × {failure}", file=sys.stderr, flush=True)
    parts = [f"{outcome.turned} pages"]
    parts += [f"{outcome.failed} en erreur"] if outcome.failed else []
    parts += [f"{outcome.said.total()} avec une phrase"] if outcome.said else []
    if outcome.lost:
        parts.append(f"{outcome.lost} connexions perdues, {fr(outcome.away, decimals=1)} s au plus")
    return ", ".join(parts)
