"""Titles of the figures of the page Trésorerie: a finding if the rows give one, else a label."""

from __future__ import annotations

import pandas as pd

from method.catalog import Indicator
from method.wording import (
    ALL_NETWORKS,
    NBSP,
    fr,
    fr_amounts,
    fr_euros,
    fr_month,
    is_missing,
    plural,
)
from observatory.funding.words import short
from observatory.treasury.answers import bounds_of, holding, networks
from observatory.treasury.words import verdict


def days(rows: pd.DataFrame, indicator: Indicator) -> str:
    """Which networks are under the bounds of days of cash."""
    holdings, bounds = holding(rows, indicator), bounds_of(indicator)
    safe, critical = fr(bounds.safe, indicator.unit), fr(bounds.critical, indicator.unit)
    watched = plural(len(holdings.watched), "réseau", "réseaux")
    if not holdings.low:
        return f"Chaque réseau a au moins {safe} de dépenses en caisse"
    if not holdings.critical:
        return f"Aucun réseau sous {critical} de dépenses, {watched} sous {safe}"
    who = networks(holdings.critical)
    if not holdings.watched:
        return f"Moins de {critical} de dépenses en caisse pour {who}, {safe} ou plus ailleurs"
    others = plural(len(holdings.watched), "autre")
    return f"Moins de {critical} de dépenses en caisse pour {who}, moins de {safe} pour {others}"


def together(last: pd.Series, indicator: Indicator) -> str:
    """The last known days of cash of all networks."""
    return (
        f"{fr(last['value'], indicator.unit)} de dépenses en caisse en {fr_month(last['as_of'])}, "
        "tous réseaux ensemble"
    )


def curve(rows: pd.DataFrame, subject: str) -> str:
    """When the balance may fall below zero, or the amount it stays above."""
    ahead = rows[rows["kind"] == "prévu"]
    whose = "" if subject == ALL_NETWORKS else f"{subject}{NBSP}: "
    if ahead.empty:
        return f"{whose}le solde, mois par mois" if whose else "Le solde, mois par mois"
    below = ahead[ahead["low"] < 0]
    if not below.empty:
        month = fr_month(below["as_of"].iloc[0])
        sentence = f"une chance sur dix ou plus d’être à découvert dès {month}"
    else:
        floor = fr_euros(ahead["low"].min())
        sentence = f"chaque mois, neuf chances sur dix ou plus de rester au-dessus de {floor}"
    return f"{whose}{sentence}" if whose else sentence[:1].upper() + sentence[1:]


def delays(rows: pd.DataFrame) -> str:
    """The funder that pays latest, beside the one that pays soonest."""
    known = rows.dropna(subset=["value"])
    if known.empty:
        return "Combien de jours après l’échéance chaque financeur paie"
    late, soon = known.iloc[0], known.iloc[-1]
    if late["value"] <= 0:
        return "Aucun financeur ne paie, d’ordinaire, après l’échéance"
    first = f"Retard médian{NBSP}: {fr(late['value'], 'days')} ({short(late['funder_name'])})"
    if len(known) == 1 or late["value"] == soon["value"]:
        return first
    return f"{first}, {fr(soon['value'], 'days')} ({short(soon['funder_name'])})"


def overdue(rows: pd.DataFrame, total: float) -> str:
    """How much is due and unpaid, and how much of it for a long time.

    Args:
        rows: amounts by age, the oldest class last.
        total: their sum.
    """
    if not total:
        return "Aucune aide échue n’est impayée"
    sentence = f"{fr_euros(total)} d’aides échues et impayées"
    oldest = rows["value"].iloc[-1]
    if is_missing(oldest) or not oldest:
        return sentence
    if oldest >= total:
        return f"{sentence}, toutes depuis plus de 180 jours"
    return f"{sentence}, dont {fr_euros(oldest)} depuis plus de 180 jours"


def renewals(rows: pd.DataFrame) -> str:
    """Agreements that end within twelve months, out of all running ones."""
    total, ending = rows["value"].sum(), rows["ending_eur"].sum()
    if not ending:
        return f"Aucune des conventions en cours ({fr_euros(total)}) ne finit d’ici douze mois"
    if ending >= total:
        return f"Toutes les conventions en cours, {fr_euros(total)}, finissent d’ici douze mois"
    return f"{fr_euros(ending)} de conventions à renouveler d’ici douze mois, sur {fr_euros(total)}"


def exposure(rows: pd.DataFrame, indicator: Indicator) -> str:
    """Lowest and highest dependency on public money."""
    known = rows.dropna(subset=[indicator.id])
    if known.empty:
        return "À qui les réseaux sont exposés"
    high, low = (
        (row["name"], fr(row[indicator.id], indicator.unit, indicator.decimals))
        for row in (known.iloc[0], known.iloc[-1])
    )
    if len(known) == 1 or high[1] == low[1]:
        return f"{high[1]} des recettes sont publiques{NBSP}: {high[0]}"
    return f"De {low[1]} ({low[0]}) à {high[1]} ({high[0]}) de recettes publiques"


def accuracy(row: pd.Series) -> str:
    """How often the fan contained the actual balance, at the horizon read."""
    return (
        f"À {fr(row['months_ahead'])} mois, la fourchette a contenu le solde "
        f"{fr(round(100 * row['coverage']))} fois sur 100, pour 80 promises{NBSP}: "
        f"{verdict(row['coverage'])}"
    )


def annuality(low: float, floor: float) -> str:
    """What the low point loses when nothing is renewed."""
    if low <= floor:
        return "Sans renouvellement, le point bas de l’année ne change pas"
    return (
        f"Sans renouvellement, le point bas de l’année passe de {fr_euros(low)} à {fr_euros(floor)}"
    )


def working_capital(stable: float, need: float) -> str:
    """The identity of the last balance sheets."""
    fund, wanted, cash = fr_amounts((stable, need, stable - need))
    # Each is rounded for itself: « moins » would invite a sum that is one unit off.
    return f"{fund} de fonds de roulement pour {wanted} de besoin{NBSP}: {cash} de trésorerie"
