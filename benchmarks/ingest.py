"""Check a million memberships, compared with pandas reading the same file.

Usage: python -m benchmarks.ingest [--rows N] [--damage SHARE]

pandas has less to do: it reads the same columns, parses dates and amounts, and checks nothing.
Each contender runs in a separate process, to measure its own peak memory.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from stdnum import luhn

HEADER = "id_reseau;siret;siren;raison_sociale;college;date_adhesion;date_sortie;motif_sortie;"
COLLEGES = ("entreprise", "recherche", "formation", "autre")
LINE = "{contender:8} {seconds:6} s {cpu_seconds:6} s of CPU {peak_mb:5} MB  {outcome}"
FEES = ("550", "1 100,00", "220,50", "")


def write_file(path: Path, rows: int, damage: float) -> None:
    """Write valid memberships, a share of which are then damaged."""
    dice = random.Random(24)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER + "cotisation_annuelle\n")
        for rank in range(rows):
            base = f"{10_000_000 + rank:08}"
            siren = base + luhn.calc_check_digit(base)
            siret = siren + "0001" + luhn.calc_check_digit(siren + "0001")
            if dice.random() < damage:
                siret = siret[:-1]
            joined = date(2010, 1, 1) + timedelta(days=dice.randrange(5000))
            exit_date = f"{joined + timedelta(days=200):%d/%m/%Y}" if dice.random() < 0.3 else ""
            file.write(
                f"reseau-{rank % 20};{siret};;Entreprise {rank};{dice.choice(COLLEGES)};"
                f"{joined:%d/%m/%Y};{exit_date};;{dice.choice(FEES)}\n"
            )


def with_ingest(path: Path) -> str:
    """Check the file."""
    import duckdb

    from pipelines.ingest import check_file

    with duckdb.connect() as connection:
        connection.execute("create schema reference")
        connection.execute(
            "create table reference.commune_france (code varchar, name varchar, "
            "department_code varchar, is_current boolean, successor_code varchar)"
        )
        connection.execute(
            "create table reference.postal_code (postal_code varchar, commune_code varchar)"
        )
        report = check_file(path, "adhesions", connection)
    return f"{report.rows_read} read, {report.rows_rejected} set aside"


def with_pandas(path: Path) -> str:
    """Read the file with dates and amounts parsed, without checks."""
    import pandas as pd

    frame = pd.read_csv(
        path,
        sep=";",
        dtype={"siret": "str", "siren": "str"},
        decimal=",",
        thousands=" ",
        parse_dates=["date_adhesion", "date_sortie"],
        date_format="%d/%m/%Y",
    )
    return f"{len(frame)} read"


CONTENDERS = {"ingest": with_ingest, "pandas": with_pandas}


def measure(name: str, path: Path) -> dict[str, object]:
    """Run one contender in a new process."""
    command = [sys.executable, "-m", "benchmarks.ingest", "--only", name, "--file", str(path)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(result.stdout)


def main() -> None:
    """Write the file, run both, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--damage", type=float, default=0.001)
    parser.add_argument("--only", choices=CONTENDERS)
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    if options.only:
        began, used = time.perf_counter(), time.process_time()
        outcome = CONTENDERS[options.only](options.file)
        print(
            json.dumps(
                {
                    "contender": options.only,
                    "seconds": round(time.perf_counter() - began, 2),
                    "cpu_seconds": round(time.process_time() - used, 2),
                    "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                    "outcome": outcome,
                }
            )
        )
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "adhesions.csv"
        write_file(path, options.rows, options.damage)
        print(f"{options.rows} rows, {path.stat().st_size / 1e6:.0f} MB")
        for name in CONTENDERS:
            print(LINE.format(**measure(name, path)))


if __name__ == "__main__":
    main()
