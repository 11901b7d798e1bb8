"""The sheet of a territory in words: four sentences an elected official can read out.

A sentence whose figure is missing says why; none is written around a figure that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from method import change
from method.catalog import Indicator, load_catalog
from method.wording import NBSP, fr, fr_date, fr_list, fr_value, is_missing, plural
from observatory.territories.maps import LEVEL_NOUNS, status_words

Figures = Mapping[tuple[str, str], Mapping[str, Any]]
Why = Callable[..., str]


def by_place(rows: pd.DataFrame) -> Figures:
    """Rows of `territory_sheet` by (`territory`, `department` or `region`; indicator)."""
    return {(str(row["place"]), str(row["indicator_id"])): row for row in rows.to_dict("records")}


def sentences(
    territory: Mapping[str, Any],
    rows: pd.DataFrame,
    as_of: date,
    share: Indicator,
    scope: str = "",
    *,
    blurred: bool = False,
) -> list[str]:
    """Presence, change in twelve months, weight of small firms, firms not reached.

    Args:
        territory: `level`, `name`, `population` of the territory.
        rows: result of `territory_sheet`.
        as_of: month end.
        share: the indicator `tpe_pme_share`.
        scope: name of the network when only one is looked at.
        blurred: a secret there may be nothing (`observatory.territories.maps.is_blurred`).
    """
    figures = by_place(rows)
    why = partial(_why, blurred=blurred)
    return [
        _presence(territory, figures, as_of, scope, why),
        _change(figures, scope, why),
        _small_firms(figures, share),
        _not_reached(figures, scope),
    ]


def not_reached(row: Mapping[str, Any] | None) -> float | None:
    """TPE and PME of the target activities that belong to no network; None when unknown.

    Args:
        row: the row of `tpe_pme_penetration` (members ÷ target companies).
    """
    if row is None or row["status"] != "ok" or is_missing(row["denominator"]):
        return None
    return max(float(row["denominator"]) - float(row["numerator"]), 0.0)


def _presence(
    territory: Mapping[str, Any], figures: Figures, as_of: date, scope: str, why: Why
) -> str:
    people = territory["population"]
    noun = LEVEL_NOUNS[territory["level"]]
    size = "" if is_missing(people) else f", {fr(people)} habitants"
    opening = f"Au {fr_date(as_of)}, {territory['name']} ({noun}{size})"
    companies = figures.get(("territory", "companies_active"))
    if companies is None or companies["status"] != "ok":
        return f"{opening}{NBSP}: nombre d’entreprises adhérentes non publié ({why(companies)})."
    if companies["value"] == 0:
        whom = f"de {scope}" if scope else "d’un réseau"
        return f"{opening} ne compte aucune entreprise adhérente {whom}."
    count = plural(companies["value"], "entreprise adhérente", "entreprises adhérentes")
    # Its perimeter: companies with an open site here, wherever their seat is.
    count = f"{count} ayant un établissement ouvert ici"
    if scope:
        return f"{opening} compte {count}, de {scope}."
    networks = figures.get(("territory", "networks_present"))
    # A lower bound: networks whose own count is secret there are not in it.
    if networks is None or networks["status"] != "ok" or networks["value"] == 0:
        return f"{opening} compte {count}."
    least = plural(networks["value"], "réseau", "réseaux")
    return f"{opening} compte {count}, dans {least} au moins."


def _change(figures: Figures, scope: str, why: Why) -> str:
    companies = figures.get(("territory", "companies_active"))
    if companies is None or companies["status"] != "ok" or companies["status_before"] != "ok":
        return f"L’évolution en douze mois n’est pas publiée ({why(companies, '_before')})."
    told = change.tell(
        load_catalog().indicators["companies_active"], companies, change.before(companies)
    )
    move = float(companies["value"]) - float(companies["value_before"])
    flows = fr_list(
        plural(row["value"], noun)
        for name, noun in (("joins_12m", "entrée"), ("leaves_12m", "sortie"))
        if (row := figures.get(("territory", name))) and row["status"] == "ok"
    )
    # Flows are counted network by network: their balance is not the change of the number.
    several = "" if scope else ", une entreprise comptant une fois par réseau"
    detail = f" ({flows}{several})" if flows else ""
    if move == 0:
        return f"En douze mois, ce nombre n’a pas changé{detail}."
    if told is None or told.tone == "stable":
        return f"En douze mois, ce nombre est stable, à {fr(abs(move))} près{detail}."
    verb = "augmenté" if move > 0 else "diminué"
    return f"En douze mois, ce nombre a {verb} de {fr(abs(move))}{detail}."


def _small_firms(figures: Figures, share: Indicator) -> str:
    here = figures.get(("territory", share.id))
    if here is None or here["status"] != "ok":
        return f"La part des TPE et PME parmi les adhérentes n’est pas publiée ({_why(here)})."
    others = [
        f"{fr_value(share, row)} {words}"
        for place, words in (("department", "dans le département"), ("region", "dans la région"))
        if (row := figures.get((place, share.id))) and row["status"] == "ok"
    ]
    against = f", contre {fr_list(others)}" if others else ""
    return f"Les TPE et PME y forment {fr_value(share, here)} des adhérentes{against}."


def _not_reached(figures: Figures, scope: str) -> str:
    row = figures.get(("territory", "tpe_pme_penetration"))
    left = not_reached(row)
    if row is None or left is None:
        who = f"{scope} n’atteint pas" if scope else "les réseaux n’atteignent pas"
        return f"Le nombre de TPE et PME que {who} est inconnu ({_why(row)})."
    target = plural(row["denominator"], "TPE ou PME", "TPE et PME")
    whom = f"à {scope}" if scope else "à aucun réseau"
    negation = "n’adhère" if left < 2 else "n’adhèrent"
    no = " pas" if scope else ""
    return (
        f"Dans les activités visées, {fr(left)} des {target} du territoire {negation}{no} {whom}."
    )


def _why(row: Mapping[str, Any] | None, when: str = "", *, blurred: bool = False) -> str:
    if row is None:
        return status_words("no_data")
    status = str(row["status"])
    status = status if status != "ok" else str(row[f"status{when}"])
    return status_words(status, blurred=blurred)
