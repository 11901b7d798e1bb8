"""Each SELECT of core and marts on both engines, over the same tables: differences and seconds.

Usage: .venv-spark/bin/python -m benchmarks.engines MEMORY [--master URL], where MEMORY is the
`memory-<build>.duckdb` that a build keeps beside what it published, with every table that a SELECT
reads. Each engine reads the tables that it made itself, as in a build.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path

import duckdb

from method.published import quoted
from pipelines.build.graph import FUNCTIONS, load_nodes
from pipelines.spark.engine import HERE, is_portable, on_spark
from tests.spark.compare import differing_rows


def main() -> None:
    """Print one Markdown line for each table, as soon as it is done."""
    parser = argparse.ArgumentParser(description="Les deux moteurs, table par table")
    parser.add_argument("memory", type=Path)
    parser.add_argument("--master", default=HERE)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        ours, theirs = (Path(name) / f"{side}.duckdb" for side in ("l", "r"))
        for copy in (ours, theirs):
            shutil.copyfile(options.memory, copy)
        print("| table | rows | DuckDB s | Spark s | differs |\n|---|---|---|---|---|")
        with duckdb.connect() as con, on_spark(options.master)(Path(name)) as engine:
            con.execute(f"attach '{ours}' as l")
            con.execute(f"attach '{theirs}' as r")
            for node in filter(is_portable, load_nodes()):
                seconds = []
                for side, run in (("l", node.run), ("r", lambda c, n=node: engine.run(n, c))):
                    con.execute(f"use {side}")
                    con.execute(FUNCTIONS.read_text(encoding="utf-8"))
                    begin = time.perf_counter()
                    run(con)
                    seconds.append(time.perf_counter() - begin)
                row = con.execute(f"select count(*) from l.{quoted(node.name)}").fetchone()
                differences = "; ".join(differing_rows(con, node.name)[:2]) or "–"
                cells = [
                    node.name,
                    str(row and row[0]),
                    *(f"{s:.2f}" for s in seconds),
                    differences,
                ]
                print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
