"""Time and memory to write the fictional workspace, by scale.

Usage: python -m benchmarks.demo_scale [--scales 1 10 100 1000]

Each scale runs in a separate process, to measure its own peak memory.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

COUNTED = ("reseaux", "etablissements", "adhesions", "subventions", "versements")


def run(scale: int) -> str:
    """One line: time, processor time, peak memory, size written, rows."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "demo"
        begin = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "pipelines", "demo", "--out", str(out), "--scale", str(scale)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        if status:
            raise SystemExit(f"scale {scale}: exit {os.waitstatus_to_exitcode(status)}")
        written = sum(file.stat().st_size for file in out.iterdir()) / 1e6
        rows = " ".join(f"{name}={_rows(out, name)}" for name in COUNTED)
    computed = usage.ru_utime + usage.ru_stime
    return (
        f"{scale:5} {seconds:7.1f} s {computed:7.1f} s {usage.ru_maxrss / 1024:7.0f} MB "
        f"{written:8.1f} MB {rows}"
    )


def _rows(out: Path, name: str) -> int:
    with duckdb.connect() as connection:
        file = out / f"{name}.parquet"
        query = "select count(*) from read_parquet(?)"
        if not file.exists():
            file, query = out / f"{name}.csv", "select count(*) from read_csv(?, delim = ';')"
        return connection.execute(query, [str(file)]).fetchall()[0][0]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Vitesse du jeu de démonstration")
    parser.add_argument("--scales", type=int, nargs="+", default=[1, 10, 100, 1000])
    print("scale    time  processor  peak memory  written  rows")
    for scale in parser.parse_args().scales:
        print(run(scale), flush=True)


if __name__ == "__main__":
    main()
