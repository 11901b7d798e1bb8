"""Names on a chart's axis link to the same place as in its table: a network to its sheet.

On screen only: documents and pictures print the name. Plotly turns `<a>` in a label into a link;
`without_foreign_marks` has removed any that came from the data before this module adds ours.
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
    """Link the labels of the axes as in the figure's table; copies the chart if there is any link.

    Args:
        chart: chart of the figure, ready to be sent.
        figure: its rows and columns give the address of each name.
    """
    addresses = _addresses(figure)
    if not addresses:
        return chart
    linked = Chart(chart.data, chart.layout)
    for side in ("x", "y"):
        labels = [one for trace in linked.data for one in _places(trace, side)]
        for name, axis in linked.layout.items():
            if name.startswith(f"{side}axis"):
                _link(axis, labels, addresses)
    return linked


def _addresses(figure: Figure) -> dict[str, str]:
    """Cell → address of our page that it links to."""
    addresses = {}
    for column in figure.columns:
        if column.link is None:
            continue
        cells = zip(figure.rows[column.key], figure.rows[column.link], strict=True)
        for name, address in cells:
            own = safe_link(address)
            if isinstance(name, str) and own is not None and "://" not in own:
                addresses[name] = own
    return addresses


def _places(trace: dict[str, Any], side: str) -> list[str]:
    values = trace.get(side)
    return [one for one in values if isinstance(one, str)] if isinstance(values, list) else []


def _link(axis: dict[str, Any], labels: list[str], addresses: dict[str, str]) -> None:
    places = list(axis.get("tickvals", dict.fromkeys(labels)))
    texts = list(axis.get("ticktext", places))
    if axis.get("showticklabels") is False or len(texts) != len(places):
        return
    linked = [_linked(place, text, addresses) for place, text in zip(places, texts, strict=True)]
    if linked != texts:
        axis.update(tickvals=places, ticktext=linked)


def _linked(place: object, text: object, addresses: dict[str, str]) -> object:
    """The label with its link; if more text follows a name in bold, only that name is linked."""
    name, head = place, text
    if isinstance(text, str) and (bold := _BOLD.match(text)):
        name, head = bold[1], bold[0]
    if name not in addresses:
        return text
    link = f'<a href="{escape(addresses[str(name)])}" target="_self">{head}</a>'
    return link + str(text).removeprefix(str(head))
