"""Figures on the money of networks: who pays late, what is signed, whom they depend on."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from method.catalog import load_catalog
from method.elision import of, the, to
from method.wording import fr, fr_date, fr_euros, lower_first
from observatory.figures.columns import Column
from observatory.figures.curves import over_time
from observatory.figures.figure import Empty, Figure, View, column, make, nothing, own_column
from observatory.treasury import charts as draw
from observatory.treasury import titles

NAME = Column("name", "Réseau", link="sheet")
AGES = (
    "receivable_0_30",
    "receivable_31_60",
    "receivable_61_90",
    "receivable_91_180",
    "receivable_over_180",
)
IDENTITY = ("working_capital", "working_capital_need", "working_capital_gap")
EXPOSURE = ("public_dependency", "main_funder_share", "funder_hhi")
DELAYS = (
    Column("funder_name", "Financeur"),
    Column("instalments", "Échéances", "count"),
    Column("value", "Retard médian", "days"),
    Column("p90_delay_days", "Dépassé une fois sur dix", "days"),
    Column("up_to_30", "30 jours au plus", "count"),
    Column("up_to_60", "31 à 60", "count"),
    Column("up_to_90", "61 à 90", "count"),
    Column("up_to_180", "91 à 180", "count"),
    Column("beyond", "Plus de 180", "count"),
    Column("over_60_days_share", "Montants au-delà de 60 jours", "%"),
    Column("unpaid_eur", "Encore impayé", "€"),
)
RENEWALS = (
    Column("funder_name", "Financeur"),
    Column("agreements", "Conventions en cours", "count"),
    Column("ending", "Dont finissant d’ici douze mois", "count"),
    Column("ending_eur", "À renouveler", "€"),
    Column("signed_eur", "Signé au-delà", "€"),
    Column("next_end", "Prochaine fin"),
)


def delays(view: View) -> Figure | Empty | None:
    """How late each funder pays, beside the legal term and its scope."""
    if not view.can_read("marts.funder_delay"):
        return None
    indicator = load_catalog().indicators["payment_delay_days"]
    rows = view.of_scope("treasury_delays")
    if rows.empty:
        reason = "aucune échéance connue sur 24 mois."
        return nothing("Qui paie tard", reason, indicator.id)
    first = rows.iloc[0]
    sentence = (
        f"au {fr_date(view.as_of)}, sur 24 mois, une échéance sur deux due {to(view.subject)} par "
        f"{the(first['funder_name'])} a plus de {fr(first['value'], 'days')} de retard"
    )
    if pd.notna(first["p90_delay_days"]):
        sentence += f", une sur dix plus de {fr(first['p90_delay_days'], 'days')}"
    return make(
        view,
        "tresorerie.retards",
        titles.delays(rows),
        indicator.id,
        rows,
        DELAYS,
        draw.delays(rows, indicator),
        lecture=f"{sentence}.",
        champ=f"{view.subject}, échéances des 24 derniers mois, payées ou non.",
        caption=(
            "Échéances des 24 derniers mois, les impayés comptés jusqu’à ce jour. Sous dix "
            "échéances, le seuil dépassé une fois sur dix n’est pas donné. Le délai légal de 60 "
            "jours (loi 2021-875 du 1er juillet 2021, article 2) court de la notification de la "
            "subvention, sauf dates fixées par la convention ou versement sous condition : c’est "
            "un repère, pas un constat d’infraction."
        ),
    )


def late_over_time(view: View) -> Figure | None:
    """Monthly mean delay, for readers who may not see each funder's."""
    if view.can_read("marts.funder_delay"):
        return None
    return over_time(view, "tresorerie.retard_moyen", "", "payment_delay_days")


def overdue(view: View) -> Figure | None:
    """Amounts due and unpaid, by age."""
    indicators = load_catalog().indicators
    rows = view.headlines(AGES)
    rows = rows.set_index("indicator_id").reindex([*AGES])
    rows = rows.assign(name=[_age(indicators[name].label) for name in AGES])
    if rows["value"].isna().any():
        return None
    total = indicators["subsidy_overdue"]
    largest = rows.loc[rows["value"].idxmax()]
    return make(
        view,
        "tresorerie.impayes",
        titles.overdue(rows, float(rows["value"].sum())),
        total.id,
        rows,
        (Column("name", "Ancienneté"), column(total.id, label="Montant")),
        draw.amounts(rows, total),
        lecture=(
            f"au {fr_date(view.as_of)}, {fr_euros(largest['value'])} sont dus {to(view.subject)} "
            f"depuis {lower_first(largest['name'])}."
        ),
    )


def _age(label: str) -> str:
    """`Impayés de 31 à 60 jours` → `31 à 60 jours`: the title already says « impayés »."""
    return label.removeprefix("Impayés de ").capitalize()


def renewals(view: View) -> Figure | None:
    """What is signed beyond the year against what is to be renewed within it, by funder."""
    rows = view.of_scope("treasury_renewals")
    if rows.empty:
        return None
    indicator = load_catalog().indicators["annual_agreement_share"]
    first = rows.iloc[0]
    return make(
        view,
        "tresorerie.renouvellements",
        titles.renewals(rows),
        indicator.id,
        rows,
        RENEWALS,
        draw.renewals(rows, indicator),
        lecture=(
            f"au {fr_date(view.as_of)}, sur {fr_euros(first['value'])} de conventions en cours "
            f"avec {the(first['funder_name'])}, "
            f"{fr_euros(first['ending_eur'])} finissent d’ici douze mois."
        ),
        champ=f"{view.subject}, montants entiers des conventions en cours.",
    )


def exposure(view: View) -> Figure | None:
    """Dependency and concentration: what a network is exposed to, neither good nor bad."""
    rows = view.query("treasury_exposure")
    if rows.empty or rows["public_dependency"].isna().all():
        return None
    indicator = load_catalog().indicators["public_dependency"]
    first = rows.iloc[0]
    return make(
        view.of_all(),
        "tresorerie.exposition",
        titles.exposure(rows, indicator),
        indicator.id,
        rows.assign(sheet=rows["network_id"].map(view.sheet)),
        (NAME, *map(own_column, EXPOSURE)),
        lecture=(
            f"au {fr_date(view.as_of)}, les aides publiques font "
            f"{fr(first['public_dependency'], '%')} des recettes du dernier exercice "
            f"{of(first['name'])}."
        ),
        caption=(
            "Une exposition n’est ni une faute ni un mérite : elle dit de qui dépend la suite si "
            "un financeur tarde ou se retire."
        ),
    )


def working_capital(view: View) -> Figure | None:
    """Stable resources, what activity ties up, the difference, and the gap of the identity."""
    indicators = load_catalog().indicators
    headlines = view.headlines(IDENTITY).set_index("indicator_id")
    if set(headlines.index) != set(IDENTITY) or headlines["value"].isna().any():
        return None
    stable, need, gap = (float(headlines.at[name, "value"]) for name in IDENTITY)
    rows = pd.DataFrame(
        [
            (indicators[IDENTITY[0]].label, stable),
            (indicators[IDENTITY[1]].label, need),
            ("Trésorerie, la différence", stable - need),
            (indicators[IDENTITY[2]].label, round(gap)),
        ],
        columns=["what", "value"],
    )
    figure = make(
        view,
        "tresorerie.fonds_de_roulement",
        titles.working_capital(stable, need),
        IDENTITY[0],
        rows,
        (Column("what", "Dernier exercice clos"), Column("value", "Montant", "€")),
    )
    return replace(figure, is_sortable=False)


FIGURES = {
    "tresorerie.retards": delays,
    "tresorerie.retard_moyen": late_over_time,
    "tresorerie.impayes": overdue,
    "tresorerie.renouvellements": renewals,
    "tresorerie.exposition": exposure,
    "tresorerie.fonds_de_roulement": working_capital,
}
