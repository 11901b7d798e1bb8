"""The sheet of a territory in words: three sentences for an elected official to read out.

If a figure is missing, its sentence gives the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from method import change
from method.catalog import Indicator, load_catalog
from method.elision import of, the, to
from method.wording import NBSP, NNBSP, fr, fr_list, fr_value, plural, upper_first
from observatory.territories.maps import status_words
from observatory.territories.measures import not_reached
from observatory.territories.names import definite

Figures = Mapping[tuple[str, str], Mapping[str, Any]]
Why = Callable[..., str]


def by_place(rows: pd.DataFrame) -> Figures:
    """Rows of `territory_sheet` by (`territory`, `department` or `region`; indicator)."""
    return {(str(row["place"]), str(row["indicator_id"])): row for row in rows.to_dict("records")}


def sentences(
    territory: Mapping[str, Any],
    rows: pd.DataFrame,
    share: Indicator,
    scope: str = "",
    *,
    blurred: bool = False,
) -> list[str]:
    """Presence and its change over twelve months, firms not reached, share of small firms.

    Args:
        territory: `level`, `name` of the territory.
        rows: result of `territory_sheet`.
        share: the indicator `tpe_pme_share`.
        scope: name of the network, empty for all together.
        blurred: a secret may be zero (`observatory.territories.maps.is_blurred`).
    """
    figures = by_place(rows)
    why = partial(_why, blurred=blurred)
    return [
        _presence(territory, figures, scope, why),
        _not_reached(figures, scope),
        _small_firms(figures, share),
    ]


def _presence(territory: Mapping[str, Any], figures: Figures, scope: str, why: Why) -> str:
    opening = upper_first(definite(territory))
    companies = figures.get(("territory", "companies_active"))
    if companies is None or companies["status"] != "ok":
        return f"{opening}{NBSP}: nombre d’entreprises adhérentes non publié ({why(companies)})."
    change_text = _change(companies, why)
    if companies["value"] == 0:
        whom = of(scope) if scope else "d’un réseau"
        return f"{opening} ne compte aucune entreprise adhérente {whom}{change_text}."
    count = plural(companies["value"], "entreprise adhérente", "entreprises adhérentes")
    # Scope: companies with an open site here, wherever their seat is.
    count = f"{count} ayant un établissement ouvert ici"
    if scope:
        return f"{opening} compte {count}, {of(scope)}{change_text}."
    networks = figures.get(("territory", "networks_present"))
    # A lower bound: it leaves out networks whose own count is secret here.
    if networks is None or networks["status"] != "ok" or networks["value"] == 0:
        return f"{opening} compte {count}{change_text}."
    least = plural(networks["value"], "réseau", "réseaux")
    return f"{opening} compte {count}, dans {least} au moins{change_text}."


def _change(companies: Mapping[str, Any], why: Why) -> str:
    """End of the sentence: how many more or fewer than a year before."""
    if companies["status_before"] != "ok":
        return f"{NNBSP}; l’évolution en douze mois n’est pas publiée ({why(companies, '_before')})"
    judged = change.compare(
        load_catalog().indicators["companies_active"], companies, change.before(companies)
    )
    move = float(companies["value"]) - float(companies["value_before"])
    if move == 0:
        return f"{NNBSP}; autant qu’il y a un an"
    if judged is not None and judged.tone == "stable":
        return f"{NNBSP}; nombre stable en un an, à {fr(abs(move))} près"
    few = f" ({judged.word})" if judged is not None and judged.tone == "unclear" else ""
    return f"{NNBSP}; {fr(abs(move))} de {'plus' if move > 0 else 'moins'} qu’il y a un an{few}"


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
    gap = not_reached(row)
    if row is None or gap is None:
        who = f"{the(scope)} n’atteint pas" if scope else "les réseaux n’atteignent pas"
        return f"Le nombre de TPE et PME que {who} est inconnu ({_why(row)})."
    target = plural(row["denominator"], "TPE ou PME", "TPE et PME")
    whom = to(scope) if scope else "à aucun réseau"
    negation = "n’adhère" if gap < 2 else "n’adhèrent"
    no = " pas" if scope else ""
    return f"Dans les activités visées, {fr(gap)} des {target} du territoire {negation}{no} {whom}."


def _why(row: Mapping[str, Any] | None, when: str = "", *, blurred: bool = False) -> str:
    if row is None:
        return status_words("no_data")
    status = str(row["status"])
    status = status if status != "ok" else str(row[f"status{when}"])
    return status_words(status, blurred=blurred)
