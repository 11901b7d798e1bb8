"""A build from nothing at growing scales, step by step: what each costs, and how it grows.

Usage: python -m benchmarks.scale [--scales 1 10 100] [--kept DIR]

Each scale is a process of its own (`benchmarks.steps`), one step at a time: processor seconds are
those of the step, and the peak is that of a build that does one thing at once. Growth is the slope
between the two last scales: the power of the rows read by which processor time grows. A step is
named where it is steeper than n log n both in rows read and in the cells of the territories
published. With `--kept`, what was measured there is taken again and what was stopped goes on.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from math import log
from pathlib import Path

import duckdb

from benchmarks.steps import DATABASE, PUBLISHED, READ

SECRECY = "secrecy of territories"
# What a reader of the table wants apart, by the steps that make it; the rest by its layer.
STEPS = {
    READ: "reading",
    PUBLISHED: "publication",
    "pipelines.steps.forecast": "forecast",
    "pipelines.steps.territory_former": SECRECY,
    "pipelines.steps.territory_secrecy": SECRECY,
    "pipelines.steps.territory_aid_secrecy": "secrecy of aid",
    "pipelines.steps.detection_secrecy": "secrecy of pairs and activities",
    "pipelines.steps.interclustering_secrecy": "secrecy of pairs and activities",
    "pipelines.steps.public_total": "release control",
    "pipelines.steps.public_held": "release control",
    "pipelines.steps.network_print": "release control",
    "pipelines.steps.fragility_rank": "ranks of fragility",
    "pipelines.steps.survival": "survival",
    "pipelines.steps.network_position": "graph of networks",
    "indicators.territory_cell": "values by territory",
    "indicators.territory_context": "values by territory",
    "marts.territory_values": "values by territory",
}
LAYERS = {"staging": "core", "core": "core", "quality": "checks", "pipelines": "other steps"}
OTHERS = "other tables in SQL"
SIZES = """
    select (select sum(rows_read) from meta.source_file),
        (select count(*) from core.network),
        (select count(*) from marts.territory_values)
"""
# Steps under a second at the largest scale are noise.
LEAST_S = 1.0


@dataclass(frozen=True)
class Measured:
    """One build: its sizes, and processor seconds by step."""

    scale: int
    rows: int
    networks: int
    cells: int
    seconds: float
    peak_mb: float
    taken: dict[str, float]

    @property
    def whole(self) -> float:
        """Processor seconds in all."""
        return sum(self.taken.values())

    def by_group(self) -> dict[str, float]:
        """Processor seconds by what the table tells apart."""
        seconds: dict[str, float] = {}
        for step, taken in self.taken.items():
            name = STEPS.get(step) or LAYERS.get(step.split(".")[0], OTHERS)
            seconds[name] = seconds.get(name, 0.0) + taken
        return seconds


def measure(scale: int, folder: Path) -> Measured:
    """Run what is left of the build of a scale, and read what it took."""
    command = [sys.executable, "-m", "benchmarks.steps", str(folder), "--scale", str(scale)]
    subprocess.run(command, check=True, stdout=sys.stderr)
    with duckdb.connect(str(folder / DATABASE), read_only=True) as work:
        rows, networks, cells = work.execute(SIZES).fetchall()[0]
        steps = work.execute("select step, seconds, cpu_seconds, peak_mb from meta.step").fetchall()
    taken = {step: computed for step, _, computed, _ in steps}
    seconds, peak = sum(one[1] for one in steps), max(one[3] for one in steps)
    return Measured(scale, int(rows), networks, cells, seconds, peak, taken)


def slope(before: float, after: float, size: float) -> float | None:
    """Power of a size by which something grows, the size being that many times larger."""
    return log(after / before) / log(size) if before > 0 and after > 0 and size > 1 else None


def n_log_n(before: int, after: int) -> float:
    """How many times more n log n is."""
    return after * log(after) / (before * log(before))


def steep(last: Measured, former: Measured) -> list[str]:
    """Steps that grew faster than n log n in rows read and in cells published."""
    allowed = max(n_log_n(former.rows, last.rows), n_log_n(former.cells, last.cells))
    return [
        f"`{step}` × {taken / former.taken[step]:.1f}"
        for step, taken in sorted(last.taken.items(), key=lambda item: -item[1])
        if taken >= LEAST_S and taken > allowed * max(former.taken.get(step, 0.0), LEAST_S / 10)
    ]


def table(builds: list[Measured]) -> str:
    """Two tables and a sentence in Markdown."""
    sizes = ["| scale | networks | rows read | cells published | CPU s | s | peak MB |"]
    sizes.append("|---|---|---|---|---|---|---|")
    sizes += [
        f"| {b.scale:,} | {b.networks} | {b.rows:,} | {b.cells:,} | {b.whole:.0f} | "
        f"{b.seconds:.0f} | {b.peak_mb:,.0f} |"
        for b in builds
    ]
    heads = " | ".join(f"CPU s at {b.scale:,}" for b in builds)
    lines = [f"| what | {heads} | slope in rows |", "|---|" + "---|" * (len(builds) + 1)]
    groups = [b.by_group() for b in builds]
    for name in sorted(groups[-1], key=lambda name: -groups[-1][name]):
        taken = [group.get(name, 0.0) for group in groups]
        lines.append(_line(name, taken, builds))
    lines.append(_line("whole build", [b.whole for b in builds], builds))
    page = [*sizes, "", *lines]
    if len(builds) > 1:
        former, last = builds[-2:]
        steepest = steep(last, former)
        names = ", ".join(steepest) if steepest else "none"
        page += [
            "",
            f"From scale {former.scale:,} to {last.scale:,}: rows × {last.rows / former.rows:.1f}, "
            f"n log n × {n_log_n(former.rows, last.rows):.1f}; cells published × "
            f"{last.cells / former.cells:.1f}. Steps steeper than n log n in both: {names}.",
        ]
    return "\n".join(page)


def _line(name: str, taken: list[float], builds: list[Measured]) -> str:
    cells = [f"{one:.1f}" for one in taken]
    grown = None
    if len(builds) > 1:
        grown = slope(taken[-2], taken[-1], builds[-1].rows / builds[-2].rows)
    return f"| {name} | {' | '.join(cells)} | {'–' if grown is None else f'{grown:.2f}'} |"


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description="Temps de construction, étape par étape")
    parser.add_argument("--scales", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--kept", type=Path, metavar="DOSSIER")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = options.kept or Path(name)
        print(table([measure(scale, folder / str(scale)) for scale in options.scales]))


if __name__ == "__main__":
    main()
