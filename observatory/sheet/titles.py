"""Titles of the figures of a network's sheet, each stating a finding."""

from __future__ import annotations

from typing import get_args

import pandas as pd

from method.change import Word
from method.wording import NBSP, fr, fr_euros, fr_list, plural
from observatory.fragility.day import URGENT

# States of a financed project.
FINANCED = ("finance", "acheve")
# Words of the rule of change that are good or bad, for one figure and for several.
_MOVED = {"s’améliore": "s’améliorent", "se dégrade": "se dégradent"}


def moved_title(family: str, changes: pd.Series) -> str:
    """`Adhésions : 1 chiffre s’améliore et 1 se dégrade en un an`.

    Args:
        family: label of the family of figures.
        changes: change of each figure, in the words of the rule of change.
    """
    parts: list[str] = []
    for one, many in _MOVED.items():
        count = int(changes.str.contains(one).sum())
        if count:
            noun = fr(count) if parts else plural(count, "chiffre")
            parts.append(f"{noun} {one if count == 1 else many}")
    if parts:
        return f"{family}{NBSP}: {fr_list(parts)} en un an"
    # A figure whose change is not published may well have moved.
    is_known = changes.str.contains("|".join(get_args(Word))).any()
    summary = "rien ne bouge nettement en un an" if is_known else "sans évolution mesurée"
    return f"{family}{NBSP}: {summary}"


def alerts_title(severities: pd.Series) -> str:
    """How many alerts are open, and how many of them are urgent."""
    alerts = plural(len(severities), "alerte ouverte", "alertes ouvertes")
    urgent = int(severities.eq(URGENT).sum())
    if not urgent:
        return f"{alerts}, aucune urgente"
    return f"{alerts}, dont {plural(urgent, 'urgente')}"


def projects_title(rows: pd.DataFrame) -> str:
    """How many projects in two years, and how many of them were financed.

    Args:
        rows: `sheet_projects`.
    """
    financed = int(rows["status"].isin(FINANCED).sum())
    some = f", dont {plural(financed, 'financé')}" if financed else ", aucun financé"
    return f"{plural(len(rows), 'projet')} en deux ans{some}"


def grants_title(rows: pd.DataFrame) -> str:
    """How much was signed in two years, and by how many funders.

    Args:
        rows: `sheet_grants`.
    """
    amount = fr_euros(rows["amount_eur"].sum())
    funders = plural(rows["funder_name"].nunique(), "financeur")
    return f"{amount} d’aides signées en deux ans, par {funders}"
