"""Kaplan–Meier curves of stays, in a network or in a team, and how they are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from method.elision import the
from method.wording import NBSP, fr, fr_date, is_missing, plural
from observatory.figures import charts
from observatory.figures.chart import Chart

# Months to read out: the longest one that the curve reaches.
MARKS = (36, 24, 12)
# The horizon used for « who stays ».
MARK_MONTHS, MARK = MARKS[0], "3 ans"
# Nobody reads a curve beyond this, and few stays are observed for so long.
LONGEST_MONTHS = 120
# Gap between the names of two curves that end together, as a share of the axis.
LABEL_GAP = 0.06


def within(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the first ten years."""
    return rows[rows["time_months"] <= LONGEST_MONTHS]


def at_mark(rows: pd.DataFrame, months: int = MARK_MONTHS) -> dict[str, Any] | None:
    """The row of all stays together after `months`; None if no stay is observed for that long."""
    at = rows[rows["time_months"] == months]
    if "size_class" in rows:
        at = at[at["size_class"] == "*"]
    return None if at.empty else at.to_dict("records")[0]


def curves(groups: Mapping[str, pd.DataFrame], still: str) -> Chart:
    """Share still there by months since the start of the stay; a band around the first curve.

    Args:
        groups: French name of a curve → its rows (`time_months`, `value`, `low`, `high`,
            `at_risk`), the widest group first; names are short, as they label the end of the curve.
        still: wording for those who have not left (« encore là »).
    """
    figure = Chart()
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
                f"{still}{_followed(row['at_risk'])}"
                for row in rows.to_dict("records")
            ],
            hovertemplate="%{text}<extra></extra>",
        )
    _add_mark(figure, next(iter(groups.values())))
    longest = max(int(rows["time_months"].max()) for rows in groups.values())
    months = range(0, longest + 1, 12)
    figure.update_xaxes(tickvals=[*months], ticktext=[fr(m // 12) for m in months], showgrid=False)
    figure.update_xaxes(title={"text": "Années depuis l’arrivée", "font": {"size": 13}})
    shares = (0, 0.25, 0.5, 0.75, 1)
    figure.update_yaxes(
        tickvals=shares, ticktext=[fr(share, "%", 0) for share in shares], range=[0, 1.02]
    )
    figure.update_layout(showlegend=False)
    charts.style(figure, 340)
    return _label_ends(figure, groups) if len(groups) > 1 else figure


def lecture(rows: pd.DataFrame, sentence: str, subject: str) -> str:
    """How to read the first curve: the share still there after three years, or two, or one.

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
        f"au {day}, pour {the(subject)}, {fr(at['value'], '%')} {sentence} "
        f"{fr(mark, 'months', 0)} après leur arrivée{_followed(at['at_risk'])} "
        f"(intervalle de confiance à 95{NBSP}%{NBSP}: {band})."
    )


def _followed(count: float) -> str:
    """`, sur 12 suivies`: stays still observed at a month; empty if the count is withheld."""
    return "" if is_missing(count) else f", sur {plural(count, 'suivie')}"


def _add_band(figure: Chart, rows: pd.DataFrame) -> None:
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


def _add_mark(figure: Chart, rows: pd.DataFrame) -> None:
    """Mark « 71 % à 3 ans » on the first curve."""
    at = at_mark(rows)
    if at is None:
        return
    figure.add_scatter(
        x=[MARK_MONTHS],
        y=[at["value"]],
        mode="markers",
        marker={"size": 10, "color": charts.PALETTE[0]},
        hoverinfo="skip",
    )
    figure.add_annotation(
        x=MARK_MONTHS,
        y=at["value"],
        text=f"<b>{fr(at['value'], '%')} à {MARK}</b>",
        xanchor="left",
        yanchor="bottom",
        xshift=6,
        yshift=4,
        showarrow=False,
        font={"color": charts.INK},
    )


def _label_ends(figure: Chart, groups: Mapping[str, pd.DataFrame]) -> Chart:
    """Label each curve at its end, moving apart the labels of those that end together."""
    ends = sorted(
        (float(rows["value"].iloc[-1]), rank, name)
        for rank, (name, rows) in enumerate(groups.items())
    )
    free = 0.0
    for end, rank, name in ends:
        at = max(end, free)
        free = at + LABEL_GAP
        figure.add_annotation(
            x=float(groups[name]["time_months"].iloc[-1]),
            y=at,
            text=name,
            xanchor="left",
            xshift=6,
            showarrow=False,
            font={"color": charts.PALETTE[rank]},
        )
    return charts.make_room(figure, [*groups])
