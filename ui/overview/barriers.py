"""Six cards, one per barrier: a figure, its three years, its change, and what the opinion said."""

from __future__ import annotations

from typing import Any

from observatory.figures.figure import View
from observatory.figures.spark import spark
from observatory.opinion.cards import Card, all_of
from observatory.opinion.figures import link
from ui import html, kept, links


def cards(view: View) -> bool:
    """Draw the six cards; return whether at least one has a figure."""
    content = kept.of(_content, view)
    if content:
        html.draw(content)
    return bool(content)


def _content(view: View) -> str:
    barriers = all_of(view)
    if not barriers:
        return ""
    return html.render("barriers.html", cards=[_card(view, one) for one in barriers])


def _card(view: View, card: Card) -> dict[str, Any]:
    one = card.standing
    return {
        "number": one.barrier.number,
        "short": one.barrier.short,
        "link": link(view, one.barrier),
        "value": card.value,
        "is_known": one.is_known,
        "label": one.indicator.label,
        "definition": links.method(one.indicator),
        "word": card.word,
        "tone": "unclear" if one.change is None else one.change.tone,
        "difference": card.difference,
        "curve": spark(one.history, width=96, height=26) if one.is_known else "",
        "past": card.past,
        "opinion": card.opinion,
    }
