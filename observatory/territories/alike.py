"""EPCI that are alike: the nearest by their inhabitants and by the size of their industry.

Both are taken as logarithms over their spread in the region: twice as many people counts alike for
a small and for a large one. Industry is counted, never divided by anything: with as many people, as
much industry is as much weight of industry.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from method.wording import NBSP, fr_list

NUMBER = 6
# Under this number of published values, their median would be that of two or three neighbours.
FEWEST = 3
RULE = (
    f"Semblables{NBSP}: les {NUMBER} intercommunalités de la région les plus proches par leur "
    "population et par leur nombre d’entreprises industrielles"
)


def nearest(profiles: pd.DataFrame, code: str) -> pd.DataFrame:
    """The EPCI most alike, the nearest first; none where the size or the industry is unknown.

    Args:
        profiles: `code`, `name`, `population`, `industry`, `is_partial`, one row per EPCI.
        code: of the EPCI that is compared; one that the region holds in part is compared by it, and
            is never offered as a comparison.
    """
    known = profiles[(profiles["population"] > 0) & (profiles["industry"] > 0)]
    own = known[known["code"] == code]
    others = known[(known["code"] != code) & ~known["is_partial"].astype(bool)]
    if own.empty or len(others) < FEWEST:
        return others.iloc[:0]
    distance = np.zeros(len(others))
    for column in ("population", "industry"):
        logs = np.log(known[column].astype(float))
        spread = float(logs.std()) or 1.0
        gap = np.log(others[column].astype(float)) - np.log(float(own.iloc[0][column]))
        distance += (gap.to_numpy() / spread) ** 2
    return others.iloc[np.argsort(distance, kind="stable")[:NUMBER]]


def median(rows: pd.DataFrame, codes: list[str]) -> float | None:
    """Median of the published values of these EPCI; None when fewer than `FEWEST` are.

    Args:
        rows: `code`, `value`, `status`, one row per EPCI.
        codes: of the EPCI alike.
    """
    known = rows[rows["code"].isin(codes) & (rows["status"] == "ok")]["value"].dropna()
    return float(known.median()) if len(known) >= FEWEST else None


def told(found: pd.DataFrame) -> str:
    """The rule of likeness, and the EPCI that it found."""
    return f"{RULE} ({fr_list(found['name'])}){NBSP}: médiane de celles dont le chiffre est publié."
