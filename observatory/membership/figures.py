"""Figures of the page Adhésions TPE/PME: who joins, who stays, whom we miss."""

from __future__ import annotations

from functools import partial

import pandas as pd

from method.catalog import load_catalog
from method.wording import fr, fr_date, fr_list
from observatory.figures import charts, survival
from observatory.figures.columns import Column
from observatory.figures.curves import over_time
from observatory.figures.figure import (
    Empty,
    Figure,
    View,
    column,
    make,
    nothing,
    own_column,
)
from observatory.figures.wide import by_network
from observatory.membership import charts as draw

SIZES = ("tpe_share", "pme_share", "eti_share", "ge_share")
FLOWS = ("joins_12m", "leaves_12m", "churn_12m", "first_year_retention")
TABLE = (
    "companies_active",
    "tpe_pme_share",
    "size_known_share",
    "tpe_pme_penetration",
    *FLOWS,
    "median_tenure_months",
)
REASONS = (
    "leaves_ceased_12m",
    "leaves_merged_12m",
    "leaves_moved_12m",
    "leaves_unpaid_12m",
    "leaves_resigned_12m",
)
UNCLEAR = ("leaves_other_12m", "leaves_unknown_12m")
NAME = Column("name", "Réseau")
INTERVAL = (
    Column("low", "Borne basse à 95 %", "%"),
    Column("high", "Borne haute à 95 %", "%"),
)
STAYS = {"*": "Toutes les entreprises", "TPE": "TPE", "PME": "PME"}
SURVIVAL = (
    Column("size", "Entreprises"),
    Column("time_months", "Mois depuis l’entrée", "count"),
    Column("value", "Encore adhérentes", "%"),
    *INTERVAL,
    Column("at_risk", "Suivies", "count"),
    Column("events", "Départs du mois", "count"),
)
FEES = (
    Column("size_class", "Taille"),
    Column("companies", "Entreprises", "count"),
    Column("with_fee", "Dont cotisation connue", "count"),
    Column("value", "Cotisation médiane", "€"),
    Column("low_fee_eur", "Une sur vingt paie moins de", "€"),
    Column("high_fee_eur", "Une sur vingt paie plus de", "€"),
    Column("total_fee_eur", "Total", "€"),
)
CLASSES = {
    "TPE": "une TPE",
    "PME": "une PME",
    "ETI": "une ETI",
    "GE": "une grande entreprise",
}


def shares(view: View, key: str, title: str, indicator_id: str) -> Figure | None:
    """One proportion of each network, with its interval or as bars where it has none."""
    rows = view.query("indicator_ranked", indicator_id=indicator_id)
    if rows["value"].isna().all():
        return None
    has_intervals = bool(rows["low"].notna().any())
    indicator = load_catalog().indicators[indicator_id]
    chart = draw.intervals(rows, indicator) if has_intervals else charts.bar(rows, indicator)
    columns = (NAME, column(indicator_id), *(INTERVAL if has_intervals else ()))
    return make(view.of_all(), key, title, indicator_id, rows, columns, chart)


share_by_network = partial(
    shares,
    key="adhesions.part",
    title="La part des TPE et PME, réseau par réseau",
    indicator_id="tpe_pme_share",
)
penetration = partial(
    shares,
    key="adhesions.penetration",
    title="Les TPE et PME visées que les réseaux touchent",
    indicator_id="tpe_pme_penetration",
)
share_over_time = partial(
    over_time,
    key="adhesions.evolution",
    title="La part des TPE et PME au fil des mois",
    indicator_id="tpe_pme_share",
)


def sizes(view: View) -> Figure | None:
    """The mix of sizes; what SIRENE does not size is told beside it."""
    rows = _networks(view)
    if rows[[*SIZES]].isna().all(axis=None):
        return None
    indicators = load_catalog().indicators
    return make(
        view.of_all(),
        "adhesions.tailles",
        "La taille des entreprises adhérentes",
        "tpe_share",
        rows,
        (NAME, *(own_column(name) for name in (*SIZES, "size_known_share"))),
        draw.sizes(rows, [indicators[name] for name in SIZES]),
    )


def flows(view: View) -> Figure | None:
    """Entries and exits of twelve months."""
    rows = _networks(view)
    if rows["joins_12m"].isna().all():
        return None
    indicators = load_catalog().indicators
    return make(
        view.of_all(),
        "adhesions.flux",
        "Qui entre et qui sort, sur douze mois",
        "joins_12m",
        rows,
        (NAME, *map(own_column, FLOWS)),
        draw.flows(rows, indicators["joins_12m"], indicators["leaves_12m"]),
    )


def reasons(view: View) -> Figure | None:
    """Why companies left, as the files say it."""
    indicators = load_catalog().indicators
    rows = view.of_scope("indicator_headlines", indicators=[*REASONS, *UNCLEAR])
    rows = rows.set_index("indicator_id")
    ranked = rows.loc[[*REASONS]].sort_values("value", ascending=False).index
    own = rows.loc[[*ranked, *UNCLEAR]]
    own = own.assign(name=[indicators[name].label for name in own.index])
    if own["value"].isna().all() or not own["value"].sum():
        return None
    return make(
        view,
        "adhesions.motifs",
        "Pourquoi les entreprises partent",
        "leaves_12m",
        own,
        (Column("name", "Motif"), column("leaves_12m")),
        charts.bar(own, indicators["leaves_12m"]),
    )


def stays(view: View) -> Figure | Empty:
    """How long companies stay: Kaplan–Meier, cut where fewer than five stays are watched."""
    rows = view.ask("membership_survival", network_id=view.scope)
    if rows.empty:
        return nothing(
            "La durée des adhésions",
            "moins de cinq adhésions sont suivies : la courbe ne dirait rien.",
            "membership_survival",
        )
    groups = {
        name: rows[rows["size_class"] == size]
        for size, name in STAYS.items()
        if (rows["size_class"] == size).any()
    }
    return make(
        view,
        "adhesions.duree",
        "Combien de temps elles restent",
        "membership_survival",
        rows.assign(size=rows["size_class"].map(STAYS)),
        SURVIVAL,
        survival.curves(groups, "encore adhérentes"),
        lecture=survival.lecture(
            groups[STAYS["*"]], "des entreprises sont encore adhérentes", view.subject
        ),
        caption=(
            "Estimation de Kaplan-Meier, arrêtée au dernier mois publié quel que soit le mois "
            "choisi. Une adhésion plus ancienne que l’observation compte à partir du premier mois "
            "observé. La courbe s’arrête quand moins de cinq adhésions sont suivies."
        ),
    )


def fees(view: View) -> Figure | Empty | None:
    """The fee grid as it is paid, for who may read fees."""
    if not view.can_read("marts.fee_grid"):
        return None
    rows = view.of_scope("fee_grid")
    if rows["value"].isna().all():
        return Empty("Les cotisations", "aucune cotisation n’a été transmise.", ("adhesions",))
    medians = [
        f"{fr(row['value'], '€')} pour "
        f"{CLASSES.get(row['size_class'], 'une entreprise de taille inconnue')}"
        for row in rows.dropna(subset=["value"]).to_dict("records")
    ]
    return make(
        view,
        "adhesions.cotisations",
        "Ce que les entreprises cotisent",
        "median_fee",
        rows,
        FEES,
        lecture=(
            f"au {fr_date(view.as_of)}, pour {view.subject}, la cotisation annuelle médiane est de "
            f"{fr_list(medians)}."
        ),
    )


def everything(view: View) -> Figure:
    """All networks in one sortable table."""
    columns = (NAME, *map(own_column, TABLE))
    return make(
        view.of_all(),
        "adhesions.tous",
        "Tous les réseaux",
        "tpe_pme_share",
        _networks(view),
        columns,
    )


def _networks(view: View) -> pd.DataFrame:
    """One row for each network, the largest share of TPE and PME first."""
    rows = by_network(view, (*SIZES, *TABLE))
    return rows.sort_values("tpe_pme_share", ascending=False, kind="stable", ignore_index=True)


FIGURES = {
    "adhesions.part": share_by_network,
    "adhesions.evolution": share_over_time,
    "adhesions.tailles": sizes,
    "adhesions.penetration": penetration,
    "adhesions.flux": flows,
    "adhesions.motifs": reasons,
    "adhesions.duree": stays,
    "adhesions.cotisations": fees,
    "adhesions.tous": everything,
}
