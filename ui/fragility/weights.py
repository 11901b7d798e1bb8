"""The five weights, set by sliders and held in the address."""

from __future__ import annotations

import streamlit as st

from method.catalog import load_catalog
from method.plain_text import plain
from observatory.figures.figure import View
from observatory.fragility.figures import HIGHEST, WEIGHTS, weights_of
from observatory.fragility.words import weights_sentence
from ui.simulators.inputs import amount


def choose(view: View) -> View:
    """Draw the sliders; returns the view with the chosen weights."""
    rules = load_catalog().fragility
    defaults = {d.id: round(HIGHEST * d.weight) for d in rules.dimensions}
    with st.expander("Changer les poids des dimensions"):
        st.caption(
            "Les poids sont une convention, à discuter. Les rangs répondent aussitôt ; seul le "
            "rapport entre les poids compte. L’adresse de la page garde votre choix."
        )
        chosen: dict[str, int] = {}
        columns = st.columns(2, gap="large")
        for place, dimension in enumerate(rules.dimensions):
            with columns[place % 2]:
                chosen[WEIGHTS[dimension.id]] = amount(
                    WEIGHTS[dimension.id], dimension.label, 0, HIGHEST, defaults[dimension.id]
                )
        view = view.having(**chosen)
        if not any(chosen.values()):
            st.warning(
                "Tous les poids sont à zéro : les poids publiés servent à la place.", icon="⚠️"
            )
        weights, is_stated = weights_of(view)
        st.markdown(plain(weights_sentence(weights, rules)))
        st.button(
            "Revenir aux poids publiés", on_click=_reset, args=(defaults,), disabled=is_stated
        )
    return view


def _reset(defaults: dict[str, int]) -> None:
    for dimension, value in defaults.items():
        st.session_state[WEIGHTS[dimension]] = value
