"""Sentences made from the figures of a page; none is written where a figure is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from observatory.wording import fr, fr_date, fr_list, is_missing, plural


def overview(facts: Mapping[str, Any], as_of: date) -> str:
    """How the ecosystem is doing, in two or three sentences.

    Args:
        facts: the row of `observatory/queries/overview_facts.sql`.
        as_of: month end of the figures.
    """
    networks = plural(facts["active_count"], "réseau", "réseaux")
    poles = plural(facts["cluster_pole_count"], "pôle", "pôles")
    sentences = [
        f"Au {fr_date(as_of)}, la région compte {networks} en activité, "
        f"dont {poles} de compétitivité."
    ]
    if facts["unknown_count"] or facts["past_count"]:
        sentences.append(_others(facts))
    if not is_missing(facts["companies_active"]):
        sentences.append(_members(facts))
    if not is_missing(facts["growth_12m"]):
        sentences.append(_growth(facts))
    return " ".join(sentences)


def _others(facts: Mapping[str, Any]) -> str:
    parts = []
    if facts["unknown_count"]:
        parts.append(f"{fr(facts['unknown_count'])} dont l’activité présente n’est pas établie")
    if facts["past_count"]:
        merged = "absorbé ou fusionné" if facts["past_count"] < 2 else "absorbés ou fusionnés"
        parts.append(f"{fr(facts['past_count'])} {merged}")
    return f"S’y ajoutent {fr_list(parts)}."


def _members(facts: Mapping[str, Any]) -> str:
    companies = plural(facts["companies_active"], "entreprise")
    verb = "adhère" if facts["companies_active"] < 2 else "adhèrent"
    share = facts["tpe_pme_share"]
    size = "" if is_missing(share) else f", dont {fr(share, '%')} de TPE et de PME"
    return f"{companies} y {verb}{size}."


def _growth(facts: Mapping[str, Any]) -> str:
    growth = facts["growth_12m"]
    sign = "+" if growth > 0 else ""
    growing = plural(facts["growing_count"], "réseau", "réseaux")
    shrinking = plural(facts["shrinking_count"], "réseau", "réseaux")
    return (
        f"En douze mois, leur nombre a varié de {sign}{fr(growth, '%')}\u00a0: "
        f"{growing} en hausse, {shrinking} en baisse."
    )
