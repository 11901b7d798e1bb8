"""Blocks about all networks: days of cash, receivables by age, exposure, working capital."""

from __future__ import annotations

from datetime import date

import streamlit as st

from method.catalog import load_catalog
from method.plain_text import plain
from method.wording import ALL_NETWORKS, fr_euros, note, source
from observatory.figures import charts
from observatory.simulators.scenarios import threshold_word
from observatory.treasury import charts as treasury_charts
from ui import data, empty, figure, table

AGES = (
    "receivable_0_30",
    "receivable_31_60",
    "receivable_61_90",
    "receivable_91_180",
    "receivable_over_180",
)
IDENTITY = ("working_capital", "working_capital_need", "working_capital_gap")
EXPOSURE = ("public_dependency", "main_funder_share", "funder_hhi")


def days(as_of: date) -> None:
    """Days of cash of each network, the lowest first, with what the bounds say of them."""
    indicator = load_catalog().indicators["cash_days"]
    rows = data.query("indicator_ranked", as_of=as_of, indicator_id=indicator.id)
    if rows["value"].isna().all():
        empty.show(indicator.label, "aucun solde n’a été transmis ce mois-là.", indicator.files)
        return
    whole = data.headline(indicator.id, as_of, "*")
    rows["word"] = [threshold_word(indicator, value) for value in rows["value"]]
    figure.show(
        "Qui peut tenir, et combien de jours",
        treasury_charts.days(rows, indicator, source(indicator, data.build())),
        rows,
        (
            table.Column("name", "Réseau"),
            table.of(indicator),
            table.Column("word", "Lecture"),
        ),
        note(indicator, whole, ALL_NETWORKS, data.build()),
        indicator,
        key="jours",
    )


def balance(as_of: date, scope: str) -> None:
    """Monthly balance, for who may not read the forecast."""
    figure.over_time("Le solde de fin de mois", "cash_end", as_of, scope, key="solde")


def receivables(as_of: date, scope: str, subject: str) -> None:
    """Money due and unpaid, by age."""
    indicators = load_catalog().indicators
    rows = (
        data.query("indicator_headlines", as_of=as_of, network_id=scope, indicators=AGES)
        .set_index("indicator_id")
        .loc[list(AGES)]
        .assign(name=[indicators[name].label for name in AGES])
    )
    if rows["value"].isna().all():
        return
    total = indicators["subsidy_overdue"]
    whole = data.headline(total.id, as_of, scope)
    figure.show(
        "Les aides échues et impayées, par ancienneté",
        charts.bar(rows, total, source(total, data.build())).update_layout(margin_r=80),
        rows,
        (table.Column("name", "Ancienneté"), table.of(total, label="Montant")),
        note(total, whole, subject, data.build()),
        total,
        key="impayes",
    )


def exposure(as_of: date) -> None:
    """Dependency and concentration: what a network is exposed to, neither good nor bad."""
    indicators = load_catalog().indicators
    rows = data.query("treasury_exposure", as_of=as_of)
    first = indicators[EXPOSURE[0]]
    columns = [table.of(indicators[name], name, f"{name}_status") for name in EXPOSURE]
    figure.show(
        "À qui les réseaux sont exposés",
        None,
        rows,
        (table.Column("name", "Réseau"), *columns),
        note(first, data.headline(first.id, as_of, "*"), ALL_NETWORKS, data.build()),
        first,
        key="exposition",
    )
    st.caption(
        "Une exposition n’est ni une faute ni un mérite : elle dit de qui dépend la suite si un "
        "financeur tarde ou se retire."
    )


def working_capital(as_of: date, scope: str) -> None:
    """What is stable, what activity ties up, what is left, and the gap of the identity."""
    indicators = load_catalog().indicators
    rows = data.query(
        "indicator_headlines", as_of=as_of, network_id=scope, indicators=IDENTITY
    ).set_index("indicator_id")
    if rows["value"].isna().any():
        return
    stable, need, gap = (float(rows.at[name, "value"]) for name in IDENTITY)
    st.header("D’où vient la trésorerie", anchor="fonds-de-roulement")
    st.markdown(
        f"{plain(indicators[IDENTITY[0]].label)} **{fr_euros(stable)}** − "
        f"{plain(indicators[IDENTITY[1]].label)} **{fr_euros(need)}** = trésorerie "
        f"**{fr_euros(stable - need)}** (dernier exercice clos). Écart avec les disponibilités "
        f"du bilan : **{fr_euros(round(gap))}**."
    )
    st.caption(plain(source(indicators[IDENTITY[0]], data.build())))
