"""Charts of the page Équipes et gouvernance."""

from __future__ import annotations

from datetime import date

import pandas as pd

from method.terms import fr_term
from method.wording import NBSP, fr, fr_date
from observatory.figures import charts
from observatory.figures.chart import Chart

# Kinds of requests: column of `request_hours`, French label.
KINDS = {
    "reporting": "Comptes rendus",
    "control": "Contrôles",
    "meeting": "Réunions",
    "call": "Appels à projets",
    "other": "Autres",
}
ROLES = ("direction", "animation", "projets", "administration", "autre")
VACANT = "#D55E00"


def directions(rows: pd.DataFrame, as_of: date) -> Chart:
    """Five years of each direction: filled in grey, vacant in orange with the number of days.

    Args:
        rows: `direction_vacancy`, at least one.
        as_of: month end, the right edge.
    """
    first, last = rows["window_from"].iloc[0], pd.Timestamp(as_of)
    by_network = rows.groupby("name").agg(
        is_open=("ended_on", lambda ends: bool(ends.isna().any())), latest=("started_on", "max")
    )
    names = by_network.sort_values(["is_open", "latest"], ascending=False).index.tolist()
    figure = Chart()
    figure.add_bar(
        base=[first] * len(names),
        x=[(last - first).total_seconds() * 1000] * len(names),
        y=names,
        orientation="h",
        marker={"color": charts.GRID},
        hoverinfo="skip",
    )
    ends = rows["ended_on"].fillna(last)
    texts = [_vacancy(row) for row in rows.to_dict("records")]
    figure.add_bar(
        base=rows["shown_from"],
        x=(ends - rows["shown_from"]).dt.total_seconds() * 1000,
        y=rows["name"],
        orientation="h",
        marker={"color": VACANT, "line": {"color": VACANT, "width": 1}},
        hovertext=[f"{name}{NBSP}: {text}" for name, text in zip(rows["name"], texts, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    middle = first + (last - first) / 2
    for row, end in zip(rows.to_dict("records"), ends, strict=True):
        # On the side that has room: on a phone a label is as wide as a year and a half.
        is_late = row["shown_from"] > middle
        figure.add_annotation(
            x=row["shown_from"] if is_late else end,
            y=row["name"],
            text=fr(row["days"], "days"),
            xanchor="right" if is_late else "left",
            xshift=-4 if is_late else 4,
            showarrow=False,
            font={"size": 12, "color": charts.INK},
        )
    figure.update_yaxes(categoryorder="array", categoryarray=names[::-1], showgrid=False)
    figure.update_xaxes(type="date", tickformat="%Y", dtick="M12", tick0="2020-01-01")
    figure.update_xaxes(range=[first, last])
    figure.update_layout(barmode="overlay", bargap=0.45, showlegend=False)
    return charts.make_room(charts.style(figure, 34 * len(names) + 60), ["0"])


def presence(rows: pd.DataFrame) -> Chart:
    """One line per person under pseudonym, one bar per contract, colour and pattern by post.

    Args:
        rows: `team_presence`.
    """
    figure = Chart()
    for rank, role in enumerate(ROLES):
        own = rows[rows["role"] == role]
        if own.empty:
            continue
        lengths = (own["ended_on"] - own["started_on"]).dt.total_seconds() * 1000
        figure.add_bar(
            x=lengths,
            base=own["started_on"],
            y=own["agent_id"],
            orientation="h",
            name=fr_term(role),
            marker={
                "color": charts.PALETTE[rank],
                "pattern": {
                    "shape": charts.PATTERNS[rank],
                    "fgcolor": "#ffffff",
                    "fillmode": "overlay",
                },
            },
            hovertext=[_contract(row) for row in own.to_dict("records")],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    agents = list(dict.fromkeys(rows["agent_id"]))
    figure.update_yaxes(categoryorder="array", categoryarray=agents[::-1], showgrid=False)
    figure.update_xaxes(type="date", tickformat="%Y", dtick="M12")
    figure.update_layout(barmode="overlay", bargap=0.35)
    charts.style(figure, 26 * len(agents) + 110)
    return charts.legend_above(figure, 16)


def _contract(row: dict) -> str:
    until = "en cours" if pd.isna(row["contract_to"]) else fr_date(row["contract_to"])
    return (
        f"{row['agent_id']}, {fr_term(row['role'])}, {fr_term(row['contract_type'])}{NBSP}: "
        f"{fr_date(row['contract_from'])} → {until}, {fr(row['fte'], 'FTE')}"
    )


def _vacancy(row: dict) -> str:
    until = "encore vacante" if pd.isna(row["ended_on"]) else f"au {fr_date(row['ended_on'])}"
    return f"sans direction du {fr_date(row['started_on'])} → {until}, {fr(row['days'], 'days')}"
