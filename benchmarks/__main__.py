"""Every benchmark of the project, one after the other: `python -m benchmarks [NAME …]`.

Each is a module of its own with its own options; run from here, it takes its default ones.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

# Parts of others, `secrecy`, which wants a build, and `steps`, which wants a folder and an hour.
APART = {"__init__", "__main__", "bare", "forecast_loop", "secrecy", "session", "steps"}
NAMES = sorted({file.stem for file in Path(__file__).parent.glob("*.py")} - APART)


def main() -> None:
    """Run the benchmarks named, all of them by default; the first failure stops."""
    parser = argparse.ArgumentParser(description="Mesures de performance")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    chosen = parser.parse_args().names or NAMES
    if unknown := sorted(set(chosen) - set(NAMES)):
        parser.error(f"inconnu : {', '.join(unknown)} ; il y a {', '.join(NAMES)}")
    for name in chosen:
        print(f"\n## python -m benchmarks.{name}", flush=True)
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)


if __name__ == "__main__":
    main()
