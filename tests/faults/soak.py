"""An hour of readers and publications: stable memory, no error.

`python -m tests.faults.soak [--minutes N] [--readers N] [--publish-every SECONDS] [--raw DIR]
[--curated DIR]`: one server, readers who open a page every five seconds, and a deposit of one
network built and published at each interval. Exit code 1 when a page failed, a connection was lost,
a publication is missing, or the memory of the last quarter is 10 % above that of the second. The
first quarter is ignored: each page is rendered for the first time.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.session import Server, serve
from method.settings import ROOT, curated_root, raw_root
from pipelines.build.publish import current_build
from tests.faults.readers import Crowd, Heard
from tests.secrecy.worlds import header, rows_of, write

WORKSPACE = "demo"
THINK_SECONDS = 5.0
SAMPLE_SECONDS = 5.0
FLAT = 1.10


@dataclass
class Soak:
    """Results: bytes of memory at each sample, successful and missing publications."""

    memory: list[int] = field(default_factory=list)
    published: int = 0
    missing: int = 0

    def growth(self) -> float:
        """Ratio of the median memory of the last quarter to that of the second."""
        quarter = max(len(self.memory) // 4, 1)
        then, now = self.memory[quarter : 2 * quarter] or self.memory, self.memory[-quarter:]
        return float(np.median(now) / np.median(then))


def main() -> int:
    """Run the soak test and print one line of a table; see the module."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--publish-every", type=float, default=300)
    parser.add_argument("--raw", type=Path, default=raw_root())
    parser.add_argument("--curated", type=Path, default=curated_root())
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="observatoire-soak-"))
    try:
        raw, curated = folder / "raw" / WORKSPACE, folder / "curated" / WORKSPACE
        shutil.copytree(options.raw / WORKSPACE, raw, symlinks=True)
        shutil.copytree(options.curated / WORKSPACE, curated, symlinks=True)
        return run(raw, curated, options.minutes, options.readers, options.publish_every)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(raw: Path, curated: Path, minutes: float, readers: int, every: float) -> int:
    """Serve, read and publish for a number of minutes."""
    settings = {
        "OBSERVATOIRE_CURATED": str(curated.parent),
        "OBSERVATOIRE_RAW": str(raw.parent),
        "OBSERVATOIRE_DEMO_LIBRE": "1",
    }
    with serve("asgi.py", **settings) as server:
        crowd = Crowd(server.address, WORKSPACE, THINK_SECONDS)
        with crowd.reading(readers):
            samples = _watch(server, raw, curated, minutes * 60, every, settings)
        counts = crowd.heard
    print(_line(samples, counts, minutes, readers))
    is_well = not (counts.failed or counts.lost or counts.said or samples.missing)
    return 0 if is_well and samples.growth() <= FLAT else 1


def _watch(
    server: Server, raw: Path, curated: Path, seconds: float, every: float, settings: dict[str, str]
) -> Soak:
    samples, begin = Soak(), time.monotonic()
    next_one, building, before = begin + every, None, current_build(curated)
    while (now := time.monotonic()) - begin < seconds or building:
        samples.memory.append(server.memory())
        if building is not None and building.poll() is not None:
            came = building.returncode == 0 and current_build(curated) != before
            samples.published += came
            samples.missing += not came
            building, before = None, current_build(curated)
        if building is None and now >= next_one and now - begin < seconds:
            _deposit(raw, samples.published + 1)
            building, next_one = _publish(settings), next_one + every
        time.sleep(SAMPLE_SECONDS)
    return samples


def _deposit(raw: Path, turn: int) -> None:
    """Change the balance in the last row of the treasury file, like a new file."""
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


def _line(soak: Soak, heard: Heard, minutes: float, readers: int) -> str:
    waits = heard.waits or [0.0]
    messages = "; ".join(f"{text} ({count})" for text, count in heard.said.items())
    cells = [
        f"{minutes:g} min",
        f"{readers}",
        f"{heard.turned}",
        f"{np.median(waits):.2f}",
        f"{np.percentile(waits, 95):.2f}",
        f"{heard.failed} + {heard.lost} lost" + (f" + {messages}" if messages else ""),
        f"{soak.published}" + (f", {soak.missing} missing" if soak.missing else ""),
        f"{soak.memory[0] / 1e6:.0f} → {soak.memory[-1] / 1e6:.0f}",
        f"{100 * (soak.growth() - 1):+.1f} %",
    ]
    head = "| length | readers | pages | median s | p95 s | errors | publications | MB | growth |"
    return "\n".join([head, "|---" * len(cells) + "|", f"| {' | '.join(cells)} |"])


if __name__ == "__main__":
    sys.exit(main())
