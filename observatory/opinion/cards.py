"""A barrier made large: its number, its word, its years, what the opinion said of it."""

from __future__ import annotations

from dataclasses import dataclass

from method.wording import NBSP, fr
from observatory.figures.figure import View
from observatory.opinion import standing, words
from observatory.opinion.standing import Standing


@dataclass(frozen=True)
class Card:
    """What is said of one barrier in a look.

    Attributes:
        standing: the figure that speaks for it.
        value: as printed, or why there is none.
        word: what became of it in a year.
        difference: by how much; empty where that is not told.
        past: between which values it stood in three years; empty where too few are known.
        said: what the opinion said of it.
    """

    standing: Standing
    value: str
    word: str
    difference: str
    past: str
    said: str


def all_of(view: View) -> list[Card]:
    """One card a barrier, in their order; none where no barrier has a figure."""
    standings = standing.headlines(view)
    return [_card(one) for one in standings] if any(one.is_known for one in standings) else []


def _card(one: Standing) -> Card:
    known = [value for value in one.history if value == value]
    indicator = one.indicator
    past = ""
    if one.is_known and len(known) > 1:
        low, high = (fr(end(known), indicator.unit, indicator.decimals) for end in (min, max))
        past = f"de {low} à {high} en trois ans"
    return Card(
        one,
        words.value_words(one),
        words.change_words(one),
        "" if one.change is None else words.difference_words(one),
        past,
        f"Avis 2023{NBSP}: {one.barrier.said}",
    )
