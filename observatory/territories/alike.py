"""Similar EPCI: the nearest by population and by size of their industry.

Both are logarithms divided by their spread in the region: a ratio of two in population counts the
same for a small EPCI and a large one. Industry is a count, not divided by anything: for the same
population, the same count of industry is the same weight.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from method.wording import NBSP, fr_list

NUMBER = 6
# Below this number of published values, a median would be that of one or two neighbours only.
FEWEST = 3
RULE = (
    f"Semblables{NBSP}: les {NUMBER} intercommunalités de la région les plus proches par leur "
    "population et par leur nombre d’entreprises industrielles"
)


def nearest(profiles: pd.DataFrame, code: str) -> pd.DataFrame:
    """The most similar EPCI, the nearest first; none if the population or industry is unknown.

    Args:
        profiles: `code`, `name`, `population`, `industry`, `is_partial`, one row per EPCI.
        code: of the EPCI to compare; one partly in the region can be compared, by that part, but
            is never used as a comparison.
    """
    complete = profiles[(profiles["population"] > 0) & (profiles["industry"] > 0)]
    profile = complete[complete["code"] == code]
    others = complete[(complete["code"] != code) & ~complete["is_partial"].astype(bool)]
    if profile.empty or len(others) < FEWEST:
        return others.iloc[:0]
    distance = np.zeros(len(others))
    for column in ("population", "industry"):
        logs = np.log(complete[column].astype(float))
        spread = float(logs.std()) or 1.0
        gap = np.log(others[column].astype(float)) - np.log(float(profile.iloc[0][column]))
        distance += (gap.to_numpy() / spread) ** 2
    return others.iloc[np.argsort(distance, kind="stable")[:NUMBER]]


def median(rows: pd.DataFrame, codes: list[str]) -> float | None:
    """Median of the published values of these EPCI; None if there are fewer than `FEWEST`.

    Args:
        rows: `code`, `value`, `status`, one row per EPCI.
        codes: of the similar EPCI.
    """
    published = rows[rows["code"].isin(codes) & (rows["status"] == "ok")]["value"].dropna()
    return float(published.median()) if len(published) >= FEWEST else None


def rule_sentence(similar: pd.DataFrame) -> str:
    """The rule of similarity, and the EPCI that it selected."""
    names = fr_list(similar["name"])
    return f"{RULE} ({names}){NBSP}: médiane de celles dont le chiffre est publié."
