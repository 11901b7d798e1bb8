"""Charts of the page Équipes et gouvernance, and how they are read."""

from __future__ import annotations

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from method.build import Build
from method.catalog import Indicator
from method.elision import of
from method.wording import (
    MISSING,
    NBSP,
    NNBSP,
    Note,
    fr,
    fr_date,
    fr_euros,
    fr_month,
    fr_term,
    plural,
    source,
)
from observatory.figures import charts

# Kinds of requests: column of `request_hours`, French words.
KINDS = {
    "reporting": "Comptes rendus",
    "control": "Contrôles",
    "meeting": "Réunions",
    "call": "Appels à projets",
    "other": "Autres",
}
ROLES = ("direction", "animation", "projets", "administration", "autre")


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
    figure.update_layout(
        barmode="overlay", bargap=0.35, meta={"indicator": indicator.id, "source": producer}
    )
    charts.style(figure, 26 * len(agents) + 110)
    return charts.legend_above(figure, 16)


def presence_note(
    rows: pd.DataFrame, as_of: date, indicator: Indicator, subject: str, build: Build
) -> Note:
    """How to read the timeline: who is there today, and how many have left."""
    now = rows[rows["contract_to"].isna() | (rows["contract_to"] >= pd.Timestamp(as_of))]
    there, ever = now["agent_id"].nunique(), rows["agent_id"].nunique()
    lecture = (
        f"au {fr_date(as_of)}, {plural(there, 'personne')} dans l’équipe {of(subject)}, sur "
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


def requests_note(
    rows: pd.DataFrame, as_of: date, indicator: Indicator, subject: str, build: Build
) -> Note:
    """How to read the bars: who asks most, and for what."""
    first = rows.iloc[0]
    kind = max(KINDS, key=lambda name: first[name])
    lecture = (
        f"au {fr_date(as_of)}, pour {subject}, {first['name']} a demandé "
        f"{fr(first['value'], 'h')} aux directions en douze mois, dont {fr(first[kind], 'h')} en "
        f"{KINDS[kind].lower()}."
    )
    champ = f"sollicitations des douze mois, en heures passées{NNBSP}; {subject}."
    return Note(lecture, champ, source(indicator, build))


def renewals(rows: pd.DataFrame, as_of: date, indicator: Indicator, producer: str) -> go.Figure:
    """Money under agreements that end, month by month of the year ahead.

    Args:
        rows: `agreements_ahead`.
        as_of: month end before the first month drawn.
        indicator: the entry of the catalogue that agreements come under.
        producer: producer and vintage.
    """
    months = pd.period_range(pd.Timestamp(as_of), periods=13, freq="M")[1:]
    by_month = rows.groupby(rows["ended_on"].dt.to_period("M"))["amount_eur"]
    amounts = by_month.sum().reindex(months, fill_value=0)
    counts = by_month.size().reindex(months, fill_value=0)
    names = [fr_month(month.end_time) for month in months]
    texts = [
        f"{fr_euros(amount)} ({plural(count, 'convention')})" if count else ""
        for count, amount in zip(counts, amounts, strict=True)
    ]
    figure = go.Figure(
        go.Bar(
            x=amounts,
            y=names,
            orientation="h",
            marker={"color": charts.PALETTE[0]},
            text=texts,
            textposition="outside",
            constraintext="none",
            cliponaxis=False,
            hovertext=[
                f"{name}{NBSP}: {text or 'aucune convention'}"
                for name, text in zip(names, texts, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    figure.update_yaxes(categoryorder="array", categoryarray=names[::-1], showgrid=False)
    figure.update_xaxes(showticklabels=False, showgrid=False)
    figure.update_layout(bargap=0.3, meta={"indicator": indicator.id, "source": producer})
    return charts.make_room(charts.style(figure, charts.ROW_HEIGHT * len(names) + 40), texts)


def renewals_note(
    rows: pd.DataFrame, as_of: date, indicator: Indicator, subject: str, build: Build
) -> Note:
    """How to read the calendar: the next agreement to end, and how many follow."""
    first = rows.iloc[0]
    lecture = (
        f"au {fr_date(as_of)}, pour {subject}, {plural(len(rows), 'convention')} "
        f"({fr_euros(rows['amount_eur'].sum())}) "
        f"{'finit' if len(rows) < 2 else 'finissent'} dans les douze mois, la première le "
        f"{fr_date(first['ended_on'])} ({first['name']}, {first['funder_name']})."
    )
    champ = f"conventions dont la période finit dans les douze mois{NNBSP}; {subject}."
    return Note(lecture, champ, source(indicator, build))


def class_words(rows: pd.DataFrame, indicator: Indicator) -> list[str]:
    """The class of each row of `team_classes` in words, with its bounds."""
    bounds = indicator.thresholds
    if bounds is None:
        raise ValueError(f"{indicator.id} has no thresholds to make classes of")
    low, high = fr(bounds.safe, "%", 0), fr(bounds.critical, "%", 0)
    words = {
        "basse": f"Basse (moins de {low} par an)",
        "moyenne": f"Moyenne (de {low} à {high} par an)",
        "haute": f"Haute ({high} par an ou plus)",
    }
    return [words.get(name, MISSING) for name in rows["turnover_class"]]


def classes_note(rows: pd.DataFrame, as_of: date, indicator: Indicator, build: Build) -> Note:
    """How to read the classes: how many networks stand in the highest one."""
    known = rows[rows["status"] == "ok"]
    high = int((known["turnover_class"] == "haute").sum())
    lecture = (
        f"au {fr_date(as_of)}, {plural(high, 'réseau', 'réseaux')} sur {fr(len(known))} "
        f"{'a' if high < 2 else 'ont'} une rotation haute sur trois ans."
    )
    champ = (
        f"réseaux dont l’équipe est connue depuis trois ans{NNBSP}; les bornes des classes sont "
        "une convention de l’Observatoire, et le taux n’est pas publié."
    )
    return Note(lecture, champ, source(indicator, build))


def vacancy_note(
    rows: pd.DataFrame, as_of: date, indicator: Indicator, subject: str, build: Build
) -> Note:
    """How to read the periods without direction: how many, and how long in all."""
    lecture = (
        f"au {fr_date(as_of)}, la direction {of(subject)} a été vacante "
        f"{fr(len(rows))} fois en cinq ans, {fr(rows['days'].sum(), 'days')} en tout."
    )
    champ = (
        f"périodes sans agent en direction qui touchent les cinq dernières années, en entier"
        f"{NNBSP}; {subject}."
    )
    return Note(lecture, champ, source(indicator, build))


def _contract(row: dict) -> str:
    until = "en cours" if pd.isna(row["contract_to"]) else fr_date(row["contract_to"])
    return (
        f"{row['agent_id']}, {fr_term(row['role'])}, {fr_term(row['contract_type'])}{NBSP}: "
        f"{fr_date(row['contract_from'])} → {until}, {fr(row['fte'], 'FTE')}"
    )
