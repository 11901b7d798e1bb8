"""How early alerts fire, and how many are false: `python -m benchmarks.warning [--help]`.

Each simulated workspace takes about a minute of one core; panels are kept in a folder, so that an
interrupted run resumes where it stopped.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from benchmarks.warning.panel import simulate
from benchmarks.warning.plan import BASE, MOVED, Severity
from benchmarks.warning.report import write
from method.settings import ROOT

# 20 networks, 4 years of panel: 26 workspaces make 2,000 network-years.
WORLDS, MOVED_WORLDS, FIRST_SEED = 26, 6, 1_000


def main() -> None:
    """Simulate the missing panels, then write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=WORLDS)
    parser.add_argument("--moved", type=int, default=MOVED_WORLDS, help="for each assumption moved")
    parser.add_argument("--kept", type=Path, required=True, help="folder of the panels")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "warning.md")
    options = parser.parse_args()
    options.kept.mkdir(parents=True, exist_ok=True)
    base = _panels(options.kept, "base", BASE, options.worlds)
    by_assumption = {
        name: _panels(options.kept, name, severity, options.moved)
        for name, (_, severity) in MOVED.items()
        if options.moved
    }
    command = (
        f"python -m benchmarks.warning --worlds {options.worlds} --moved {options.moved} --kept DIR"
    )
    write(base, by_assumption, command, options.out)


def _panels(folder: Path, name: str, severity: Severity, count: int) -> pd.DataFrame:
    """Panels of `count` workspaces, simulated or read from the folder."""
    panels = []
    for seed in range(FIRST_SEED, FIRST_SEED + count):
        file = folder / f"{name}-{seed}.parquet"
        if not file.exists():
            simulate(seed, severity).to_parquet(file)
            print(file.name, flush=True)
        panels.append(pd.read_parquet(file))
    return pd.concat(panels, ignore_index=True)


if __name__ == "__main__":
    main()
