"""Charts of the page Équipes et gouvernance, and how they are read."""

from __future__ import annotations

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from observatory import charts
from observatory.catalog import Indicator
from observatory.store import Build
from observatory.wording import NBSP, NNBSP, Note, fr, fr_date, fr_term, plural, source

ROLES = ("direction", "animation", "projets", "administration", "autre")
PATTERNS = ("", "/", ".", "x", "-")


def presence(rows: pd.DataFrame, indicator: Indicator, producer: str) -> go.Figure:
    """A line a person under pseudonym, a bar a contract, colour and pattern by post.

    Args:
        rows: `team_presence`.
        indicator: the entry of the catalogue that the presence comes under.
        producer: who made the data, and its vintage.
    """
    figure = go.Figure()
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
                    "shape": PATTERNS[rank],
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
    figure.update_layout(
        barmode="overlay", bargap=0.35, meta={"indicator": indicator.id, "source": producer}
    )
    charts.style(figure, 26 * len(agents) + 110)
    return charts.legend_above(figure, 16)


def presence_note(
    rows: pd.DataFrame, as_of: date, indicator: Indicator, subject: str, build: Build
) -> Note:
    """How to read the timeline: who is there today, and how many have left."""
    now = rows[rows["contract_to"].isna() | (rows["contract_to"] > pd.Timestamp(as_of))]
    there, ever = now["agent_id"].nunique(), rows["agent_id"].nunique()
    lecture = (
        f"au {fr_date(as_of)}, {plural(there, 'personne')} dans l’équipe de {subject}, sur "
        f"{fr(ever)} passées en cinq ans."
    )
    champ = f"contrats des cinq dernières années, sous pseudonyme{NNBSP}; {subject}."
    return Note(lecture, champ, source(indicator, build))


def paperwork_note(
    rows: pd.DataFrame, as_of: date, indicator: Indicator, subject: str, build: Build
) -> Note:
    """How to read the table of applications: the funder whose files take longest."""
    first = rows.iloc[0]
    lecture = (
        f"au {fr_date(as_of)}, pour {subject}, un dossier déposé en 24 mois auprès de "
        f"{first['name']} a pris {fr(first['value'], 'h', 1)} en moyenne."
    )
    champ = f"dossiers déposés en 24 mois, heures de montage et de contrôle{NNBSP}; {subject}."
    return Note(lecture, champ, source(indicator, build))


def _contract(row: dict) -> str:
    until = "en cours" if pd.isna(row["contract_to"]) else fr_date(row["contract_to"])
    return (
        f"{row['agent_id']}, {fr_term(row['role'])}, {fr_term(row['contract_type'])}{NBSP}: "
        f"{fr_date(row['contract_from'])} → {until}, {fr(row['fte'], 'FTE')}"
    )
