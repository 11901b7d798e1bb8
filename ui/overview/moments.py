"""The strip of the three moments: one dot per network, under the moment it is in."""

from __future__ import annotations

from dataclasses import replace

from observatory.figures.figure import Figure, View
from observatory.opinion.opinion import load_opinion
from observatory.overview import moments
from ui import html, kept
from ui.figure import draw


def strip(view: View) -> None:
    """Draw the three moments in a row, with their table; nothing if no stage is known."""
    draw(_figure, view, drawing=lambda: html.draw(kept.of(_columns, view)))


def _figure(view: View) -> Figure | None:
    """The strip without its caption, which is under the columns."""
    figure = moments.strip(view)
    return None if figure is None else replace(figure, caption="")


def _columns(view: View) -> str:
    figure = moments.strip(view)
    if figure is None:
        return ""
    return html.render(
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
