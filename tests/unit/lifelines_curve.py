"""Stays with late entries, and the survival curve that lifelines estimates from them.

lifelines cannot be installed with pandas 3 (decision 0009): its result is stored in the CSV file
of the same name, written from a separate environment by

    python -m venv /tmp/lifelines && /tmp/lifelines/bin/pip install lifelines==0.30.3
    /tmp/lifelines/bin/python tests/unit/lifelines_curve.py > tests/unit/lifelines_curve.csv
"""

from __future__ import annotations

import random
import sys

import pandas as pd


def stays() -> pd.DataFrame:
    """80 stays in months: `entry` (half of them late), `end`, `left`."""
    draw = random.Random(1963)
    rows = []
    for number in range(80):
        entry = draw.choice((0.0, round(draw.uniform(1, 30), 2))) if number else 0.0
        rows.append((entry, entry + round(draw.expovariate(1 / 20) + 0.5, 1), draw.random() < 0.6))
    return pd.DataFrame(rows, columns=["entry", "end", "left"])


def main() -> None:
    """Write survival and its 95 % bounds at whole months as CSV."""
    import numpy as np
    from lifelines import KaplanMeierFitter  # ty: ignore[unresolved-import]

    sample = stays()
    fitted = KaplanMeierFitter().fit(sample["end"], sample["left"], entry=sample["entry"])
    months = np.arange(int(sample["end"].max()) + 1)
    step = np.searchsorted(fitted.survival_function_.index, months, side="right") - 1
    bounds = fitted.confidence_interval_.iloc[step]
    pd.DataFrame(
        {
            "time_months": months,
            "survival": fitted.survival_function_.iloc[step, 0].to_numpy(),
            "low": bounds.iloc[:, 0].to_numpy(),
            "high": bounds.iloc[:, 1].to_numpy(),
        }
    ).to_csv(sys.stdout, index=False)


if __name__ == "__main__":
    main()
