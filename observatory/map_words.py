"""What is written around a map: how its classes were found, how to read it, whom it covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from observatory.catalog import Indicator
from observatory.classes import METHODS, Method
from observatory.maps import BLURRED_WORDS, LEVELS, OUT_OF_SCOPE, Painting
from observatory.wording import NBSP, Note, champ, lecture, lower_first, source

if TYPE_CHECKING:
    from observatory.store import Build

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


def note(rows: pd.DataFrame, indicator: Indicator, level: str, scope: str, build: Build) -> Note:
    """Lecture of the highest figure, Champ and Source.

    Args:
        rows: result of `territory_map`.
        indicator: its entry of the catalogue.
        level: a key of `observatory.maps.LEVELS`.
        scope: name of the network, empty for all together.
        build: the published build.
    """
    read = rows.sort_values("value", ascending=False, na_position="last").iloc[0]
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
