"""Networks as a graph: which ones have ten or more companies in common."""

from __future__ import annotations

import numpy as np
import pandas as pd

from method.wording import NBSP, fr
from observatory.figures import charts
from observatory.figures.chart import Chart
from observatory.interclustering.pairs import members_text, partners_text

# With fewer companies in common, the graph would be fifty thin lines that show nothing.
LEAST = 10
# Line widths, by minimum number of companies in common.
WIDTHS = ((30, 6.0, "30 et plus"), (LEAST, 2.5, "10 à 29"))


def close(pairs: pd.DataFrame) -> pd.DataFrame:
    """Pairs known to have at least `LEAST` companies in common."""
    return pairs[(pairs["member_status"] == "ok") & (pairs["shared_members"] >= LEAST)]


def title(pairs: pd.DataFrame) -> str:
    """The number of pairs drawn, as the finding."""
    have = "paire a" if len(pairs) < 2 else "paires ont"
    return f"{fr(len(pairs))} {have} au moins {LEAST} entreprises en commun"


def draw(pairs: pd.DataFrame, networks: pd.DataFrame) -> Chart:
    """Networks as points, companies in common as lines.

    Args:
        pairs: `close(named(interclustering_pairs))`.
        networks: `interclustering_networks`, with their coordinates.
    """
    figure = Chart()
    place = networks.set_index("network_id")[["x", "y"]]
    counts = pairs["shared_members"]
    above = np.inf
    for least, width, words in WIDTHS:
        own = pairs[(counts >= least) & (counts < above)]
        above = least
        _add_lines(figure, own, place, f"{words} entreprises communes", charts.PALETTE[0], width)
    sizes = np.sqrt(networks["companies"].fillna(1).astype(float).clip(lower=1))
    figure.add_scatter(
        x=networks["x"],
        y=networks["y"],
        mode="markers+text",
        marker={
            "size": 8 + 20 * sizes / sizes.max(),
            "color": charts.INK,
            "line": {"color": "#fff", "width": 1.5},
            "opacity": 1,
        },
        text=networks["name"],
        textposition="top center",
        textfont={"size": 12, "shadow": "0 0 3px #fff, 0 0 3px #fff, 0 0 3px #fff"},
        hovertext=[
            f"{name}{NBSP}: {fr(count)} entreprises adhérentes"
            for name, count in zip(networks["name"], networks["companies"], strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )
    charts.style(figure, 620)
    figure.update_xaxes(visible=False, range=[-1.3, 1.3])
    figure.update_yaxes(visible=False, range=[-1.12, 1.2])
    return figure.update_layout(legend={"y": -0.02})


def _add_lines(
    figure: Chart,
    pairs: pd.DataFrame,
    place: pd.DataFrame,
    label: str,
    colour: str,
    width: float,
) -> None:
    """Lines of one style, each with a point in the middle that carries its hover text."""
    if pairs.empty:
        return
    one, other = place.loc[pairs["network_id"]], place.loc[pairs["other_id"]]
    gap = np.full(len(pairs), np.nan)
    figure.add_scatter(
        x=np.column_stack([one["x"], other["x"], gap]).ravel(),
        y=np.column_stack([one["y"], other["y"], gap]).ravel(),
        mode="lines",
        line={"color": colour, "width": width},
        opacity=0.55,
        name=label,
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=(one["x"].to_numpy() + other["x"].to_numpy()) / 2,
        y=(one["y"].to_numpy() + other["y"].to_numpy()) / 2,
        mode="markers",
        marker={"size": 9, "opacity": 0},
        text=[
            f"{row['pair']}<br>{members_text(row)}<br>{partners_text(row)}"
            for row in pairs.to_dict("records")
        ],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )
