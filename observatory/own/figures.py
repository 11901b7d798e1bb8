"""Figures for owners on their own data: a network's place and dates, a funder's agreements."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from method.catalog import load_catalog
from method.elision import of, the
from method.received import NOT_ASKED
from method.wording import (
    NBSP,
    NNBSP,
    fr,
    fr_date,
    fr_euros,
    fr_month,
    fr_short_date,
    fr_value,
    lower_first,
    plural,
)
from observatory.desk.figures import WORDS
from observatory.figures.columns import Column
from observatory.figures.figure import ALL, Empty, Figure, View, make, make_table
from observatory.figures.origins import about_data
from observatory.figures.sources import read_for
from observatory.funders import figures as funders
from observatory.funders import quarter
from observatory.sheet.network import HEADLINES
from observatory.treasury import figures as treasury

NETWORK_PAGE, FUNDER_PAGE = "reseau", "financeur"
HEADLINE_INDICATORS = [name for names in HEADLINES.values() for name in names]
PLACES = (
    Column("label", "Chiffre"),
    Column("said", "Votre valeur"),
    Column("among", "Votre place, de la plus haute à la plus basse"),
)
EXPECTED = (
    Column("title", "Fichier"),
    Column("state", "État"),
    Column("until", "Reçu jusqu’à"),
    Column("due", "Attendu au plus tard"),
)
AGREEMENTS = (
    Column("name", "Réseau", link="sheet"),
    Column("purpose", "Objet"),
    Column("signed_on", "Signée le"),
    Column("ended_on", "Fin"),
    Column("amount_eur", "Montant", "€"),
    Column("paid_eur", "Versé", "€"),
    Column("overdue_eur", "Échu et impayé", "€"),
    Column("late_since", "Impayé depuis"),
    Column("reference", "Décision"),
)


def place(view: View) -> Figure | Empty | None:
    """Rank of a network among its peers, none of which is named."""
    if view.scope == ALL or not view.can_read("marts.network_place"):
        return None
    catalog = load_catalog().indicators
    names = HEADLINE_INDICATORS
    rows = view.of_scope("own_places", indicators=names).set_index("indicator_id", drop=False)
    rows = rows.loc[[name for name in names if name in rows.index]]
    if rows.empty:
        reason = "moins de cinq réseaux ont transmis de quoi se comparer ce mois-là."
        return Empty("Votre place parmi les réseaux", reason, ("adhesions",), (view.subject,))
    rows = rows.assign(
        label=[catalog[name].label for name in rows["indicator_id"]],
        said=[fr_value(catalog[row["indicator_id"]], row) for row in rows.to_dict("records")],
        among=[_among(row) for row in rows.to_dict("records")],
    )
    first = rows.iloc[0]
    figure = make(
        view,
        f"{NETWORK_PAGE}.place",
        _place_title(rows),
        str(first["indicator_id"]),
        rows,
        PLACES,
        lecture=(
            f"au {fr_date(view.as_of)}, pour {the(view.subject)}, {lower_first(first['label'])}"
            f"{NBSP}: {first['said']}, {first['among']}."
        ),
        champ="Réseaux en activité dont le chiffre est connu ; cinq au moins, sans leurs noms.",
        caption="Une place haute n’est pas un mérite : plus n’est pas toujours mieux.",
    )
    indicators = tuple(catalog[name] for name in rows["indicator_id"])
    figure = read_for(figure, rows["indicator_id"], view.build)
    return replace(figure, indicators=indicators, is_sortable=False)


def expected_answer(view: View) -> tuple[str, ...]:
    """What a network is expected to send, and what by the nearest date."""
    rows = _expected_rows(view)
    if rows is None:
        return ()
    text, dated = _expected_title(rows), rows.dropna(subset=["due_on"])
    if len(dated):
        first = dated.iloc[0]
        was = "était" if pd.Timestamp(first["due_on"]) < pd.Timestamp(view.as_of) else "est"
        text += f"{NNBSP}; le plus proche, {first['title']}, {was} attendu le "
        text += fr_date(first["due_on"])
    return (f"{text}.",)


def _expected_rows(view: View) -> pd.DataFrame | None:
    """Files that a network sends itself; None if there are none."""
    if view.scope == ALL:
        return None
    rows = view.ask("own_expected", network_id=view.scope)
    rows = rows[~rows["contract"].isin(NOT_ASKED)]
    return None if rows.empty else rows


def expected(view: View) -> Figure | None:
    """What a network has sent, and what it is expected to send by when."""
    rows = _expected_rows(view)
    if rows is None:
        return None
    rows = rows.assign(
        state=rows["status"].map(WORDS),
        until=["" if pd.isna(day) else fr_month(day) for day in rows["last_month"]],
        due=[_due(row) for row in rows.to_dict("records")],
    )
    first = rows.iloc[0]
    return about_data(
        view,
        f"{NETWORK_PAGE}.attendu",
        _expected_title(rows),
        rows,
        EXPECTED,
        f"{first['title']}{NBSP}: {first['state']}, {first['due']}.",
        view.build.label,
        "Un fichier sans date s’envoie quand il change. Les autres viennent de l’équipe, des "
        "financeurs ou de sources publiques.",
    )


def agreements(view: View) -> Figure | Empty | None:
    """Agreements that are running or overdue, overdue ones first."""
    if not view.can_read("core.instalment"):
        return None
    rows = view.query("own_agreements", funder=funders.funder(view))
    if rows.empty:
        reason = "aucune convention de ce financeur n’est en cours ni due."
        return Empty("Les conventions", reason, ("subventions",))
    late = rows[rows["overdue_eur"] > 0]
    first = rows.iloc[0]
    title = plural(len(rows), "convention en cours ou due", "conventions en cours ou dues")
    title += f", {fr_euros(late['overdue_eur'].sum())} échus et impayés" if len(late) else ""
    return make_table(
        view,
        f"{FUNDER_PAGE}.conventions",
        title,
        ("subventions", "versements"),
        rows.assign(
            sheet=rows["network_id"].map(view.sheet),
            late_since=["" if pd.isna(day) else fr_short_date(day) for day in rows["late_since"]],
        ),
        AGREEMENTS,
        lecture=(
            f"la convention {first['reference']} {of(first['name'])}, de "
            f"{fr_euros(first['amount_eur'])}, a été signée le {fr_short_date(first['signed_on'])}."
        ),
        champ="Conventions qui courent à cette date, ou dont une échéance est impayée.",
    )


def under(
    view: View, figure: Callable[[View], Figure | Empty | None], key: str
) -> Figure | Empty | None:
    """A figure of another page, under a key of the owner's page."""
    result = figure(view)
    return replace(result, key=key) if isinstance(result, Figure) else result


def _under(figure: Callable[[View], Figure | Empty | None], key: str) -> partial:
    return partial(under, figure=figure, key=key)


def _among(row: Mapping[Hashable, Any]) -> str:
    """`4e sur 19`."""
    rank = "1er" if row["place"] == 1 else f"{fr(row['place'])}e"
    return f"{rank} sur {fr(row['networks'])}"


def _place_title(rows: pd.DataFrame) -> str:
    high = int((rows["place"] <= rows["networks"] / 4).sum())
    low = int((rows["place"] > rows["networks"] * 3 / 4).sum())
    text = f"{plural(high, 'chiffre')} sur {fr(len(rows))} dans le quart le plus haut"
    return f"{text}, {fr(low)} dans le plus bas"


def _expected_title(rows: pd.DataFrame) -> str:
    absent, late = (int(rows["status"].eq(status).sum()) for status in ("absent", "late"))
    if not absent and not late:
        return f"{plural(len(rows), 'fichier attendu est là', 'fichiers attendus sont là')}"
    parts = [f"{fr(late)} en retard"] if late else []
    parts += [plural(absent, "jamais reçu", "jamais reçus")] if absent else []
    return f"{fr(len(rows))} fichiers attendus{NBSP}: {', '.join(parts)}"


def _due(row: Mapping[Hashable, Any]) -> str:
    if not pd.isna(row["due_on"]):
        return f"le {fr_short_date(row['due_on'])}"
    return "dès que possible" if row["status"] != "received" else "quand il change"


forecast = _under(treasury.curve, f"{NETWORK_PAGE}.prevision")
instalments = _under(treasury.events, f"{NETWORK_PAGE}.echeances")
overdue = _under(funders.overdue, f"{FUNDER_PAGE}.impayes")
calendar = _under(funders.calendar, f"{FUNDER_PAGE}.calendrier")
awaited = _under(funders.awaited, f"{FUNDER_PAGE}.dossiers")
flows = _under(funders.flows, f"{FUNDER_PAGE}.flux")
# Sheets of the quarterly workbook, under the page that funders may open.
QUARTER = {
    f"{FUNDER_PAGE}.trimestre": _under(quarter.moved, f"{FUNDER_PAGE}.trimestre"),
    f"{FUNDER_PAGE}.trimestre_reseaux": _under(
        quarter.networks, f"{FUNDER_PAGE}.trimestre_reseaux"
    ),
    f"{FUNDER_PAGE}.trimestre_suite": _under(quarter.coming, f"{FUNDER_PAGE}.trimestre_suite"),
}
NETWORK_FIGURES = {
    f"{NETWORK_PAGE}.place": place,
    f"{NETWORK_PAGE}.attendu": expected,
    f"{NETWORK_PAGE}.prevision": forecast,
    f"{NETWORK_PAGE}.echeances": instalments,
}
FUNDER_FIGURES = {
    f"{FUNDER_PAGE}.conventions": agreements,
    f"{FUNDER_PAGE}.impayes": overdue,
    f"{FUNDER_PAGE}.calendrier": calendar,
    f"{FUNDER_PAGE}.dossiers": awaited,
    f"{FUNDER_PAGE}.flux": flows,
}
FIGURES = {**NETWORK_FIGURES, **FUNDER_FIGURES, **QUARTER}
