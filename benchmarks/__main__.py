"""The benchmarks of a release, one after the other, written into `docs/performance.md`.

`python -m benchmarks [NAME …]`: each is a module of its own with its own options; run from here, it
takes its default ones, and what it prints takes the place of what it printed before, between its
marks. Those with marks in the page run when none is named, but the long ones; any other is only
printed.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from method.settings import ROOT

PAGE = ROOT / "docs" / "performance.md"
# Run when they are named: many minutes each.
LONG = {"scale"}
# Parts of others, `engines`, of another environment, `secrecy`, which wants a build, and `steps`,
# which wants a folder and an hour.
APART = {"__init__", "__main__", "bare", "engines", "forecast_loop", "secrecy", "session", "steps"}
NAMES = sorted({file.stem for file in Path(__file__).parent.glob("*.py")} - APART)
MARKS = re.compile(r"(<!-- python -m benchmarks\.(\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
VERSIONS = ("streamlit", "duckdb", "pandas", "plotly")


def main() -> None:
    """Run the benchmarks named, those of the page by default; the first failure stops."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    page = PAGE.read_text(encoding="utf-8")
    marked = [name for _, name, _ in MARKS.findall(page) if name not in LONG]
    chosen = parser.parse_args().names or marked
    if unknown := sorted(set(chosen) - set(NAMES)):
        parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join(NAMES)}")
    for name in chosen:
        print(f"\n## python -m benchmarks.{name}", flush=True)
        load = os.getloadavg()[0]
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        said = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout
        print(said, flush=True)
        # Read again: a benchmark takes minutes, and somebody may write meanwhile.
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(put(page, name, f"{said.strip()}\n\n{conditions(load)}"), encoding="utf-8")


def put(page: str, name: str, said: str) -> str:
    """The page with what a benchmark said between its marks; as it is where it has none."""
    return MARKS.sub(
        lambda found: f"{found[1]}{said}\n{found[3]}" if found[2] == name else found[0], page
    )


def conditions(load: float) -> str:
    """When and where it was taken, and how busy the machine was before."""
    of = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, load {load:.1f} before, "
        f"Python {platform.python_version()}, {of}."
    )


if __name__ == "__main__":
    main()
