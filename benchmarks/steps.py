"""A build step by step, in a working database that is kept: `python -m benchmarks.steps DIR`.

For large scales: when run again, it resumes where it stopped, as long as the code is the same. One
step at a time, to measure its processor time; the costliest steps are printed at the end, then the
total.

Usage: python -m benchmarks.steps DIR [--scale 1000] [--only STEP …]

`--only` runs these steps and what they are made of: the secrecy of territories needs no forecast.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from benchmarks.build import demo_as_csv
from method.settings import TERRITORIES
from pipelines.build.graph import Node, load_nodes
from pipelines.build.progress import silent
from pipelines.build.publish import publish
from pipelines.build.run import FUNCTIONS, Build
from pipelines.build.workspace import load_workspace

READ, PUBLISHED = "reading", "publication"
DATABASE = "work.duckdb"
COSTLIEST = 20
LONGEST = "select step, seconds, cpu_seconds from meta.step order by cpu_seconds desc limit ?"
TAKEN = "step varchar, seconds double, cpu_seconds double, peak_mb double"
IS_READ = "select count(*) from duckdb_tables() where schema_name = 'meta' and table_name = 'step'"


def read(folder: Path, scale: int, work: duckdb.DuckDBPyConnection) -> None:
    """Write the fictional workspace and read it into the working database."""
    shutil.rmtree(folder / "raw", ignore_errors=True)
    raw = demo_as_csv(folder, scale)
    with kept(work, READ):
        build = Build(work, load_workspace(raw), "0" * 64, silent)
        build.read(raw, TERRITORIES, None, strict=False)
        work.execute(f"create table meta.step ({TAKEN})")


@contextmanager
def kept(work: duckdb.DuckDBPyConnection, step: str) -> Iterator[None]:
    """Record a step as done, and print its times."""
    begin, computed = time.perf_counter(), _processor_seconds()
    yield
    durations = [time.perf_counter() - begin, _processor_seconds() - computed]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    work.execute("insert into meta.step values (?, ?, ?, ?)", [step, *durations, peak])
    line = (
        f"{step}: {durations[0]:.1f} s, CPU {durations[1]:.1f}; peak of the process {peak:.0f} MB"
    )
    print(line, flush=True)


def made_of(nodes: list[Node], steps: Collection[str]) -> list[Node]:
    """The nodes that these steps need, themselves included, in the order of the nodes."""
    wanted, needed = set(steps), []
    for node in reversed(nodes):
        if node.name in wanted or wanted & set(node.outputs):
            wanted |= node.inputs
            needed.append(node)
    return needed[::-1]


def _processor_seconds() -> float:
    """Processor seconds of this process and its children: reading uses a child process."""
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, whose))


def main() -> None:
    """Run the remaining steps of the build."""
    parser = argparse.ArgumentParser(description="Construction étape par étape, reprise possible")
    parser.add_argument("folder", type=Path, metavar="DOSSIER")
    parser.add_argument("--scale", type=int, default=1000)
    parser.add_argument("--only", nargs="+", metavar="STEP", default=[])
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(
        options.folder / DATABASE, config={"temp_directory": str(options.folder)}
    ) as work:
        if work.execute(IS_READ).fetchone() == (0,):
            read(options.folder, options.scale, work)
        work.execute(FUNCTIONS.read_text(encoding="utf-8"))
        finished = {step for (step,) in work.execute("select step from meta.step").fetchall()}
        nodes = load_nodes()
        for node in made_of(nodes, options.only) if options.only else nodes:
            if node.name not in finished:
                with kept(work, node.name):
                    node.run(work)
        if not options.only and PUBLISHED not in finished:
            curated = options.folder / "curated"
            shutil.rmtree(curated, ignore_errors=True)
            curated.mkdir()
            with kept(work, PUBLISHED):
                publish(work, curated, "20260101000000000-00000000")
        whole = work.execute("select sum(seconds), sum(cpu_seconds) from meta.step").fetchall()[0]
        print("| step | s | CPU s |\n|---|---|---|")
        for row in work.execute(LONGEST, [COSTLIEST]).fetchall():
            print("| {} | {:.1f} | {:.1f} |".format(*row))
    print("| whole build | {:.0f} | {:.0f} |".format(*whole))


if __name__ == "__main__":
    main()
