"""Blocks about one network, or all together: the share over time, who leaves, who stays, fees."""

from __future__ import annotations

from datetime import date

import streamlit as st

from method.catalog import load_catalog
from method.wording import note, source
from observatory.figures import charts
from observatory.figures import survival as survival_charts
from observatory.membership import charts as membership_charts
from ui import data, empty, figure, table

REASONS = (
    "leaves_ceased_12m",
    "leaves_merged_12m",
    "leaves_moved_12m",
    "leaves_unpaid_12m",
    "leaves_resigned_12m",
)
UNCLEAR = ("leaves_other_12m", "leaves_unknown_12m")
SIZES = {"*": "Toutes les entreprises", "TPE": "TPE", "PME": "PME"}
SURVIVAL = (
    table.Column("size", "Entreprises"),
    table.Column("time_months", "Mois depuis l’entrée", "count"),
    table.Column("value", "Encore adhérentes", "%"),
    table.Column("low", "Borne basse à 95 %", "%"),
    table.Column("high", "Borne haute à 95 %", "%"),
    table.Column("at_risk", "Suivies", "count"),
    table.Column("events", "Départs du mois", "count"),
)
FEES = (
    table.Column("size_class", "Taille"),
    table.Column("companies", "Entreprises", "count"),
    table.Column("with_fee", "Dont cotisation connue", "count"),
    table.Column("value", "Cotisation médiane", "€"),
    table.Column("low_fee_eur", "Une sur vingt paie moins de", "€"),
    table.Column("high_fee_eur", "Une sur vingt paie plus de", "€"),
    table.Column("total_fee_eur", "Total", "€"),
)


def over_time(as_of: date, scope: str, subject: str) -> None:
    """The share of TPE and PME month after month."""
    figure.over_time(
        "La part des TPE et PME au fil des mois",
        "tpe_pme_share",
        as_of,
        scope,
        subject,
        key="evolution",
    )


def reasons(as_of: date, scope: str, subject: str) -> None:
    """Why companies left, as the files say it."""
    indicators = load_catalog().indicators
    leaves = indicators["leaves_12m"]
    rows = data.query(
        "indicator_headlines",
        as_of=as_of,
        network_id=scope,
        indicators=[*REASONS, *UNCLEAR, leaves.id],
    ).set_index("indicator_id")
    ranked = rows.loc[[*REASONS]].sort_values("value", ascending=False).index
    own = rows.loc[[*ranked, *UNCLEAR]]
    own = own.assign(name=[indicators[name].label for name in own.index])
    if own["value"].isna().all() or not own["value"].sum():
        return
    figure.show(
        "Pourquoi les entreprises partent",
        charts.bar(own, leaves, source(leaves, data.build())),
        own,
        (table.Column("name", "Motif"), table.of(leaves)),
        note(leaves, rows.loc[leaves.id], subject, data.build()),
        leaves,
        key="motifs",
    )


def survival(scope: str, subject: str) -> None:
    """How long companies stay."""
    indicator = load_catalog().indicators["membership_survival"]
    rows = data.query("membership_survival", network_id=scope)
    if rows.empty:
        empty.show(
            "La durée des adhésions",
            "moins de cinq adhésions sont suivies : la courbe ne dirait rien.",
            indicator.files,
        )
        return
    groups = {
        name: rows[rows["size_class"] == size]
        for size, name in SIZES.items()
        if (rows["size_class"] == size).any()
    }
    producer = source(indicator, data.build())
    figure.show(
        "Combien de temps elles restent",
        survival_charts.curves(groups, "encore adhérentes", indicator, producer),
        rows.assign(size=rows["size_class"].map(SIZES)),
        SURVIVAL,
        survival_charts.reading(
            groups[SIZES["*"]],
            "des entreprises sont encore adhérentes",
            indicator,
            subject,
            data.build(),
        ),
        indicator,
        key="duree",
    )
    st.caption(
        "Estimation de Kaplan-Meier, arrêtée au dernier mois publié quel que soit le mois choisi. "
        "Une adhésion plus ancienne que l’observation compte à partir du premier mois observé. La "
        "courbe s’arrête quand moins de cinq adhésions sont suivies."
    )


def fees(as_of: date, scope: str, subject: str) -> None:
    """The fee grid as it is paid, for who may read fees."""
    if not data.can_read("marts.fee_grid"):
        return
    indicator = load_catalog().indicators["median_fee"]
    rows = data.query("fee_grid", as_of=as_of, network_id=scope)
    if rows["value"].isna().all():
        empty.show("Les cotisations", "aucune cotisation n’a été transmise.", ("adhesions",))
        return
    figure.show(
        "Ce que les entreprises cotisent",
        None,
        rows,
        FEES,
        membership_charts.fees_note(rows, as_of, indicator, subject, data.build()),
        indicator,
        key="cotisations",
    )
