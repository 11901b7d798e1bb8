"""Public facts of a territory: figures published by others, each with its year and its source.

They are context, printed as published; none is ever the denominator of a rate computed here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pandas as pd

from method.wording import MISSING, NBSP, fr, is_missing
from observatory.figures.declared import landmark_labels
from observatory.territories.measures import Measure

# Prefix of the id of a figure that is part of another one.
PART_OF = "dont_"
PROGRAMME = "territoires_industrie"
# Default figure of a map when there is nothing else: where industry is.
MAIN = "etablissements_industrie"
PLACES = ("territory", "department", "region")
_QUALIFIED = re.compile(r"(.*?)\s*\((plus de|environ|près de|moins de)[^)]*\)")


def label_of(indicator: str) -> str:
    """Its French name; the id of a figure missing from the vocabulary is made readable."""
    return landmark_labels().get(indicator, indicator.replace("_", " ").capitalize())


def order() -> list[str]:
    """Ids of the figures of the vocabulary, the default one of a map first."""
    return sorted(landmark_labels(), key=lambda name: name != MAIN)


def measure(indicator: str, territories: int, of_level: int) -> Measure | None:
    """The figure for a map; None if few territories have it, or if it is part of another.

    Args:
        indicator: its id.
        territories: number of territories of the level that have it.
        of_level: number of territories of the level.
    """
    is_wide = indicator in landmark_labels() and territories >= of_level / 2
    is_part = indicator.startswith(PART_OF)
    return Measure(indicator, label_of(indicator)) if is_wide and not is_part else None


def words(fact: Mapping[str, Any]) -> str:
    """`51 376`, `plus de 100 projets`: the value with its unit and any hedge of its source."""
    unit = str(fact["unit"] or "")
    qualified = _QUALIFIED.fullmatch(unit)
    noun, qualifier = (qualified[1], f"{qualified[2]} ") if qualified else (unit, "")
    value = float(fact["value"])
    decimals = 0 if value == int(value) else 1
    unit_text = noun if noun not in ("personnes", "emplois", "établissements") else ""
    return f"{qualifier}{fr(value, decimals=decimals)}{NBSP}{unit_text}".rstrip(NBSP)


def sheet(rows: pd.DataFrame) -> pd.DataFrame:
    """One line per figure of the territory, with those of its département and of the region.

    Args:
        rows: result of `territory_facts`.

    Returns:
        `label`, `territory`, `department`, `region` (as printed), `source` (year, publisher), its
        `source_url`, `told` (the full source); only figures that the territory itself has, in the
        order of the vocabulary. Two sources for one figure are two lines.
    """
    ranks = {name: rank for rank, name in enumerate(landmark_labels())}
    facts_here = latest(rows[rows["place"] == "territory"])
    facts_here = facts_here.assign(rank=facts_here["indicator"].map(ranks).fillna(len(ranks)))
    figures: dict[tuple, list[dict[Any, Any]]] = defaultdict(list)
    for row in rows.to_dict("records"):
        figures[row["place"], row["indicator"], row["year"]].append(row)
    lines = [
        {
            "label": label_of(fact["indicator"]),
            "territory": _own_words(fact),
            **{
                place: _wider(figures[place, fact["indicator"], fact["year"]], fact["source_url"])
                for place in PLACES[1:]
            },
            "source": f"{int(fact['year'])}, {source_of(fact).split(',')[0]}",
            "source_url": fact["source_url"],
            "told": f"{source_of(fact)} ({int(fact['year'])})",
        }
        for fact in facts_here.sort_values(["rank", "source_url"], kind="stable").to_dict("records")
    ]
    columns = ["label", *PLACES, "source", "source_url", "told"]
    return pd.DataFrame(lines, columns=columns)


def latest(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of the latest year of each figure; if that year has two sources, both are kept."""
    return rows[rows["year"] == rows.groupby("indicator")["year"].transform("max")]


def source_of(fact: Mapping[str, Any]) -> str:
    """Who published the figure: the start of its note, else the host of its address."""
    note = fact["note"]
    if not isinstance(fact["source_url"], str):
        return MISSING
    if isinstance(note, str) and note.strip():
        return note.split(". ")[0].rstrip(".")
    return str(fact["source_url"]).split("/")[2]


def fact(rows: pd.DataFrame, indicator: str) -> Mapping[str, Any] | None:
    """The latest figure of the territory, with its year; None if nobody published it."""
    found = latest(rows[(rows["place"] == "territory") & (rows["indicator"] == indicator)])
    return None if found.empty or is_missing(found.iloc[0]["value"]) else found.iloc[0].to_dict()


def _own_words(fact: Mapping[str, Any]) -> str:
    return "oui" if fact["indicator"] == PROGRAMME else words(fact)


def _wider(figures: list[dict[Any, Any]], source_url: str) -> str:
    """The figure of a wider place, preferably from the same source as the territory's."""
    same = min(figures, key=lambda figure: figure["source_url"] != source_url, default=None)
    return MISSING if same is None else words(same)
