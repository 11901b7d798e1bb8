"""Simulateurs: what if?"""

from __future__ import annotations

import streamlit as st

from observatory.figures.figure import ALL
from observatory.simulators import agreements, draws, parameters, shares
from observatory.simulators import figures as simulators
from ui import answer, data, filters, kept, views
from ui.figure import draw
from ui.simulators import settings

SCENARIO = (simulators.fan, simulators.effect)
EVERYONE = (simulators.each, simulators.effect, simulators.fan)
AGREEMENT = (agreements.agreement_effect, agreements.agreement_fan)
PORTFOLIO = (shares.shares, shares.left_out)


def main() -> None:
    top = st.container()
    with filters.bar():
        kind = filters.choice("simulateur", "Et si…", parameters.SIMULATORS)
        month = filters.month()
        samples = draws.samples(views.of(month))
        scope = network(kind, list(samples)) if samples else ALL
    if not samples:
        draw(draws.no_forecast(views.of(month)))
        return
    first, side = st.columns([5, 3], gap="large")
    with side:
        st.header("Changer le scénario", anchor="reglages")
        options = settings.inputs(kind, samples[scope])
        st.caption(
            "2 000 tirages du passé des réseaux, les mêmes avec et sans le scénario : seul ce que "
            "vous changez fait la différence. L’adresse de la page reproduit la simulation."
        )
    simulated = views.of(month, scope, **options)
    say, figures = shown(kind, scope)
    with top:
        answer.say(*kept.of(say, simulated))
    with first:
        draw(figures[0], simulated)
    for make in figures[1:]:
        draw(make, simulated)


def network(kind: str, sampled: list[str]) -> str:
    """Network of the simulation; sharing an envelope always concerns all of them."""
    if kind == parameters.PORTFOLIO:
        return ALL
    known_as = dict(data.query("network_names").itertuples(index=False))
    names = {name: known_as[name] for name in sampled if name in known_as}
    everyone = {} if kind == parameters.AGREEMENT else {ALL: filters.EVERYONE_LABEL}
    return filters.choice("reseau", "Réseau", {**everyone, **names})


def shown(kind: str, scope: str) -> tuple:
    """Function that answers the question of a simulator, and the figures that show it."""
    if kind == parameters.AGREEMENT:
        return agreements.agreement_answer, AGREEMENT
    if kind == parameters.PORTFOLIO:
        return shares.share_answer, PORTFOLIO
    return simulators.answer, EVERYONE if scope == ALL else SCENARIO


main()
