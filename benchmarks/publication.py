"""Cost of a publication: a workspace from scratch, nothing changed, one network's file.

Usage: python -m benchmarks.publication [--contracts adhesions …]

The file of a contract is that of its first network, or the whole file if it names none, without its
last three rows. On the command line, in a process each: examined (`deposit --dry-run`), and
published without that (`deposit --yes`). Then as the page Données does, in one process that has
its imports: looked at (examined, with its effect), then published. Compare processor times on a
shared machine; the first line is the unit of the others.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import duckdb
import numpy as np

from benchmarks.build import measured
from pipelines.build.progress import silent
from pipelines.demo import generate
from pipelines.desk.deposit import Mode
from pipelines.desk.desk import Desk

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
        _copy(folder, mine)
        file, mode = shortened(raw, contract, mine)
        own_place = ["--raw", str(mine / "raw"), "--curated", str(mine / "curated")]
        deposit = ["deposit", str(file), "--contract", contract, "--workspace", "demo"]
        deposit += ["--mode", mode, *own_place]
        yield f"{contract}: looked at", *measured(["pipelines", *deposit, "--dry-run"])[:2], None
        yield f"{contract}: published", *_taken([*deposit, "--yes"], mine / "curated")
        shutil.rmtree(mine)
        yield from _on_the_page(contract, folder, mine)
        shutil.rmtree(mine)


def _on_the_page(
    contract: str, folder: Path, mine: Path
) -> Iterator[tuple[str, float, float, None]]:
    """The same file looked at, then published, in this process."""
    _copy(folder, mine)
    file, mode = shortened(folder / "raw", contract, mine)
    desk = Desk("benchmark", mine / "raw", mine / "curated")
    start = _clocks()
    staged = desk.stage(contract, file.name, file.read_bytes(), cast("Mode", mode))
    examination = desk.examine(staged)
    desk.effect(staged, silent)
    looked = _clocks()
    yield f"{contract}: looked at on the page", *(looked - start), None
    desk.publish(staged, examination, silent, is_confirmed=True)
    yield f"{contract}: then published", *(_clocks() - looked), None


def _copy(folder: Path, mine: Path) -> None:
    for name in ("raw", "curated"):
        shutil.copytree(folder / name, mine / name, symlinks=True)


def _clocks() -> np.ndarray:
    """Seconds, and processor seconds of this process and of those that it started."""
    used = os.times()
    return np.array([used.elapsed, used.user + used.system + sum(used[2:4])])


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
