"""The benchmarks of a release, run in sequence and written into `docs/performance.md`.

`python -m benchmarks [NAME …]`: each one is a separate module with its own options; run from here,
it uses its defaults, and its output replaces the previous one between its marks in the page. By
default, those with marks in the page are run; the output of any other is only printed.
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
# Parts of other benchmarks; `engines`, for another environment; `secrecy`, which needs a build;
# `steps`, which needs a folder and an hour.
APART = {"__init__", "__main__", "bare", "engines", "forecast_loop", "secrecy", "session", "steps"}
NAMES = sorted({file.stem for file in Path(__file__).parent.glob("*.py")} - APART)
MARKS = re.compile(r"(<!-- python -m benchmarks\.(\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
VERSIONS = ("streamlit", "duckdb", "pandas", "plotly")


def main() -> None:
    """Run the named benchmarks, or those of the page by default; stop at the first failure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    page = PAGE.read_text(encoding="utf-8")
    chosen = parser.parse_args().names or [name for _, name, _ in MARKS.findall(page)]
    if unknown := sorted(set(chosen) - set(NAMES)):
        parser.error(f"unknown: {', '.join(unknown)}; there are {', '.join(NAMES)}")
    for name in chosen:
        print(f"\n## python -m benchmarks.{name}", flush=True)
        load = os.getloadavg()[0]
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        output = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout
        print(output, flush=True)
        # Read again: a benchmark takes minutes, and the page may have changed in the meantime.
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(
            put(page, name, f"{output.strip()}\n\n{conditions(load)}"), encoding="utf-8"
        )


def put(page: str, name: str, said: str) -> str:
    """The page with the output of a benchmark between its marks; unchanged without marks."""
    return MARKS.sub(
        lambda match: f"{match[1]}{said}\n{match[3]}" if match[2] == name else match[0], page
    )


def conditions(load: float) -> str:
    """Date, machine and versions of a measure, with the load of the machine before it."""
    of = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, load {load:.1f} before, "
        f"Python {platform.python_version()}, {of}."
    )


if __name__ == "__main__":
    main()
