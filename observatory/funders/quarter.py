"""A funder's quarter in three tables: payments, state of the funded networks, what is next.

An empty cell has its reason at the end of its row: an unexplained blank would be read as zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from typing import Any

import pandas as pd

from method.catalog import load_catalog
from method.elision import the, to
from method.wording import (
    NBSP,
    NNBSP,
    fr_date,
    fr_euros,
    fr_list,
    is_missing,
    lower_first,
    status_reason,
)
from observatory.figures.columns import Column
from observatory.figures.figure import Figure, View, make, make_table, own_column
from observatory.figures.sources import read_in
from observatory.funders.figures import FILES, FUNDER, NAME, OVERDUE, of_funder
from observatory.gate.access import may_open

WHY = Column("why", "Pourquoi une case est vide")
MOVED = (
    NAME,
    FUNDER,
    Column("signed_eur", "Signé dans le trimestre", "€"),
    Column("due_eur", "Dû dans le trimestre", "€"),
    Column("paid_eur", "Versé dans le trimestre", "€"),
    Column("overdue_eur", "Échu et impayé à la fin", "€"),
    WHY,
)
COMING = (
    Column("day", "Date"),
    Column("kind", "Ce qui arrive"),
    NAME,
    FUNDER,
    Column("amount_eur", "Montant", "€"),
    WHY,
)
# State of a network for its funder; readers only see those they may read by network.
INDICATORS = (
    "companies_active",
    "tpe_pme_share",
    "cash_days",
    "payment_delay_days",
    "public_dependency",
    "fte",
)
# The file that gives each amount: once it is received, a missing amount is zero.
_FILES = {
    "signed_eur": "subventions",
    "due_eur": "versements",
    "paid_eur": "versements",
    "overdue_eur": "versements",
}
_NAMES = {"subventions": "conventions", "versements": "versements"}
_ORDINALS = ("1er", "2e", "3e", "4e")
_NO_DATE = "aucune réponse de ce financeur en 24 mois, dont dater la sienne"


@dataclass(frozen=True)
class Quarter:
    """Three months: the day before the first, and the last day."""

    since: date
    until: date

    @property
    def title(self) -> str:
        """`3e trimestre 2026`."""
        return f"{_ORDINALS[(self.until.month - 1) // 3]} trimestre {self.until.year}"


def quarter_of(day: date) -> Quarter:
    """The last quarter closed at a month end.

    Args:
        day: a month end.
    """
    until = _start(day + timedelta(days=1)) - timedelta(days=1)
    return Quarter(_start(until) - timedelta(days=1), until)


def _start(day: date) -> date:
    """First day of the quarter that contains a day."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def moved(view: View) -> Figure | None:
    """What each funder signed, owed and paid to each network over the quarter."""
    rows, quarter = _pairs(view), quarter_of(view.as_of)
    if rows is None or rows.empty:
        return None
    rows = _filled(rows, _files_received(view))
    rows = rows.assign(sheet=rows["network_id"].map(view.sheet))
    figure = make(
        view.of_all(),
        "financeurs.trimestre",
        "Versements du trimestre",
        OVERDUE,
        rows,
        MOVED,
        lecture=_paid(rows, quarter),
        champ=f"Financeurs et réseaux liés par une convention ou un versement, {quarter.title}.",
    )
    return read_in(figure, FILES, view.build)


def networks(view: View) -> Figure | None:
    """State of the funded networks at the end of the quarter."""
    pairs, quarter = _pairs(view), quarter_of(view.as_of)
    if pairs is None or pairs.empty:
        return None
    catalog = load_catalog().indicators
    names = [name for name in INDICATORS if may_open(catalog[name].viewer, view.role)]
    frames = []
    for name in names:
        rows = view.ask("indicator_ranked", as_of=quarter.until, indicator_id=name)
        own = rows[["network_id", "value", "status"]]
        frames.append(own.rename(columns={"value": name, "status": f"{name}_status"}))
    table = pairs[["network_id", "name"]].drop_duplicates().sort_values("name", kind="stable")
    table = reduce(lambda left, right: left.merge(right, on="network_id"), frames, table)
    if table.empty or not names:
        return None
    statuses = [f"{name}_status" for name in names]
    reasons = [_why_unknown(row, statuses) for row in table.to_dict("records")]
    table = table.assign(why=reasons, sheet=table["network_id"].map(view.sheet))
    first = table.iloc[0]
    figure = make_table(
        view.of_all(),
        "financeurs.trimestre_reseaux",
        "Les réseaux aidés",
        FILES,
        table,
        (NAME, *map(own_column, names), WHY),
        lecture=f"{first['name']}, au {fr_date(quarter.until)}{NBSP}: "
        f"{first['why'] or 'aucune case vide'}.",
        champ=f"Réseaux en activité liés au financeur, {quarter.title}.",
    )
    indicators = tuple(catalog[name] for name in names)
    files = dict.fromkeys(file for one in indicators for file in one.files)
    return replace(read_in(figure, (*files,), view.build), indicators=indicators)


def coming(view: View) -> Figure | None:
    """Instalments, ends of agreements and answers in the three months after the quarter."""
    quarter = quarter_of(view.as_of)
    at = replace(view, as_of=quarter.until)
    ahead, awaited = of_funder(at, "funders_ahead"), of_funder(at, "funders_awaited")
    if ahead is None or awaited is None:
        return None
    limit = pd.Timestamp(quarter.until) + pd.offsets.MonthEnd(3)
    parts = [
        ahead.assign(day=pd.to_datetime(ahead["day"])),
        awaited.assign(
            kind="réponse attendue",
            day=pd.to_datetime(awaited["expected_on"]),
            amount_eur=awaited["requested_eur"],
        ),
    ]
    keys = ["day", "kind", "network_id", "name", "funder_name", "amount_eur"]
    rows = pd.concat([part[keys] for part in parts if not part.empty] or [pd.DataFrame()])
    if rows.empty:
        return None
    rows = rows[rows["day"].isna() | (rows["day"] <= limit)]
    if rows.empty:
        return None
    rows = rows.sort_values(["day", "kind", "name"], ignore_index=True)
    rows = rows.assign(
        why=[_why_undated(row) for row in rows.to_dict("records")],
        sheet=rows["network_id"].map(view.sheet),
    )
    first = rows.iloc[0]
    when = "sans date" if pd.isna(first["day"]) else f"le {fr_date(first['day'])}"
    return make_table(
        view.of_all(),
        "financeurs.trimestre_suite",
        "Le trimestre qui vient",
        FILES,
        rows,
        COMING,
        lecture=f"{first['kind']} pour {the(first['name'])}, {when} ({first['funder_name']}).",
        champ=f"Les trois mois qui suivent le {fr_date(quarter.until)}, et les réponses en retard "
        "ou sans date.",
    )


def _pairs(view: View) -> pd.DataFrame | None:
    """Funders and networks of the quarter; None for readers who may not see them."""
    if of_funder(view, "funders_owed") is None:
        return None
    quarter = quarter_of(view.as_of)
    funder = str(view.options.get("financeur", "*"))
    return view.ask("funders_quarter", since=quarter.since, until=quarter.until, funder=funder)


def _files_received(view: View) -> set[tuple[str, str]]:
    """Networks and the files that they sent, or that others sent for them."""
    rows = view.ask("coverage")
    rows = rows[rows["status"] != "absent"]
    return set(zip(rows["network_id"], rows["contract"], strict=True))


def _paid(rows: pd.DataFrame, quarter: Quarter) -> str:
    """The largest payment of the quarter, or why none is known."""
    known = rows["paid_eur"].dropna()
    first = rows.loc[known.idxmax()] if len(known) else rows.iloc[0]
    who, whom = first["funder_name"], first["name"]
    if not len(known):
        return f"{who} et {whom}{NBSP}: {first['why']}."
    span = f"du {fr_date(_start(quarter.until))} au {fr_date(quarter.until)}"
    return f"{span}, {fr_euros(first['paid_eur'])} ont été versés {to(whom)} par {the(who)}."


def _filled(rows: pd.DataFrame, files_sent: set[tuple[str, str]]) -> pd.DataFrame:
    """Zero for an amount that a received file lacks; a reason, `why`, without the file."""
    reasons_of: list[list[str]] = [[] for _ in range(len(rows))]
    amounts = {}
    for column, file in _FILES.items():
        is_sent = [(network, file) in files_sent for network in rows["network_id"]]
        amounts[column] = (
            rows[column]
            .astype(float)
            .mask(rows[column].isna() & pd.Series(is_sent, index=rows.index), 0.0)
        )
        for reasons, is_blank in zip(reasons_of, amounts[column].isna(), strict=True):
            if is_blank:
                reasons.append(f"aucun fichier de {_NAMES[file]} transmis")
    why = [f"{NNBSP}; ".join(dict.fromkeys(reasons)) for reasons in reasons_of]
    return rows.assign(**amounts, why=why)


def _why_unknown(row: Mapping[Any, Any], statuses: Sequence[str]) -> str:
    """`aucune donnée transmise : jours de trésorerie, équivalents temps plein`."""
    catalog = load_catalog().indicators
    by_reason: dict[str, list[str]] = {}
    for name in statuses:
        if row[name] != "ok":
            indicator = catalog[name.removesuffix("_status")]
            by_reason.setdefault(status_reason(str(row[name])), []).append(
                lower_first(indicator.label)
            )
    parts = [f"{reason}{NBSP}: {fr_list(labels)}" for reason, labels in by_reason.items()]
    return f"{NNBSP}; ".join(parts)


def _why_undated(row: Mapping[Any, Any]) -> str:
    reasons = [_NO_DATE] if pd.isna(row["day"]) else []
    if is_missing(row["amount_eur"]):
        reasons.append("montant non transmis")
    return f"{NNBSP}; ".join(reasons)


FIGURES = {
    "financeurs.trimestre": moved,
    "financeurs.trimestre_reseaux": networks,
    "financeurs.trimestre_suite": coming,
}
