"""Cost of a publication: a workspace from scratch, nothing changed, one network's file.

Usage: python -m benchmarks.publication [--contracts adhesions …]

Each line is a separate process on the demonstration. The file of a contract is that of its first
network, or the whole file if it names none, without its last three rows; it is examined first
(`deposit --dry-run`), then published (`deposit --yes`), as a person would. Compare processor times
on a shared machine; the first line is the unit of the others.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from benchmarks.build import measured
from pipelines.demo import generate

GONE = 3
NETWORK = "id_reseau"
CONTRACTS = (
    "adhesions",
    "etablissements",
    "subventions",
    "versements",
    "tresorerie",
    "comptes",
    "equipes",
    "gouvernance",
    "sollicitations",
    "dossiers",
    "projets",
    "partenaires",
    "actions",
)


def shortened(raw: Path, contract: str, into: Path) -> tuple[Path, str]:
    """The file of one network for a contract, without its last rows, and its deposit mode."""
    with (raw / f"{contract}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, delimiter=";")
    at = header.index(NETWORK) if NETWORK in header else None
    mine = rows if at is None else [row for row in rows if row[at] == rows[0][at]]
    target = into / f"{contract}.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([header, *mine[:-GONE]])
    return target, "all" if at is None else "networks"


def lines(contracts: Sequence[str], folder: Path) -> Iterator[tuple[str, float, float, int | None]]:
    """Action, seconds, processor seconds and steps run."""
    raw, curated = folder / "raw", folder / "curated"
    generate(raw)
    place = ["--raw", str(raw), "--curated", str(curated)]
    yield "from nothing", *_taken(["build", *place], curated)
    yield "nothing changed", *measured(["pipelines", "build", *place])[:2], 0
    for contract in contracts:
        mine = folder / contract
        for name in ("raw", "curated"):
            shutil.copytree(folder / name, mine / name, symlinks=True)
        file, mode = shortened(raw, contract, mine)
        own_place = ["--raw", str(mine / "raw"), "--curated", str(mine / "curated")]
        deposit = ["deposit", str(file), "--contract", contract, "--workspace", "demo"]
        deposit += ["--mode", mode, *own_place]
        yield f"{contract}: looked at", *measured(["pipelines", *deposit, "--dry-run"])[:2], None
        yield f"{contract}: published", *_taken([*deposit, "--yes"], mine / "curated")
        shutil.rmtree(mine)


def _taken(command: list[str], curated: Path) -> tuple[float, float, int]:
    """Seconds and processor seconds of a project command, and steps run by its build."""
    seconds, computed, _ = measured(["pipelines", *command])
    with duckdb.connect(str(curated / "observatory.duckdb"), read_only=True) as con:
        ((ran,),) = con.execute("select count(reason) from meta.step").fetchall()
    return seconds, computed, ran


def main() -> None:
    """Print one table in Markdown."""
    parser = argparse.ArgumentParser(description="Temps de publication")
    parser.add_argument("--contracts", nargs="+", choices=CONTRACTS, default=CONTRACTS)
    contracts = parser.parse_args().contracts
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print("| what | s | CPU s | ÷ from nothing | steps run |\n|---|---|---|---|---|")
        unit = None
        for what, seconds, computed, ran in lines(contracts, folder):
            unit = unit or computed
            cells = [what, f"{seconds:.1f}", f"{computed:.1f}", f"{computed / unit:.2f}", ran]
            print(f"| {' | '.join('–' if c is None else str(c) for c in cells)} |", flush=True)


if __name__ == "__main__":
    main()
