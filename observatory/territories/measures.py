"""What a map of territories may show: an indicator, what remains outside networks, a public fact.

`OUTSIDE` is no figure of its own: it is the denominator less the numerator of the penetration rate,
so that a map can count what is missing; it comes under that entry of the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from method.catalog import Indicator
from method.wording import fr_cell, fr_value, is_missing

PENETRATION = "tpe_pme_penetration"


@dataclass(frozen=True)
class Measure:
    """A figure of territories that the catalogue does not hold under its own name.

    Attributes:
        id: its word in the address (`indicateur`).
        label: French label, as a title or a header.
        unit: unit of the catalogue.
        decimals: digits after the comma.
        entry: id of the indicator that it comes under, empty for a fact that others publish.
    """

    id: str
    label: str
    unit: str = "count"
    decimals: int = 0
    entry: str = ""
    is_proportion: bool = False


Shown = Indicator | Measure
OUTSIDE = Measure("hors_reseau", "TPE et PME hors réseau", entry=PENETRATION)


def is_count(shown: Shown) -> bool:
    """Whether it is drawn as circles (a count, an amount) rather than as classes (a rate)."""
    return shown.unit in ("count", "€")


def value_text(shown: Shown, row: Mapping[str, Any]) -> str:
    """The printed value of a row."""
    if isinstance(shown, Indicator):
        return fr_value(shown, row)
    return fr_cell(row["value"], shown.unit, str(row["status"]), shown.decimals)


def entry_of(shown: Shown) -> str:
    """Id of the entry of the catalogue that the figure comes under, empty for a public fact."""
    return shown.entry if isinstance(shown, Measure) else shown.id


def not_reached(row: Mapping[str, Any] | None) -> float | None:
    """TPE and PME of the target activities that belong to no network; None when unknown.

    Args:
        row: a row of `tpe_pme_penetration` (members ÷ target companies).
    """
    if row is None or row["status"] != "ok" or is_missing(row["denominator"]):
        return None
    return max(float(row["denominator"]) - float(row["numerator"]), 0.0)


def outside(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the penetration rate, their value turned into what it leaves outside networks."""
    left = [not_reached(row) for row in rows.to_dict("records")]
    return rows.assign(value=pd.Series(left, index=rows.index, dtype=float))
