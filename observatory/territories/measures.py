"""What a map of territories can show: an indicator, companies outside networks, a public fact.

`OUTSIDE` is not a separate figure: it is the denominator minus the numerator of the penetration
rate, so that a map can count what is missing; it belongs to that entry of the catalogue.
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
    """A figure of territories without its own entry in the catalogue.

    Attributes:
        id: its value in the address (`indicateur`).
        label: French label, for a title or a header.
        unit: unit of the catalogue.
        decimals: digits after the comma.
        entry: id of the indicator that it belongs to, empty for a fact published by others.
    """

    id: str
    label: str
    unit: str = "count"
    decimals: int = 0
    entry: str = ""
    is_proportion: bool = False


Shown = Indicator | Measure
OUTSIDE = Measure("hors_reseau", "TPE et PME hors réseau", entry=PENETRATION)


def label_of(shown: Shown, scope: str = "") -> str:
    """What is shown: outside one network is not outside all of them.

    Args:
        shown: an indicator or a measure.
        scope: name of the network, empty for all together.
    """
    return "TPE et PME visées non adhérentes" if scope and shown is OUTSIDE else shown.label


def is_count(shown: Shown) -> bool:
    """Whether it is drawn as circles (a count, an amount) rather than as classes (a rate)."""
    return shown.unit in ("count", "€")


def value_text(shown: Shown, row: Mapping[str, Any]) -> str:
    """The printed value of a row."""
    if isinstance(shown, Indicator):
        return fr_value(shown, row)
    return fr_cell(row["value"], shown.unit, str(row["status"]), shown.decimals)


def entry_of(shown: Shown) -> str:
    """Id of the figure's entry in the catalogue, empty for a public fact."""
    return shown.entry if isinstance(shown, Measure) else shown.id


def not_reached(row: Mapping[str, Any] | None) -> float | None:
    """TPE and PME of the target activities that belong to no network; None if unknown.

    Args:
        row: a row of `tpe_pme_penetration` (members ÷ target companies).
    """
    if row is None or row["status"] != "ok" or is_missing(row["denominator"]):
        return None
    return max(float(row["denominator"]) - float(row["numerator"]), 0.0)


def outside(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the penetration rate, with the number of companies outside networks as value."""
    counts = [not_reached(row) for row in rows.to_dict("records")]
    return rows.assign(value=pd.Series(counts, index=rows.index, dtype=float))
