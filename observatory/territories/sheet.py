"""The sheet of a territory in words: sentences for an elected official to read out.

What is known comes first. Where the territory's own figures are secret, as in most communes, the
answer is that of the smallest place around it whose figures are published. Whatever is missing is
said once, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from method import change
from method.catalog import Indicator, load_catalog
from method.elision import of, the, to
from method.phrase import part
from method.wording import (
    NBSP,
    NNBSP,
    SMALL,
    fr,
    fr_list,
    fr_value,
    lower_first,
    plural,
    upper_first,
)
from observatory.territories import names
from observatory.territories.maps import status_words
from observatory.territories.measures import PENETRATION, not_reached

Figures = Mapping[tuple[str, str], Mapping[str, Any]]
Why = Callable[..., str]
COMPANIES = "companies_active"
# Places around a territory, the smallest first, and how a sentence introduces them.
AROUND = {"epci": "son intercommunalité", "department": "son département", "region": "la région"}
LEVELS = {"epci": "epci", "department": "departement", "region": "region"}
_BLURRED_COUNT = (
    "aucune, une ou deux entreprises adhérentes, ou un nombre masqué pour protéger celui d’un "
    "autre territoire"
)
_CUT = (
    "le nombre de TPE et PME y est connu par commune, et les limites de cette circonscription en "
    "partagent une"
)


def by_place(rows: pd.DataFrame) -> Figures:
    """Rows of `territory_sheet` by (`territory`, a key of `AROUND`; indicator)."""
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
    companies = figures.get(("territory", COMPANIES))
    gap = outside(figures.get(("territory", PENETRATION)), scope)
    if companies is None or companies["status"] != "ok":
        wider = _wider(figures, scope)
        hidden = _hidden(territory, companies, scope, blurred=blurred)
        return [hidden, *filter(None, (gap, wider))]
    small = _small_firms(figures, share)
    known = [_presence(territory, companies, figures, scope, why), gap, small]
    return [*filter(None, (*known, _unknown(territory, figures, share, scope)))]


def _presence(
    territory: Mapping[str, Any],
    companies: Mapping[str, Any],
    figures: Figures,
    scope: str,
    why: Why,
) -> str:
    opening = names.opening(territory)
    change_text = _change(companies, why)
    if companies["value"] == 0:
        return f"{opening} ne compte {_no_company(scope)}{change_text}."
    # Scope: companies with an open site here, wherever their seat is.
    count = f"{_members(companies['value'], scope)} ayant un établissement ouvert ici"
    networks = figures.get(("territory", "networks_present"))
    # A lower bound: it leaves out networks whose own count is secret here.
    if scope or networks is None or networks["status"] != "ok" or networks["value"] == 0:
        return f"{opening} compte {count}{change_text}."
    least = plural(networks["value"], "réseau", "réseaux")
    return f"{opening} compte {count}, dans {least} au moins{change_text}."


def _hidden(
    territory: Mapping[str, Any], companies: Mapping[str, Any] | None, scope: str, *, blurred: bool
) -> str:
    """Why the territory's own number is not published."""
    opening = names.opening(territory)
    of_network = f" {of(scope)}" if scope else ""
    if companies is not None and companies["status"] == "secret":
        if blurred and not scope:
            return f"{opening}{NBSP}: {_BLURRED_COUNT} (secret statistique)."
        return (
            f"{opening}{NBSP}: le secret statistique couvre le nombre d’entreprises "
            f"adhérentes{of_network}."
        )
    return (
        f"{opening}{NBSP}: nombre d’entreprises adhérentes{of_network} inconnu ({_why(companies)})."
    )


def _wider(figures: Figures, scope: str) -> str | None:
    """The smallest place around whose companies are published, in one sentence."""
    for place, noun in AROUND.items():
        companies = figures.get((place, COMPANIES))
        if companies is None or companies["status"] != "ok":
            continue
        named = {"level": LEVELS[place], **companies}
        opening = (
            "La région" if place == "region" else f"{upper_first(noun)}, {names.definite(named)},"
        )
        if companies["value"] == 0:
            return f"{opening} ne compte {_no_company(scope)}."
        gap = outside(figures.get((place, PENETRATION)), scope, whose="ses ")
        more = f"{NNBSP}; {lower_first(gap)}" if gap else "."
        return f"{opening} compte {_members(companies['value'], scope)}{more}"
    return None


def _members(count: float, scope: str) -> str:
    text = plural(count, "entreprise adhérente", "entreprises adhérentes")
    return f"{text} {of(scope)}" if scope else text


def _no_company(scope: str) -> str:
    return f"aucune entreprise adhérente {of(scope) if scope else 'd’un réseau'}"


def _change(companies: Mapping[str, Any], why: Why) -> str:
    """End of the sentence: how many more or fewer than a year before."""
    if companies["status_before"] != "ok":
        return f"{NNBSP}; l’évolution en douze mois n’est pas publiée ({why(companies, '_before')})"
    judged = change.compare(
        load_catalog().indicators[COMPANIES], companies, change.before(companies)
    )
    move = float(companies["value"]) - float(companies["value_before"])
    if move == 0:
        return f"{NNBSP}; autant qu’il y a un an"
    if judged is not None and judged.tone == "stable":
        return f"{NNBSP}; nombre stable en un an, à {fr(abs(move))} près"
    few = f" ({judged.word})" if judged is not None and judged.tone == "unclear" else ""
    return f"{NNBSP}; {fr(abs(move))} de {'plus' if move > 0 else 'moins'} qu’il y a un an{few}"


def _small_firms(figures: Figures, share: Indicator) -> str | None:
    here = figures.get(("territory", share.id))
    if here is None or here["status"] != "ok":
        return None
    others = [
        f"{fr_value(share, row)} {words}"
        for place, words in (("department", "dans le département"), ("region", "dans la région"))
        if (row := figures.get((place, share.id))) and row["status"] == "ok"
    ]
    against = f", contre {fr_list(others)}" if others else ""
    of_known = "adhérentes de taille connue"
    small, known = float(here["numerator"]), float(here["denominator"])
    if small == known:
        return f"Ici, toutes les {of_known} ({fr(known)}) sont des TPE ou des PME{against}."
    if small < 2:
        which = "une seule" if small else "aucune"
        verb = "est" if small else "n’est"
        return f"Ici, {which} des {fr(known)} {of_known} {verb} une TPE ou une PME{against}."
    if known < SMALL:
        return f"Ici, {part(share, here)} {of_known} sont des TPE ou des PME{against}."
    return f"Les TPE et PME y forment {fr_value(share, here)} des adhérentes{against}."


def outside(row: Mapping[str, Any] | None, scope: str = "", whose: str = "") -> str | None:
    """« Dans les activités visées, 90 des 100 TPE et PME du territoire n’adhèrent à aucun réseau. »

    Args:
        row: a row of the penetration rate.
        scope: name of the network, empty for all together.
        whose: possessive where the place has just been named.
    """
    gap = not_reached(row)
    if row is None or gap is None:
        return None
    total = float(row["denominator"])
    here = "" if whose else " du territoire"
    to_one, to_none = (
        (to(scope), f"pas {to(scope)}") if scope else ("à un réseau", "à aucun réseau")
    )
    subject = f"{whose or 'les '}{fr(total)} TPE et PME{here}"
    if total < 2:
        one = f"{'sa' if whose else 'la'} seule TPE ou PME{here}"
        told = f"{one} n’adhère {to_none}" if gap else f"{one} adhère {to_one}"
    elif gap == total:
        told = f"aucune {_of_plural(subject)} n’adhère {to_one}"
    elif gap == 0:
        told = f"toutes {subject} adhèrent {to_one}"
    elif gap == 1:
        told = f"une seule {_of_plural(subject)} n’adhère {to_none}"
    else:
        told = f"{fr(gap)} {_of_plural(subject)} n’adhèrent {to_none}"
    return f"Dans les activités visées, {told}."


def _of_plural(subject: str) -> str:
    """`les 9 TPE` → `des 9 TPE`, `ses 9 TPE` → `de ses 9 TPE`."""
    return f"d{subject[1:]}" if subject.startswith("les ") else f"de {subject}"


def _unknown(
    territory: Mapping[str, Any], figures: Figures, share: Indicator, scope: str
) -> str | None:
    """What is missing beside a published number of companies, each reason said once."""
    who = the(scope) if scope else "les réseaux"
    wanted = {PENETRATION: f"le nombre de TPE et PME non atteintes par {who}"}
    # Where nobody is a member, there is no share to miss.
    if figures["territory", COMPANIES]["value"]:
        wanted[share.id] = "la part des TPE et PME parmi les adhérentes"
    missing: dict[str, list[str]] = {}
    for name, noun in wanted.items():
        row = figures.get(("territory", name))
        if (
            row is None
            or row["status"] != "ok"
            or (name == PENETRATION and not_reached(row) is None)
        ):
            is_cut = name == PENETRATION and territory["level"] == "circonscription"
            reason = _why(row)
            reason = _CUT if is_cut and reason == status_words("no_data") else reason
            missing.setdefault(reason, []).append(noun)
    if not missing:
        return None
    told = [f"{fr_list(nouns)} {_unsaid(nouns)} ({reason})" for reason, nouns in missing.items()]
    return f"{upper_first(f'{NNBSP}; '.join(told))}."


def _unsaid(nouns: list[str]) -> str:
    """« n’est pas publiée », agreed with one noun or with several."""
    if len(nouns) > 1:
        return "ne sont pas publiés"
    return f"n’est pas {'publiée' if nouns[0].startswith('la ') else 'publié'}"


def _why(row: Mapping[str, Any] | None, when: str = "", *, blurred: bool = False) -> str:
    if row is None:
        return status_words("no_data")
    status = str(row["status"])
    status = status if status != "ok" else str(row[f"status{when}"])
    return status_words(status, blurred=blurred)
