"""Whether the forecast beats the two naive ones: `python -m benchmarks.forecast_seeds [SEED …]`.

Writes the demonstration for each seed (the default one and five others), builds the inputs of the
forecast, and prints, by horizon, its mean absolute error as published over that of the better naive
forecast, and the coverage before and after rescaling the fan. Below 1, the forecast wins.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import duckdb

from method.settings import TERRITORIES
from pipelines.build.graph import Node, load_nodes
from pipelines.build.progress import silent
from pipelines.build.run import FUNCTIONS, Build
from pipelines.build.workspace import load_workspace
from pipelines.demo import DEFAULT_SEED, generate

TABLE = "marts.cash_backtest"
SEEDS = (DEFAULT_SEED, 1, 2, 3, 4, 5)


def needed(table: str) -> list[Node]:
    """Steps that a table needs, in order."""
    nodes = load_nodes()
    made_by = {output: node for node in nodes for output in node.outputs}
    names, to_visit = set(), [table]
    while to_visit:
        node = made_by.get(to_visit.pop())
        if node and node.name not in names:
            names.add(node.name)
            to_visit.extend(node.inputs)
    return [node for node in nodes if node.name in names]


def backtest(seed: int, folder: Path) -> list[tuple[float, ...]]:
    """Rows for all networks, one per horizon: ratio of errors, coverage before and after."""
    raw = folder / "demo"
    generate(raw, seed=seed)
    with duckdb.connect(config={"threads": 2}) as work:
        Build(work, load_workspace(raw), "0" * 64, silent).read(
            raw, TERRITORIES, None, strict=False
        )
        work.execute(FUNCTIONS.read_text(encoding="utf-8"))
        for node in needed(TABLE):
            node.run(work)
        return work.execute(
            "select months_ahead, mae_eur / least(mae_last_value_eur, mae_last_year_eur), "
            f"coverage_drawn, coverage from {TABLE} "
            "where network_id = '*' and agreements = 'expected' order by 1"
        ).fetchall()


def main(seeds: tuple[int, ...]) -> None:
    """Print one line per seed and measure."""
    print(f"{'seed':<6}{'':<22}" + "".join(f"{month:>6}" for month in range(1, 13)))
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            rows = backtest(seed, Path(folder))
        for column, label in enumerate(("error / best naive", "coverage drawn", "coverage"), 1):
            values = "".join(f"{row[column]:>6.2f}" for row in rows)
            print(f"{seed:<6}{label:<22}{values}", flush=True)


if __name__ == "__main__":
    main(tuple(int(seed) for seed in sys.argv[1:]) or SEEDS)
