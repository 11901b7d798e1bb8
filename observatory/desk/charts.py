"""Charts of the page Données: networks with late or missing files."""

from __future__ import annotations

import pandas as pd

from method.wording import NBSP, plural
from observatory.figures import charts
from observatory.figures.chart import Chart

# Column of the rows → its label, its colour, and a pattern for colour-blind readers.
PARTS = {
    "late": ("En retard", charts.ATTENTION, ""),
    "absent": ("Jamais reçus", charts.MUTED, "/"),
}
ROW = 26
# Factor on the axis, so that the text at the end of the longest bar is not cut off on a phone.
ROOM = 2.4


def missing(rows: pd.DataFrame, expected: int, source: str) -> Chart:
    """One bar per network: late files, then files never received, with a text at the end.

    Args:
        rows: `network`, `late`, `absent`, `said`, the network with the most missing first.
        expected: number of files that each network should send, the length of the axis.
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
        text=[f" {text}" for text in rows["said"]],
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
