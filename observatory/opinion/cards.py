"""A barrier in detail on a card: its number, name, three years, and what the opinion said of it."""

from __future__ import annotations

from dataclasses import dataclass

from method.wording import NBSP, fr
from observatory.figures.figure import View
from observatory.opinion import standing, words
from observatory.opinion.standing import Standing


@dataclass(frozen=True)
class Card:
    """The content of one barrier's card.

    Attributes:
        standing: the figure that represents it.
        value: the printed value, or why there is none.
        word: how it changed in a year.
        difference: by how much; empty if that is not shown.
        past: its lowest and highest over three years; empty if too few values are known.
        opinion: what the opinion said of it.
    """

    standing: Standing
    value: str
    word: str
    difference: str
    past: str
    opinion: str


def all_of(view: View) -> list[Card]:
    """One card per barrier, in order; empty if no barrier has a figure."""
    standings = standing.headlines(view)
    return [_card(one) for one in standings] if any(one.is_known for one in standings) else []


def _card(one: Standing) -> Card:
    known = [value for value in one.history if value == value]
    indicator = one.indicator
    past = ""
    if one.is_known and len(known) > 1:
        low, high = (fr(end(known), indicator.unit, indicator.decimals) for end in (min, max))
        past = f"entre {low} et {high} en trois ans"
    return Card(
        one,
        words.value_words(one),
        words.change_words(one),
        "" if one.change is None else words.difference_words(one),
        past,
        f"Avis 2023{NBSP}: {one.barrier.said}",
    )
