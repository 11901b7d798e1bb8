"""An hour of readers and publications: stable memory, no error.

`python -m tests.faults.soak [--minutes N] [--readers N] [--publish-every SECONDS] [--copies N]
[--raw DIR] [--curated DIR] [--load WORDS]`: readers who open a page every five seconds on average,
and a deposit of one network built and published at each interval; several copies run behind the
nginx of `deploy/` and open the same published folder. Writes its row to `docs/reliability.md`. Exit
code 1 when a page failed, a connection was lost, a publication is missing or did not reach every
copy, or the memory of the last quarter is 10 % above that of the second. The first quarter is
ignored: each page is rendered for the first time.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import numpy as np

from benchmarks.session import Server, serve
from method.settings import ROOT, curated_root, raw_root
from pipelines.build.publish import current_build
from tests.faults import counts
from tests.faults.counts import Hours
from tests.faults.readers import Crowd, Heard
from tests.operations import front
from tests.secrecy.worlds import header, rows_of, write

WORKSPACE = "demo"
THINK_SECONDS = 5.0
SAMPLE_SECONDS = 5.0
FLAT = 1.10
# In a shorter run pages are still rendered for the first time, and memory is not compared.
FLAT_MINUTES = 30
# Environment variables of an installation; see `deploy/`.
DEPLOYED = {"MALLOC_ARENA_MAX": "2"}


@dataclass(frozen=True)
class Asked:
    """Length, simultaneous readers, seconds between publications, copies of the server."""

    minutes: float = 60
    readers: int = 20
    every: float = 300
    copies: int = 1


@dataclass
class Soak:
    """Results: bytes of memory at each sample, publications, readers of each copy.

    `behind` is the number of copies that did not read the last published build at the end.
    """

    memory: list[int] = field(default_factory=list)
    published: int = 0
    missing: int = 0
    sessions: list[int] = field(default_factory=list)
    behind: int = 0

    def growth(self) -> float:
        """Memory of the last quarter over that of the second, medians."""
        quarter = max(len(self.memory) // 4, 1)
        then, now = self.memory[quarter : 2 * quarter] or self.memory, self.memory[-quarter:]
        return float(np.median(now) / np.median(then))


def main() -> int:
    """Run the test, write its row to the page and print it; see the module."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--publish-every", type=float, default=300)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--raw", type=Path, default=raw_root())
    parser.add_argument("--curated", type=Path, default=curated_root())
    parser.add_argument("--load", default="", help="what else the machine does, for the page")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="observatoire-soak-"))
    try:
        raw, curated = folder / "raw" / WORKSPACE, folder / "curated" / WORKSPACE
        shutil.copytree(asked.raw / WORKSPACE, raw, symlinks=True)
        shutil.copytree(asked.curated / WORKSPACE, curated, symlinks=True)
        wanted = Asked(asked.minutes, asked.readers, asked.publish_every, asked.copies)
        told = run(folder, raw, curated, wanted)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(told)
    counts.keep("heure" if asked.copies == 1 else "foule", [told], asked.load)
    return 1 if told.losses else 0


def run(folder: Path, raw: Path, curated: Path, asked: Asked) -> Hours:
    """Serve, read and publish for a number of minutes.

    Args:
        folder: for the files of nginx, if there are several copies.
        raw: raw folder of the workspace, which is modified.
        curated: its published folder, which is modified.
        asked: the options.
    """
    settings = {
        "OBSERVATOIRE_CURATED": str(curated.parent),
        "OBSERVATOIRE_RAW": str(raw.parent),
        "OBSERVATOIRE_DEMO_LIBRE": "1",
        **DEPLOYED,
    }
    with _served(folder, asked.copies, settings) as (address, servers):
        crowd = Crowd(address, WORKSPACE, THINK_SECONDS)
        with crowd.reading(asked.readers):
            seen = _watch(servers, raw, curated, asked, settings)
            seen.sessions = [_sessions(server) for server in servers]
        seen.behind = sum(_build_of(server) != current_build(curated) for server in servers)
    return _told(seen, crowd.heard, asked)


@contextmanager
def _served(
    folder: Path, copies: int, settings: dict[str, str]
) -> Generator[tuple[str, list[Server]]]:
    """The address that readers open, and the servers behind it."""
    with ExitStack() as open_:
        if copies == 1:
            server = open_.enter_context(serve("asgi.py", **settings))
            yield server.address, [server]
            return
        ports = [front.free_port() for _ in range(copies)]
        servers = [open_.enter_context(serve("asgi.py", port, **settings)) for port in ports]
        (folder / "front").mkdir()
        site = open_.enter_context(front.running(folder / "front", ports))
        yield site.address, servers


def _watch(
    servers: list[Server], raw: Path, curated: Path, asked: Asked, settings: dict[str, str]
) -> Soak:
    seen, begin, length = Soak(), time.monotonic(), asked.minutes * 60
    next_one, building, before = begin + asked.every, None, current_build(curated)
    while (now := time.monotonic()) - begin < length or building:
        seen.memory.append(sum(server.memory() for server in servers))
        if building is not None and building.poll() is not None:
            came = building.returncode == 0 and current_build(curated) != before
            seen.published += came
            seen.missing += not came
            building, before = None, current_build(curated)
        if building is None and now >= next_one and now - begin < length:
            _deposit(raw, seen.published + 1)
            building, next_one = _publish(settings), next_one + asked.every
        time.sleep(SAMPLE_SECONDS)
    return seen


def _deposit(raw: Path, turn: int) -> None:
    """Another balance in the last line of the file of treasuries, as a new file would say."""
    file = raw / "tresorerie.csv"
    rows = rows_of(file)
    rows[-1]["solde_fin_mois"] = f"{10_000 + turn}.00"
    write(file, header(file), rows)


def _publish(settings: dict[str, str]) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines", "build", "--workspace", WORKSPACE],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _sessions(server: Server) -> int:
    """Number of readers connected to this copy, from its own metrics."""
    said = httpx.get(f"{server.address}/metrics", timeout=60).text
    found = re.search(r"^observatoire_sessions (\d+)", said, re.MULTILINE)
    return int(found[1]) if found else 0


def _build_of(server: Server) -> str:
    said = httpx.get(f"{server.address}/api/health", timeout=60).json()
    return said["workspaces"].get(WORKSPACE, "")


def _told(seen: Soak, heard: Heard, asked: Asked) -> Hours:
    waits = heard.waits or [0.0]
    served = f"{asked.minutes:g} min"
    if asked.copies > 1:
        spread = " + ".join(map(str, seen.sessions))
        served += f", {asked.copies} copies behind nginx ({spread} readers)"
    growth = seen.growth()
    is_flat = growth <= FLAT or asked.minutes < FLAT_MINUTES
    is_spread = min(seen.sessions) > 0 and sum(seen.sessions) >= asked.readers
    errors = heard.failed + heard.lost + heard.said.total() + seen.missing + seen.behind
    return Hours(
        served=served,
        readers=asked.readers,
        pages=heard.turned,
        median_s=float(np.median(waits)),
        p95_s=float(np.percentile(waits, 95)),
        errors=_errors(seen, heard),
        publications=seen.published,
        memory=f"{seen.memory[0] / 1e6:.0f} → {seen.memory[-1] / 1e6:.0f}",
        growth=f"{100 * (growth - 1):+.1f} %",
        losses=errors + (not is_flat) + (not is_spread),
    )


def _errors(seen: Soak, heard: Heard) -> str:
    said = "; ".join(f"{text} ({count})" for text, count in heard.said.items())
    counted = {
        "pages failed": heard.failed,
        "connections lost": heard.lost - heard.slow,
        "given up after two minutes": heard.slow,
        f"pages said: {said}": heard.said.total(),
        "publications missing": seen.missing,
        "copies behind": seen.behind,
    }
    return ", ".join(f"{count} {name}" for name, count in counted.items() if count) or "0"


if __name__ == "__main__":
    sys.exit(main())
