"""Time taken by the forecast: `python -m benchmarks.forecast [DATABASE]`.

Reads a published database, the demonstration by default, and times, for all its networks at its
last month end: the draws, a move of a slider (one scenario on existing draws), the longest
supported delay, an allocation, a comparison of agreements; and the same as plain Python loops.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np

from benchmarks.forecast_loop import loop_balances
from method.forecast import (
    Agreement,
    Due,
    Sample,
    Scenario,
    Treasury,
    allocate,
    balances,
    compare_agreements,
    forecast,
    max_delay_supported,
    pool_records,
    sample,
)
from method.forecast.reading import read_ledgers
from method.settings import curated_root
from pipelines.steps.forecast import ledger_frames

DRAWS = 2_000
REPEATS = 5
AGREEMENT = Agreement(
    1, 3, 120_000, (Due(60, 0.5, True), Due(485, 0.5)), np.array([60, 90, 120]), (30, 60), (5, 10)
)


def treasuries(database: Path) -> list[Treasury]:
    """Treasuries at the last month end."""
    with duckdb.connect(database, read_only=True) as con:
        ledgers = read_ledgers(**ledger_frames(con))
        as_of = con.execute("select max(as_of) from core.month").fetchone()[0]
    pooled = pool_records(ledgers.values(), as_of)
    all_treasuries = [ledger.treasury(as_of, pooled) for ledger in ledgers.values()]
    return [treasury for treasury in all_treasuries if treasury]


def best(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Best time of several runs, in milliseconds."""
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return min(times) * 1_000


def main(database: Path) -> None:
    """Print the table of times."""
    current = treasuries(database)
    samples: dict[str, Sample] = {t.network_id: sample(t, DRAWS) for t in current}
    slider = Scenario(delay_days=60, grant_cut_share=0.1)
    three_year = replace(AGREEMENT, duration_years=3)
    rows = {
        f"draws, {len(current)} networks": best(lambda: [sample(t, DRAWS) for t in current]),
        "slider, all networks": best(lambda: [forecast(s, slider) for s in samples.values()]),
        "supported delay, all networks": best(
            lambda: [max_delay_supported(s) for s in samples.values()]
        ),
        "allocation of 200 k€ by 10 k€": best(
            lambda: allocate(samples, "bridge", 200_000, 10_000, 60_000), 3
        ),
        "agreements, 36 months, one network": best(
            lambda: compare_agreements(current[0], AGREEMENT, three_year, 45.0)
        ),
        "draws and one scenario, one network": best(
            lambda: balances(sample(current[0], DRAWS), slider)
        ),
        "the same as plain Python loops": best(lambda: loop_balances(current[0], DRAWS), 1),
    }
    print("| what | ms |\n|---|---|")
    for label, milliseconds in rows.items():
        print(f"| {label} | {milliseconds:.1f} |")


if __name__ == "__main__":
    built = curated_root() / "demo" / "observatory.duckdb"
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else built)
