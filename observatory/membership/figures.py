"""Figures of the page Adhésions TPE/PME: who joins, who stays, who is missing."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from method.catalog import load_catalog
from method.elision import the
from method.terms import fr_term
from method.wording import NBSP, fr, fr_date, fr_list, lower_first, plural
from observatory.figures import charts, survival
from observatory.figures.columns import Column
from observatory.figures.curves import over_time
from observatory.figures.figure import (
    ALL,
    Empty,
    Figure,
    View,
    column,
    make,
    nothing,
    own_column,
)
from observatory.figures.rows import headlines
from observatory.figures.wide import by_network
from observatory.membership import charts as draw
from observatory.membership import words

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
NAME = Column("name", "Réseau", link="sheet")
INTERVAL = (
    Column("low", "Borne basse à 95 %", "%"),
    Column("high", "Borne haute à 95 %", "%"),
)
STAYS = {"*": "Ensemble", "TPE": "TPE", "PME": "PME"}
SURVIVAL = (
    Column("size", "Entreprises"),
    Column("time_months", "Mois depuis l’arrivée", "count"),
    Column("value", "Encore adhérentes", "%"),
    *INTERVAL,
    Column("at_risk", "Suivies", "count"),
    Column("events", "Départs du mois", "count"),
)
FEES = (
    Column("size_words", "Taille"),
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


def share_by_network(view: View) -> Figure | None:
    """The share of TPE and PME in each network, compared with all of them."""
    rows = _ranked(view, "tpe_pme_share")
    if rows["value"].isna().all():
        return None
    whole = view.headline("tpe_pme_share", ALL)
    value = float(whole["value"]) if whole["status"] == "ok" else None
    rows["apart"] = draw.apart(rows, value)
    indicator = load_catalog().indicators["tpe_pme_share"]
    first = rows.iloc[0]
    return make(
        view.of_all(),
        "adhesions.part",
        words.share_title(rows, whole),
        "tpe_pme_share",
        rows,
        (NAME, column("tpe_pme_share"), *INTERVAL),
        draw.intervals(rows, indicator, value),
        read=first,
        whom=first["name"],
        caption=(
            "En bleu, les réseaux dont l’intervalle à 95 % laisse l’ensemble de côté ; en gris, "
            "ceux qui ne s’en distinguent pas."
        ),
    )


def penetration(view: View) -> Figure | None:
    """The share of its target companies that each network reaches, highest first."""
    rows = _ranked(view, "tpe_pme_penetration")
    if rows["value"].isna().all():
        return None
    indicator = load_catalog().indicators["tpe_pme_penetration"]
    first = rows.iloc[0]
    return make(
        view.of_all(),
        "adhesions.penetration",
        words.penetration_title(rows),
        "tpe_pme_penetration",
        rows,
        (NAME, column("tpe_pme_penetration"), *INTERVAL),
        charts.bar(rows, indicator),
        read=first,
        whom=first["name"],
    )


def share_over_time(view: View) -> Figure | None:
    """The share of TPE and PME, month by month."""
    figure = over_time(view, "adhesions.evolution", "", "tpe_pme_share")
    return None if figure is None else replace(figure, title=words.range_title(figure.rows))


def sizes(view: View) -> Figure | None:
    """The mix of sizes; companies of unknown size are mentioned in the caption."""
    rows = _networks(view)
    if rows[[*SIZES]].isna().all(axis=None):
        return None
    indicators = load_catalog().indicators
    return make(
        view.of_all(),
        "adhesions.tailles",
        words.sizes_title(headlines(view, SIZES, ALL)),
        "tpe_share",
        rows,
        (NAME, *(own_column(name) for name in (*SIZES, "size_known_share"))),
        draw.sizes(rows, [indicators[name] for name in SIZES]),
        caption=(
            "La taille d’une entreprise est estimée d’après SIRENE (décret 2008-1354) ; celles "
            "dont la taille est inconnue sortent du dénominateur des parts ; leur poids se lit "
            "dans les données."
        ),
    )


def flows(view: View) -> Figure | None:
    """Arrivals and departures over twelve months, most arrivals first."""
    rows = _networks(view)
    if rows["joins_12m"].isna().all():
        return None
    rows = rows.sort_values("joins_12m", ascending=False, kind="stable", ignore_index=True)
    first = rows.iloc[0]
    return make(
        view.of_all(),
        "adhesions.flux",
        words.flows_title(rows),
        "joins_12m",
        rows,
        (NAME, *map(own_column, FLOWS)),
        draw.flows(rows),
        lecture=(
            f"dans les douze mois qui finissent le {fr_date(view.as_of)}, "
            f"{the(first['name'])} a reçu "
            f"{plural(first['joins_12m'], 'arrivée')} et perdu "
            f"{plural(first['leaves_12m'], 'entreprise')}."
        ),
    )


def reasons(view: View) -> Figure | None:
    """Why companies left, according to the files; unused reasons are left out."""
    indicators = load_catalog().indicators
    rows = view.headlines([*REASONS, *UNCLEAR])
    rows = rows[rows["value"] > 0].set_index("indicator_id")
    if rows.empty:
        return None
    stated = rows.loc[rows.index.intersection(REASONS)].sort_values("value", ascending=False)
    own = pd.concat([stated, rows.loc[[name for name in UNCLEAR if name in rows.index]]])
    own["name"] = [_reason(indicators[name].label) for name in own.index]
    first = own.iloc[0]
    return make(
        view,
        "adhesions.motifs",
        words.reasons_title(own),
        "leaves_12m",
        own,
        (Column("name", "Motif"), column("leaves_12m", label="Départs")),
        charts.bar(own, indicators["leaves_12m"]),
        lecture=(
            f"au {fr_date(view.as_of)}, pour {the(view.subject)}, "
            f"{plural(first['value'], 'départ')} en douze mois "
            f"{'a' if first['value'] < 2 else 'ont'} pour motif "
            f"«{NBSP}{lower_first(first['name'])}{NBSP}», sur {fr(own['value'].sum())}."
        ),
    )


def stays(view: View) -> Figure | Empty:
    """How long companies stay: Kaplan–Meier, cut at ten years or below five memberships at risk."""
    rows = survival.within(view.ask("membership_survival", network_id=view.scope))
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
        words.stays_title(rows),
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
            "observé. La courbe s’arrête à dix ans, ou quand moins de cinq adhésions sont suivies."
        ),
    )


def fees(view: View) -> Figure | Empty | None:
    """The median fee by company size, for readers who may see fees."""
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
        words.fees_title(rows),
        "median_fee",
        rows.assign(size_words=rows["size_class"].map(fr_term)),
        FEES,
        lecture=(
            f"au {fr_date(view.as_of)}, pour {the(view.subject)}, la cotisation annuelle "
            f"médiane est de {fr_list(medians)}."
        ),
    )


def everything(view: View) -> Figure | None:
    """All networks in one sortable table; None if no list was sent."""
    rows = _networks(view)
    if rows.empty:
        return None
    columns = (NAME, *map(own_column, TABLE))
    return make(
        view.of_all(),
        "adhesions.tous",
        "Tous les réseaux",
        "tpe_pme_share",
        rows,
        columns,
    )


def _networks(view: View) -> pd.DataFrame:
    """One row per network, the largest share of TPE and PME first."""
    rows = by_network(view, (*SIZES, *TABLE))
    rows["sheet"] = rows["network_id"].map(view.sheet)
    return rows.sort_values("tpe_pme_share", ascending=False, kind="stable", ignore_index=True)


def _ranked(view: View, indicator_id: str) -> pd.DataFrame:
    """One proportion per network, largest first, unknown ones last."""
    rows = view.query("indicator_ranked", indicator_id=indicator_id)
    rows["sheet"] = rows["network_id"].map(view.sheet)
    return rows.sort_values(
        "value", ascending=False, kind="stable", na_position="last", ignore_index=True
    )


def _reason(label: str) -> str:
    """`Départs pour cessation d’activité` → `Cessation d’activité`."""
    words_left = label.removeprefix("Départs ").removeprefix("pour ").removeprefix("un ")
    return words_left[:1].upper() + words_left[1:]


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
