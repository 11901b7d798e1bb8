"""Headline figures: value, change over twelve months, small curve, definition in one click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from method import change
from method.catalog import Indicator, load_catalog
from method.change import Change
from method.wording import fr, fr_change, fr_value, is_missing, status_reason
from observatory.figures.figure import View
from observatory.figures.spark import spark
from ui import audit, html, kept, views
from ui.definition import definition

GREY = ("stable", "unclear")


@dataclass(frozen=True)
class Card:
    """One headline figure.

    Attributes:
        indicator: its catalogue entry.
        now: row of `indicator_headlines` (`as_of`, `value`, `numerator`, `denominator`, `n`,
            `status`, the same columns twelve months earlier as `…_before`, `in_region`).
        history: values of the panel in order, for the small curve.
    """

    indicator: Indicator
    now: pd.Series
    history: Sequence[float]


@dataclass(frozen=True)
class Ready:
    """A card ready to be sent."""

    indicator: Indicator
    content: str


def headlines(names: Sequence[str], as_of: date, network_id: str) -> bool:
    """Draw the headline figures of a scope that have data; return whether there were any.

    Args:
        names: ids of the catalogue, in order.
        as_of: month end.
        network_id: a network, or `'*'`.
    """
    ready = kept.of(partial(_headlines, names=tuple(names)), views.of(as_of, network_id))
    if ready:
        audit.drawn_values(card.indicator.id for card in ready)
        _all(ready)
    return bool(ready)


def _headlines(view: View, names: tuple[str, ...]) -> tuple[Ready, ...]:
    now = view.headlines(names).set_index("indicator_id")
    ids = [name for name in names if name in now.index and now.at[name, "status"] != "no_data"]
    past = view.series(*ids)
    indicators = load_catalog().indicators
    return tuple(
        _ready(
            Card(
                indicators[name],
                now.loc[name],
                past.loc[past["indicator_id"] == name, "value"].tolist(),
            )
        )
        for name in ids
    )


@st.fragment
def _all(cards: Sequence[Ready]) -> None:
    """Draw the cards, as a fragment: opening a definition redraws the cards and not the page."""
    with st.container(horizontal=True, key=f"cards_{cards[0].indicator.id}"):
        for card in cards:
            with st.container(key=f"card_{card.indicator.id}"):
                html.draw(card.content)
                definition(card.indicator, f"card_{card.indicator.id}")


def _ready(card: Card) -> Ready:
    indicator, now = card.indicator, card.now
    is_known = now["status"] == "ok"
    evolution = change.compare(indicator, now.to_dict(), change.before(now.to_dict()))
    content = html.render(
        "card.html",
        label=indicator.label,
        value=fr_value(indicator, now),
        reason=None if is_known else status_reason(now["status"]),
        part=_part(now),
        change=_words(indicator, evolution),
        is_grey=evolution is not None and evolution.tone in GREY,
        curve=spark(card.history),
    )
    return Ready(indicator, content)


def _part(now: pd.Series) -> str | None:
    """How much of a total is in the region, so that two figures never differ without a word."""
    part = now.get("in_region")
    return None if is_missing(part) else f"dont {fr(part)} dans la région"


def _words(indicator: Indicator, evolution: Change | None) -> str | None:
    """`▲ s’améliore, +0,2 point en 12 mois`; a stable or unclear change shows no number."""
    if evolution is None:
        return None
    if evolution.difference is None or evolution.tone in GREY:
        return f"{evolution.word} sur 12 mois"
    difference = fr_change(evolution.difference, indicator.unit, indicator.decimals)
    return f"{evolution.mark} {evolution.word}, {difference} en 12 mois"
