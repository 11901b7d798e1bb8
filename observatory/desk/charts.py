"""Charts of the page Données: whose files are late or never came."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from method.wording import NBSP, fr, plural
from observatory.figures import charts

# Column of the rows → its words, its colour, and a pattern for those who do not tell colours apart.
PARTS = {
    "late": ("En retard", charts.PALETTE[1], ""),
    "absent": ("Jamais reçus", charts.MUTED, "/"),
}
ROW = 26


def missing(rows: pd.DataFrame, source: str) -> go.Figure:
    """One bar per network: its files that are late, then those that never came.

    Args:
        rows: `network`, `late`, `absent`, the network that lacks most first.
        source: where the rows come from.
    """
    figure = go.Figure()
    for column, (name, colour, pattern) in PARTS.items():
        figure.add_bar(
            y=rows["network"],
            x=rows[column],
            name=name,
            orientation="h",
            marker={"color": colour, "pattern": {"shape": pattern}},
            text=[fr(count) if count else "" for count in rows[column]],
            textposition="inside",
            insidetextanchor="middle",
            hovertext=[
                f"{network}<br>{name}{NBSP}: {plural(count, 'fichier')}"
                for network, count in zip(rows["network"], rows[column], strict=True)
            ],
            hoverinfo="text",
        )
    charts.style(figure, 60 + ROW * len(rows))
    figure.update_layout(barmode="stack", meta={"source": source})
    figure.update_xaxes(visible=False)
    figure.update_yaxes(autorange="reversed")
    return charts.legend_above(figure, 8)
