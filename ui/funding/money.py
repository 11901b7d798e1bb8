"""Blocks about money: who funds whom, the regional envelope, the time to a first payment."""

from __future__ import annotations

from datetime import date

import streamlit as st

from method.catalog import load_catalog
from method.plain_text import plain
from method.wording import ALL_NETWORKS, fr_term, note, source
from observatory.funding import charts as project_charts
from observatory.opinion.opinion import load_opinion
from ui import data, empty, figure, table

FLOWS = (
    table.Column("funder", "Financeur"),
    table.Column("network", "Réseau"),
    table.Column("value", "Montant signé", "€"),
    table.Column("grants", "Conventions", "count"),
)
ENVELOPE = (
    table.Column("year_text", "Année"),
    table.Column("type", "Type de réseau"),
    table.Column("value", "Versé par la Région", "€"),
    table.Column("networks", "Réseaux", "count"),
)
DELAYS = (
    table.Column("name", "Financeur"),
    table.Column("value", "Médiane", "days"),
    table.Column("p10_days", "Un sur dix avant", "days"),
    table.Column("p90_days", "Un sur dix après", "days"),
    table.Column("paid", "Premiers versements", "count"),
    table.Column("waiting", "Accordés, pas encore versés", "count"),
)


def flows(as_of: date) -> None:
    """Funders and networks, on the agreements signed in twelve months."""
    indicator = load_catalog().indicators["signed_grants_12m"]
    rows = data.query("funding_flow", as_of=as_of)
    if rows.empty:
        empty.show("Qui finance qui", "aucune convention signée en douze mois.", indicator.files)
        return
    figure.show(
        "Qui finance qui, conventions signées en douze mois",
        project_charts.sankey(rows, indicator, source(indicator, data.build())),
        rows,
        FLOWS,
        project_charts.flows_note(rows, as_of, indicator, data.build()),
        indicator,
        key="flux_financiers",
    )
    st.caption(
        "Un réseau ou un financeur de moins de 3 % du total est compté avec les autres ; une "
        "convention de plusieurs années compte entière le jour de sa signature."
    )


def envelope(as_of: date) -> None:
    """The Région's payments of each year beside the envelope that the opinion gives."""
    indicator = load_catalog().indicators["regional_grant_12m"]
    rows = data.query("regional_envelope", as_of=as_of)
    if rows.empty:
        empty.show(indicator.label, "aucun versement de la Région n’est connu.", indicator.files)
        return
    whole = data.headline(indicator.id, as_of, "*")
    opinion = load_opinion()
    bounds = {found.id: found.value for found in opinion.figures}
    shown = rows.assign(type=rows["network_type"].map(fr_term))
    figure.show(
        "Ce que la Région a versé, année par année",
        project_charts.envelope(
            rows,
            indicator,
            source(indicator, data.build()),
            bounds["envelope_low"],
            bounds["envelope_high"],
        ),
        shown,
        ENVELOPE,
        note(indicator, whole, ALL_NETWORKS, data.build()),
        indicator,
        key="enveloppe",
    )
    st.caption(
        f"Bande grise : l’enveloppe annuelle de onze clusters, d’après l’[avis]({opinion.url}) du "
        f"CESER ({plain(opinion.date_label)}) ; elle ne compte pas les pôles de compétitivité."
    )


def first_payment(as_of: date, scope: str, subject: str) -> None:
    """How long from an application to its first euro."""
    indicator = load_catalog().indicators["first_payment_days"]
    if not data.can_read("marts.first_payment_delay"):
        return
    rows = data.query("first_payment_delay", as_of=as_of, network_id=scope)
    if rows.empty:
        return
    rows["name"] = rows["funder_type"].map(
        lambda code: "Tous financeurs" if code == "*" else fr_term(code)
    )
    figure.show(
        "Du dossier déposé au premier versement",
        project_charts.first_payment(rows, indicator, source(indicator, data.build())),
        rows,
        DELAYS,
        project_charts.first_payment_note(rows, as_of, indicator, subject, data.build()),
        indicator,
        key="premier_versement",
    )
    st.caption(
        "Point : délai médian, sur les premiers versements de 36 mois ; trait épais : la moitié du "
        "milieu ; trait fin : huit sur dix. Les fichiers des dossiers et des subventions n’ont pas "
        "de numéro commun : un dossier accordé est rapproché de la première convention que le même "
        "financeur signe ensuite avec le même réseau, dans les six mois."
    )
