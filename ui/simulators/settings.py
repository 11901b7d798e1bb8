"""Settings that a reader changes in a simulator, as options of the view of its figures."""

from __future__ import annotations

from typing import Any

import streamlit as st

from method.forecast import Sample
from observatory.simulators import parameters
from observatory.simulators.scenarios import funders_of
from ui import filters
from ui.simulators.inputs import amount


def inputs(kind: str, drawn: Sample) -> dict[str, Any]:
    """Draw the inputs of one simulator; the address holds the chosen values.

    Args:
        kind: one of `parameters.SIMULATORS`.
        drawn: draws for the scope in question; they name the funders.
    """
    filters.leave(parameters.foreign(kind, list(st.query_params)))
    return {"simulateur": kind, **_DRAWN[kind](drawn)}


def _late(sample: Sample) -> dict[str, Any]:
    funders = funders_of(sample)
    return {
        f"retard_{code}": amount(
            f"retard_{code}",
            f"{label}, jours de retard en plus",
            0,
            180,
            parameters.default_delay(code, funders),
        )
        for code, label in funders.items()
    }


def _cut(sample: Sample) -> dict[str, Any]:
    share = amount("baisse", "Baisse des aides à venir (%)", 0, 100, parameters.CUT_PERCENT)
    cut = filters.several(
        "financeurs",
        "Financeurs qui baissent",
        funders_of(sample),
        placeholder="Tous les financeurs",
    )
    return {"baisse": share, "financeurs": cut}


def _members_lost(_: Sample) -> dict[str, Any]:
    label = "Adhérents perdus (% des cotisations)"
    return {"perte": amount("perte", label, 0, 100, parameters.LOST_PERCENT)}


def _agreement(_: Sample) -> dict[str, Any]:
    label = "Heures d’un dossier triennal (% d’un annuel)"
    return {
        "cout_horaire": filters.hourly_cost("Coût chargé d’une heure (€)", amount),
        "preparation": amount(
            "preparation", label, 50, 300, parameters.PREPARATION_PERCENT, step=5
        ),
    }


def _portfolio(_: Sample) -> dict[str, Any]:
    ceiling = "Plafond par réseau (k€)"
    return {
        "aide": filters.choice("aide", "Aide", parameters.KINDS),
        "enveloppe": amount(
            "enveloppe", "Enveloppe (k€)", 0, 900, parameters.ENVELOPE_KEUR, step=10
        ),
        "plafond": amount("plafond", ceiling, 10, 200, parameters.CEILING_KEUR, step=10),
    }


_DRAWN = {
    parameters.LATE: _late,
    parameters.CUT: _cut,
    parameters.LOST: _members_lost,
    parameters.AGREEMENT: _agreement,
    parameters.PORTFOLIO: _portfolio,
}
