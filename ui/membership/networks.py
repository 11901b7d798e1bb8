"""Blocks that set the networks side by side: shares, sizes, flows, and the table of all."""

from __future__ import annotations

from datetime import date

import pandas as pd

from method.catalog import load_catalog
from method.wording import ALL_NETWORKS, note, source
from observatory.figures import charts
from observatory.membership import charts as membership_charts
from ui import data, figure, table

SIZES = ("tpe_share", "pme_share", "eti_share", "ge_share")
FLOWS = ("joins_12m", "leaves_12m", "churn_12m", "first_year_retention")
ALL = (
    "companies_active",
    "tpe_pme_share",
    "size_known_share",
    "tpe_pme_penetration",
    *FLOWS,
    "median_tenure_months",
)
NAME = table.Column("name", "Réseau")


def table_of_all(as_of: date) -> pd.DataFrame:
    """What the blocks of this module share: a row a network, the largest share of TPE-PME first."""
    rows = data.by_network((*SIZES, *ALL), as_of)
    return rows.sort_values("tpe_pme_share", ascending=False, kind="stable", ignore_index=True)


def shares(as_of: date, indicator_id: str, title: str, key: str) -> None:
    """One proportion of each network, with its interval or as bars where it has none."""
    indicator = load_catalog().indicators[indicator_id]
    rows = data.query("indicator_ranked", as_of=as_of, indicator_id=indicator_id)
    if rows["value"].isna().all():
        return
    producer = source(indicator, data.build())
    has_intervals = rows["low"].notna().any()
    draw = membership_charts.intervals if has_intervals else charts.bar
    figure.show(
        title,
        draw(rows, indicator, producer),
        rows,
        (NAME, table.of(indicator), *_bounds(has_intervals)),
        note(indicator, data.headline(indicator_id, as_of, "*"), ALL_NETWORKS, data.build()),
        indicator,
        key=key,
    )


def sizes(rows: pd.DataFrame, as_of: date) -> None:
    """The mix of sizes; what SIRENE does not size is told beside it."""
    if rows[[*SIZES]].isna().all(axis=None):
        return
    indicators = load_catalog().indicators
    first, build = indicators["tpe_share"], data.build()
    shown = [
        table.of(indicators[name], name, f"{name}_status") for name in (*SIZES, "size_known_share")
    ]
    figure.show(
        "La taille des entreprises adhérentes",
        membership_charts.sizes(rows, [indicators[name] for name in SIZES], source(first, build)),
        rows,
        (NAME, *shown),
        note(first, data.headline(first.id, as_of, "*"), ALL_NETWORKS, build),
        first,
        key="tailles",
    )


def flows(rows: pd.DataFrame, as_of: date) -> None:
    """Entries and exits of twelve months."""
    indicators = load_catalog().indicators
    joins, leaves = indicators["joins_12m"], indicators["leaves_12m"]
    if rows[joins.id].isna().all():
        return
    figure.show(
        "Qui entre et qui sort, sur douze mois",
        membership_charts.flows(rows, joins, leaves, source(joins, data.build())),
        rows,
        (NAME, *(table.of(indicators[name], name, f"{name}_status") for name in FLOWS)),
        note(joins, data.headline(joins.id, as_of, "*"), ALL_NETWORKS, data.build()),
        joins,
        key="flux",
    )


def everything(rows: pd.DataFrame, as_of: date) -> None:
    """All networks in one sortable table."""
    indicators = load_catalog().indicators
    first = indicators["tpe_pme_share"]
    columns = [table.of(indicators[name], name, f"{name}_status") for name in ALL]
    figure.show(
        "Tous les réseaux",
        None,
        rows,
        (NAME, *columns),
        note(first, data.headline(first.id, as_of, "*"), ALL_NETWORKS, data.build()),
        first,
        key="tous",
    )


def _bounds(has_intervals: bool) -> tuple[table.Column, ...]:
    if not has_intervals:
        return ()
    return (
        table.Column("low", "Borne basse à 95 %", "%"),
        table.Column("high", "Borne haute à 95 %", "%"),
    )
