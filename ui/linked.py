"""Names on the axis of a chart lead where they lead in its table: a network's to its sheet.

On the screen alone: a document or a picture prints the name. Plotly makes a link of `<a>` in a
label; what comes from data was kept from being one (`without_foreign_marks`) before this adds its
own.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from observatory.figures.chart import Chart
from observatory.figures.figure import Figure
from ui.table import safe_link

_BOLD = re.compile(r"<b>(.+?)</b>")


def names_linked(chart: Chart, figure: Figure) -> Chart:
    """The chart, whose labels that are cells with a link have the same one; a copy where any has.

    Args:
        chart: of the figure, ready to be sent.
        figure: whose rows and columns say what leads where.
    """
    addresses = _addresses(figure)
    if not addresses:
        return chart
    drawn = Chart(chart.data, chart.layout)
    for side in ("x", "y"):
        shown = [one for trace in drawn.data for one in _places(trace, side)]
        for name, axis in drawn.layout.items():
            if name.startswith(f"{side}axis"):
                _link(axis, shown, addresses)
    return drawn


def _addresses(figure: Figure) -> dict[str, str]:
    """Cell → page of ours that it leads to."""
    found = {}
    for column in figure.columns:
        if column.link is None:
            continue
        cells = zip(figure.rows[column.key], figure.rows[column.link], strict=True)
        for name, address in cells:
            own = safe_link(address)
            if isinstance(name, str) and own is not None and "://" not in own:
                found[name] = own
    return found


def _places(trace: dict[str, Any], side: str) -> list[str]:
    values = trace.get(side)
    return [one for one in values if isinstance(one, str)] if isinstance(values, list) else []


def _link(axis: dict[str, Any], shown: list[str], addresses: dict[str, str]) -> None:
    places = list(axis.get("tickvals", dict.fromkeys(shown)))
    texts = list(axis.get("ticktext", places))
    if axis.get("showticklabels") is False or len(texts) != len(places):
        return
    linked = [_linked(place, text, addresses) for place, text in zip(places, texts, strict=True)]
    if linked != texts:
        axis.update(tickvals=places, ticktext=linked)


def _linked(place: object, text: object, addresses: dict[str, str]) -> object:
    """The label; where it goes on under a name in bold, that name alone is the link."""
    name, head = place, text
    if isinstance(text, str) and (bold := _BOLD.match(text)):
        name, head = bold[1], bold[0]
    if name not in addresses:
        return text
    link = f'<a href="{escape(addresses[str(name)])}" target="_self">{head}</a>'
    return link + str(text).removeprefix(str(head))
