"""Sentences built from the figures of a page; a sentence is left out if its figure is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from method import change
from method.catalog import load_catalog
from method.elision import opening, the
from method.terms import fr_term
from method.wording import (
    NBSP,
    NNBSP,
    fr,
    fr_change,
    fr_date,
    fr_list,
    fr_month,
    fr_value,
    is_missing,
    lower_first,
    plural,
)


def overview(facts: Mapping[str, Any], as_of: date) -> str:
    """State of the ecosystem, in two or three sentences.

    Args:
        facts: the row of `observatory/overview/queries/overview_facts.sql`.
        as_of: month end of the figures.
    """
    networks = plural(facts["active_count"], "réseau", "réseaux")
    poles = plural(facts["cluster_pole_count"], "pôle", "pôles")
    sentences = [
        f"Au {fr_date(as_of)}, la région compte {networks} en activité, "
        f"dont {poles} de compétitivité."
    ]
    if facts["unknown_count"] or facts["past_count"]:
        sentences.append(_unconfirmed_and_past(facts))
    if not is_missing(facts["companies_active"]):
        sentences.append(_members(facts))
    return " ".join([*sentences, *growth(facts)])


def growth(facts: Mapping[str, Any]) -> list[str]:
    """Change in the number of companies over a year, and in how many networks; none if unknown.

    Args:
        facts: the row of `overview_facts`.
    """
    names = ("growth_12m", "companies_active", "companies_before")
    if any(is_missing(facts[name]) for name in names):
        return []
    whole = facts["growth_12m"]
    evolution = _companies(facts["companies_active"], facts["companies_before"])
    if evolution.tone == "stable":
        text = f"est stable ({'+' if whole > 0 else ''}{fr(whole, '%')})"
    else:
        text = f"a {'augmenté' if whole > 0 else 'diminué'} de {fr(abs(whole), '%')}"
    each = (facts["companies_each"], facts["companies_each_before"])
    tones = [_companies(*both).tone for both in zip(*each, strict=True)]
    moves = [
        f"{plural(count, 'réseau', 'réseaux')} {one if count < 2 else many}"
        for tone, one, many in (
            ("better", "en gagne", "en gagnent"),
            ("worse", "en perd", "en perdent"),
            ("stable", "est stable", "sont stables"),
        )
        if (count := tones.count(tone))
    ]
    each = f"{NBSP}: {fr_list(moves)}" if moves else ""
    return [f"En douze mois, le nombre d’entreprises adhérentes {text}{each}."]


def _companies(now: float, then: float) -> change.Change:
    """Change in a number of companies, under the common rule of change."""
    evolution = change.between(load_catalog().indicators["companies_active"], now, then)
    assert evolution is not None  # noqa: S101 — both values are known
    return evolution


def month_changes(rows: pd.DataFrame) -> list[str]:
    """Changes since the previous month: all companies, then the networks that changed most.

    Args:
        rows: `month_changes`; a network unknown in one of the two months is left out.
    """
    known = rows.dropna(subset=["value", "value_before"])
    whole = known[known["network_id"] == "*"]
    if whole.empty:
        return []
    move = int(whole["value"].iloc[0] - whole["value_before"].iloc[0])
    since = fr_month(whole["before"].iloc[0])
    if not move:
        texts = [f"Le nombre d’entreprises adhérentes n’a pas changé depuis {since}."]
    else:
        count = plural(abs(move), "entreprise")
        texts = [f"{count} de {'plus' if move > 0 else 'moins'} qu’en {since}."]
    own = known[known["network_id"] != "*"]
    moves = (own["value"] - own["value_before"]).astype(int)
    tones = pd.Series(
        [_companies(*both).tone for both in zip(own["value"], own["value_before"], strict=True)],
        own.index,
        dtype=object,
    )
    for sign, tone, words in (
        (1, "better", "La plus forte hausse"),
        (-1, "worse", "La plus forte baisse"),
    ):
        signed = sign * moves[tones == tone]
        most = signed.max() if len(signed) else 0
        if most > 0:
            names = own.loc[signed.index[signed == most], "name"]
            texts.append(f"{words}\u00a0: {fr_list(names)} ({fr_change(sign * most, 'count')}).")
    return texts


def share_change(rows: pd.DataFrame) -> list[str]:
    """Change in the share of TPE and PME over all networks between the last two months.

    Args:
        rows: `indicator_series` of that indicator, all networks together, in order.
    """
    last = rows.dropna(subset=["value"]).tail(2)
    if len(last) < 2 or last["as_of"].iloc[-1] != rows["as_of"].iloc[-1]:
        return []
    then, now = last.to_dict("records")
    share = load_catalog().indicators["tpe_pme_share"]
    evolution = change.compare(share, now, then)
    since = f"depuis {fr_month(then['as_of'])}"
    text = "" if evolution is None else f" ({change.words(share, evolution, since)})"
    return [f"Part des TPE et PME{NBSP}: {fr_value(share, now)}{text}."]


def network_moves(rows: pd.DataFrame) -> list[str]:
    """Networks that started or ended in the month.

    Args:
        rows: `network_moves`: `name`, `has_ended`, `successor`.
    """
    began = rows.loc[~rows["has_ended"], "name"].tolist()
    sentences = [f"Nouveau réseau\u00a0: {name}." for name in began]
    for row in rows[rows["has_ended"]].to_dict("records"):
        into = f" (repris par {the(row['successor'])})" if isinstance(row["successor"], str) else ""
        sentences.append(f"{opening(row['name'])} n’est plus en activité{into}.")
    return sentences


def level_changes(rows: pd.DataFrame) -> list[str]:
    """One sentence per network whose level differs from the previous month's.

    Args:
        rows: `level_changes`.
    """
    return [
        f"{opening(row['name'])} passe de "
        f"«\u00a0{lower_first(fr_term(row['level_before']))}\u00a0» à "
        f"«\u00a0{lower_first(fr_term(row['level']))}\u00a0»."
        for row in rows.to_dict("records")
    ]


def new_alerts(rows: pd.DataFrame) -> list[str]:
    """How many alerts start this month, and where.

    Args:
        rows: `new_alerts`.
    """
    if rows.empty:
        return []
    names = fr_list(dict.fromkeys(rows["name"]))
    return [f"{plural(len(rows), 'alerte nouvelle', 'alertes nouvelles')}\u00a0: {names}."]


def freshness(rows: pd.DataFrame, titles: Mapping[str, str]) -> str:
    """How many of the expected files were received, and the last month of each.

    Args:
        rows: `coverage`.
        titles: French title of each contract.
    """
    absent, late = rows["status"].eq("absent").sum(), rows["status"].eq("late").sum()
    received = plural(len(rows) - absent, "fichier reçu", "fichiers reçus")
    text = f"{received} sur {plural(len(rows), 'attendu')}"
    text += f", dont {fr(late)} en retard." if late else "."
    last = rows.dropna(subset=["last_month"]).groupby("contract")["last_month"].max()
    dated = []
    for month in sorted(last.unique(), reverse=True):
        names = (lower_first(titles[name]) for name in last[last == month].index)
        dated.append(f"{fr_month(month)}{NBSP}: {fr_list(names)}")
    separator = f"{NNBSP}; "
    return f"{text} Dernier mois reçu, {separator.join(dated)}." if dated else text


def _unconfirmed_and_past(facts: Mapping[str, Any]) -> str:
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
    size = "" if is_missing(share) else f"{NNBSP}; {fr(share, '%')} sont des TPE et des PME"
    inside = facts["companies_in_region"]
    here = "" if is_missing(inside) else f", dont {fr(inside)} dans la région"
    return f"{companies} y {verb}{here}{size}."
