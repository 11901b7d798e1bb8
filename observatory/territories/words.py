"""What is written around a map: how its classes were found, how to read it, whom it covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from method.catalog import Indicator
from method.wording import NBSP, Note, champ, lecture, lower_first, source
from observatory.territories.classes import METHODS, Method
from observatory.territories.maps import BLURRED_WORDS, LEVELS, OUT_OF_SCOPE, Painting, is_faint

if TYPE_CHECKING:
    from method.build import Build

EVERYONE = "tous réseaux"


def method_of(painting: Painting, method: Method, *, blurred: bool) -> str:
    """How the classes were found and what a secret may be, as the legend says it."""
    told = f" {BLURRED_WORDS}" if blurred else ""
    if painting.classes is None:
        return f"Même échelle à chaque mois ; entre parenthèses, le nombre de territoires.{told}"
    asked = "" if method == "fixe" else f", {len(painting.classes)} classes"
    fewer = " (moins que demandé : trop peu de valeurs différentes)"
    return (
        f"Découpage{NBSP}: {lower_first(METHODS[method])}{asked}"
        f"{fewer if painting.classes.is_reduced else ''}, sur tous les mois réunis : les classes "
        f"ne changent pas d’un mois à l’autre. Entre parenthèses, le nombre de territoires.{told}"
    )


def read_out(rows: pd.DataFrame, indicator: Indicator, selected: str) -> pd.Series:
    """The row to read: the territory that was chosen, else the highest that stands on enough units.

    Args:
        rows: result of `territory_map`, not empty.
        indicator: its entry of the catalogue.
        selected: code of the territory chosen, empty for none.
    """
    own = rows[rows["code"] == selected]
    if len(own):
        return own.iloc[0]
    is_sure = [not is_faint(indicator, row) for row in rows.to_dict("records")]
    sure = rows[is_sure]
    read = sure if sure["value"].notna().any() else rows
    return read.sort_values("value", ascending=False, na_position="last").iloc[0]


def note(
    rows: pd.DataFrame, indicator: Indicator, level: str, scope: str, selected: str, build: Build
) -> Note:
    """Lecture of one figure, Champ and Source.

    Args:
        rows: result of `territory_map`.
        indicator: its entry of the catalogue.
        level: a key of `observatory.territories.maps.LEVELS`.
        scope: name of the network, empty for all together.
        selected: code of the territory chosen, empty for none.
        build: the published build.
    """
    read = read_out(rows, indicator, selected)
    whom = scope or EVERYONE
    told = {
        **read.to_dict(),
        "status": "no_data" if read["status"] == OUT_OF_SCOPE else read["status"],
    }
    return Note(
        lecture(indicator, told, f"{read['name']}, {whom}"),
        champ(indicator, f"{whom}, {lower_first(LEVELS[level])} de la région"),
        source(indicator, build),
    )
