"""Charts of the page Données: whose files are late or never came."""

from __future__ import annotations

import pandas as pd

from method.wording import NBSP, plural
from observatory.figures import charts
from observatory.figures.chart import Chart

# Column of the rows → its words, its colour, and a pattern for those who do not tell colours apart.
PARTS = {
    "late": ("En retard", charts.ATTENTION, ""),
    "absent": ("Jamais reçus", charts.MUTED, "/"),
}
ROW = 26
# Of the axis, so that the words at the end of the longest bar are not cut on a phone.
ROOM = 2.4


def missing(rows: pd.DataFrame, expected: int, source: str) -> Chart:
    """One bar per network: files that are late, then those that never came, in words at its end.

    Args:
        rows: `network`, `late`, `absent`, `said`, the network that lacks most first.
        expected: files that each network is to send, the length of the axis.
        source: where the rows come from.
    """
    figure = Chart()
    for column, (name, colour, pattern) in PARTS.items():
        figure.add_bar(
            y=rows["network"],
            x=rows[column],
            name=name,
            orientation="h",
            marker={"color": colour, "pattern": {"shape": pattern}},
            hovertext=[
                f"{network}<br>{name}{NBSP}: {plural(count, 'fichier')}"
                for network, count in zip(rows["network"], rows[column], strict=True)
            ],
            hoverinfo="text",
        )
    figure.add_scatter(
        y=rows["network"],
        x=rows["late"] + rows["absent"],
        text=[f" {said}" for said in rows["said"]],
        mode="text",
        textposition="middle right",
        hoverinfo="skip",
        showlegend=False,
    )
    charts.style(figure, 60 + ROW * len(rows))
    figure.update_layout(barmode="stack", meta={"source": source})
    figure.update_xaxes(visible=False, range=[0, expected * ROOM])
    figure.update_yaxes(autorange="reversed", showgrid=False)
    return charts.legend_above(figure, 8)
