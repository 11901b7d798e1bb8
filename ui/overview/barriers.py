"""Six cards, one a barrier: a figure, its three years, its change, what the opinion said."""

from __future__ import annotations

from typing import Any

from method.wording import NBSP, fr
from observatory.figures.charts import spark
from observatory.figures.figure import View
from observatory.opinion import standing, words
from observatory.opinion.figures import link
from observatory.opinion.standing import Standing
from ui import html, links


def cards(asked: View) -> bool:
    """Draw the six; tell whether one at least has a figure."""
    standings = standing.headlines(asked)
    if not any(one.is_known for one in standings):
        return False
    html.show("barriers.html", cards=[_card(asked, one) for one in standings])
    return True


def _card(asked: View, one: Standing) -> dict[str, Any]:
    known = [value for value in one.history if value == value]
    indicator = one.indicator
    past = ""
    if one.is_known and len(known) > 1:
        low, high = (fr(end(known), indicator.unit, indicator.decimals) for end in (min, max))
        past = f"de {low} à {high} en trois ans"
    return {
        "number": one.barrier.number,
        "short": one.barrier.short,
        "link": link(asked, one.barrier),
        "value": words.value_words(one),
        "is_known": one.is_known,
        "label": indicator.label,
        "definition": links.method(indicator),
        "word": words.change_words(one),
        "tone": "unclear" if one.change is None else one.change.tone,
        "difference": "" if one.change is None else words.difference_words(one),
        "curve": spark(one.history, width=96, height=26) if one.is_known else "",
        "past": past,
        "said": f"Avis 2023{NBSP}: {one.barrier.said}",
    }
