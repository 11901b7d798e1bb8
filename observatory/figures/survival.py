"""Kaplan–Meier curves of stays, in a network or in a team, and how they are read."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from method.wording import NBSP, NNBSP, fr, fr_date
from observatory.figures import charts

# Months read out, the longest that the curve reaches.
MARKS = (36, 24, 12)


def curves(groups: Mapping[str, pd.DataFrame], still: str) -> go.Figure:
    """Share still there by months since the beginning of the stay; a band around the first curve.

    Args:
        groups: French name of a curve → its rows (`time_months`, `value`, `low`, `high`,
            `at_risk`), the widest first.
        still: what those who have not left are (« encore là »).
    """
    figure = go.Figure()
    for rank, (name, rows) in enumerate(groups.items()):
        if rank == 0:
            _add_band(figure, rows)
        figure.add_scatter(
            x=rows["time_months"],
            y=rows["value"],
            mode="lines",
            name=name,
            line={
                "color": charts.PALETTE[rank],
                "dash": charts.DASHES[rank],
                "shape": "hv",
                "width": 2,
            },
            text=[
                f"{name}, {fr(row['time_months'], 'months', 0)}{NBSP}: {fr(row['value'], '%')} "
                f"{still} ({_followed(row['at_risk'])})"
                for row in rows.to_dict("records")
            ],
            hovertemplate="%{text}<extra></extra>",
        )
    longest = max(int(rows["time_months"].max()) for rows in groups.values())
    # A tick a year, or every five years where they would touch on a phone.
    months = range(0, longest + 1, 12 if longest <= 120 else 60)
    figure.update_xaxes(tickvals=[*months], ticktext=[fr(m // 12) for m in months], showgrid=False)
    figure.update_xaxes(title={"text": "Années depuis l’entrée", "font": {"size": 13}})
    shares = (0, 0.25, 0.5, 0.75, 1)
    figure.update_yaxes(
        tickvals=shares, ticktext=[fr(share, "%", 0) for share in shares], range=[0, 1.02]
    )
    figure.update_layout(showlegend=len(groups) > 1)
    return charts.style(figure, 380)


def lecture(rows: pd.DataFrame, sentence: str, subject: str) -> str:
    """How to read the first curve: the share still there after three years, or the longest known.

    Args:
        rows: rows of the curve, with `as_of`.
        sentence: who is still there (« des entreprises sont encore adhérentes »).
        subject: whom the curve is about.
    """
    by_month = rows.set_index("time_months")
    mark = next((month for month in MARKS if month in by_month.index), None)
    day = fr_date(by_month["as_of"].iloc[0])
    if mark is None:
        return f"au {day}, moins d’un an est observé."
    at = by_month.loc[mark]
    band = f"{fr(at['low'], '%')} à {fr(at['high'], '%')}"
    return (
        f"au {day}, pour {subject}, {fr(at['value'], '%')} {sentence} "
        f"{fr(mark, 'months', 0)} après leur entrée ({_followed(at['at_risk'])} "
        f"jusque-là{NNBSP}; intervalle de confiance à 95{NBSP}%{NBSP}: {band})."
    )


def _followed(count: float) -> str:
    """`12 suivies`: stays that are still watched at a month."""
    return f"{fr(count)} suivie{'s' if count >= 2 else ''}"


def _add_band(figure: go.Figure, rows: pd.DataFrame) -> None:
    band = rows.dropna(subset=["low", "high"])
    figure.add_scatter(
        x=[*band["time_months"], *band["time_months"][::-1]],
        y=[*band["high"], *band["low"][::-1]],
        fill="toself",
        fillcolor=charts.PALETTE[0],
        opacity=0.12,
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
    )
