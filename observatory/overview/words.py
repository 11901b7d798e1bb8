"""The answer of the first page, in one or two sentences built from the figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from method.elision import to
from method.terms import fr_term
from method.wording import (
    NBSP,
    NNBSP,
    fr,
    fr_known_date,
    fr_list,
    is_missing,
    lower_first,
    plural,
)


def gathered(facts: Mapping[str, Any]) -> str:
    """The companies that the networks gather, when their member lists were sent.

    Args:
        facts: the row of `overview_facts`; its `companies_active` is known.
    """
    networks = plural(facts["active_count"], "réseau", "réseaux")
    poles = plural(facts["cluster_pole_count"], "pôle", "pôles")
    companies = plural(facts["companies_active"], "entreprise")
    inside = facts["companies_in_region"]
    here = "" if is_missing(inside) else f", dont {fr(inside)} dans la région"
    share = facts["tpe_pme_share"]
    size = "" if is_missing(share) else f"{NNBSP}; {fr(share, '%')} sont des TPE ou des PME"
    verb = "réunit" if facts["active_count"] < 2 else "réunissent"
    return f"{networks}, dont {poles} de compétitivité, {verb} {companies}{here}{size}."


def listed(facts: Mapping[str, Any]) -> str:
    """Which networks are known, when none has sent anything.

    Args:
        facts: the row of `overview_facts`.
    """
    kinds = [
        plural(facts[key], one, many)
        for key, one, many in (
            ("known_pole_count", "pôle", "pôles"),
            ("known_cluster_count", "cluster", "clusters"),
            ("known_emerging_count", "démarche émergente", "démarches émergentes"),
        )
        if facts[key]
    ]
    known = plural(facts["known_count"], "réseau recensé", "réseaux recensés")
    active = facts["active_count"]
    documented = "documenté comme actif" if active < 2 else "documentés comme actifs"
    return f"{known}{NBSP}: {', '.join(kinds)}{NNBSP}; {fr(active)} {documented}."


def networks_title(statuses: pd.Series) -> str:
    """`19 réseaux, dont 13 documentés comme actifs, et 4 passés`.

    The networks of today are those that the first sentence of the page counts.

    Args:
        statuses: of each network, as its file says.
    """
    known = int(statuses.isin(["actif", "inconnu"]).sum())
    active, past = int(statuses.eq("actif").sum()), len(statuses) - known
    counted = plural(known, "réseau", "réseaux")
    rest = f", et {plural(past, 'passé')}" if past else ""
    if active == known:
        return f"{counted}, {'actif' if known < 2 else 'tous actifs'}{rest}"
    if not active:
        return f"{counted}, {'sans' if known < 2 else 'aucun avec une'} activité documentée{rest}"
    documented = "documenté comme actif" if active < 2 else "documentés comme actifs"
    return f"{counted}, dont {fr(active)} {documented}{rest}"


def seats_title(communes: pd.Series) -> str:
    """`4 réseaux sur 20 ont leur siège à Orléans`: the commune with the most seats.

    Args:
        communes: commune of each network's seat.
    """
    counts = communes.value_counts()
    if counts.iloc[0] < 2 or (counts == counts.iloc[0]).sum() > 1:
        return "Où sont les sièges des réseaux"
    return (
        f"{fr(counts.iloc[0])} réseaux sur {fr(len(communes))} ont leur siège "
        f"{to(str(counts.index[0]))}"
    )


def labels_ending(rows: pd.DataFrame) -> str | None:
    """Which labels end within the year; None if no end is known.

    Args:
        rows: rows of `labels_ending`.
    """
    if rows.empty:
        return None
    groups: dict[tuple[str, str], list[str]] = {}
    for row in rows.to_dict("records"):
        at = _end(row["ended_on"], row["ended_precision"])
        groups.setdefault((fr_term(row["label"]), at), []).append(row["name"])
    parts = [
        f"{plural(len(names), 'label')} ({lower_first(label)}) "
        f"{'prend' if len(names) == 1 else 'prennent'} fin {at}{NBSP}: {fr_list(names)}"
        for (label, at), names in groups.items()
    ]
    return f"{f'{NNBSP}; '.join(parts)}."


def _end(day: date, precision: Any) -> str:
    """`le 30 juin 2026`, `en juin 2026`, `à la fin de 2026`: with the precision of the source."""
    when = fr_known_date(day, precision if isinstance(precision, str) else None)
    return {"annee": f"à la fin de {when}", "mois": f"en {when}"}.get(precision, f"le {when}")
