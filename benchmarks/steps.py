"""A build step by step, on a working database that is kept: `python -m benchmarks.steps DIR`.

For a scale whose build outlasts a sitting: run again, it goes on where it stopped, and prints the
seconds of every step (those of `meta.step`), each run once, then the whole.

Usage: python -m benchmarks.steps DIR [--scale 1000]
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

import duckdb

from benchmarks.build import demo_as_csv
from method.settings import TERRITORIES
from pipelines.build.graph import load_nodes
from pipelines.build.progress import silent
from pipelines.build.publish import publish
from pipelines.build.run import FUNCTIONS, Build
from pipelines.build.workspace import load_workspace

READ, PUBLISHED = "reading", "publication"


def read(folder: Path, scale: int, work: duckdb.DuckDBPyConnection) -> None:
    """Write the fictional workspace and read it into the working database."""
    raw = demo_as_csv(folder, scale)
    begin = time.perf_counter()
    build = Build(work, load_workspace(raw), "0" * 64, silent)
    build.read(raw, TERRITORIES, None, strict=False)
    keep(work, READ, begin)


def keep(work: duckdb.DuckDBPyConnection, step: str, begin: float) -> None:
    """Remember a step as done, and say what it took."""
    seconds = time.perf_counter() - begin
    work.execute("insert into meta.step values (?, ?)", [step, seconds])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{step}: {seconds:.1f} s; peak of the process {peak:.0f} MB", flush=True)


def main() -> None:
    """Run what is left of the build."""
    parser = argparse.ArgumentParser(description="Construction étape par étape, reprise possible")
    parser.add_argument("folder", type=Path, metavar="DOSSIER")
    parser.add_argument("--scale", type=int, default=1000)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    database = options.folder / "work.duckdb"
    is_new = not database.exists()
    with duckdb.connect(database, config={"temp_directory": str(options.folder)}) as work:
        if is_new:
            read(options.folder, options.scale, work)
        work.execute(FUNCTIONS.read_text(encoding="utf-8"))
        done = {step for (step,) in work.execute("select step from meta.step").fetchall()}
        for node in load_nodes():
            if node.name not in done:
                begin = time.perf_counter()
                node.run(work)
                keep(work, node.name, begin)
        if PUBLISHED not in done:
            begin = time.perf_counter()
            curated = options.folder / "curated"
            curated.mkdir(exist_ok=True)
            publish(work, curated, "20260101000000000-00000000")
            keep(work, PUBLISHED, begin)
        ((total,),) = work.execute("select sum(seconds) from meta.step").fetchall()
    print(f"whole build: {total:.0f} s")


if __name__ == "__main__":
    main()
