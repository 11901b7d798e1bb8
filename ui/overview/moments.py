"""The strip of the three moments: one dot per network, under the moment it is in."""

from __future__ import annotations

from dataclasses import replace

from observatory.figures.figure import Figure, View
from observatory.opinion.opinion import load_opinion
from observatory.overview import moments
from ui import html, kept
from ui.figure import draw


def strip(asked: View) -> None:
    """Draw the three moments in a row, with their table; nothing if no stage is known."""
    figure = kept.of(moments.strip, asked)
    if isinstance(figure, Figure):
        draw(replace(figure, caption=""), drawing=lambda: _columns(figure))


def _columns(figure: Figure) -> None:
    html.show(
        "moments.html",
        moments=[
            {
                "title": moment.title,
                "networks": figure.rows[figure.rows["stage"] == moment.stage].to_dict("records"),
            }
            for moment in load_opinion().fragile_moments
        ],
        has_levels="level" in figure.rows,
        caption=figure.caption,
    )
