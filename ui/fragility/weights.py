"""The five weights, moved by sliders; the address holds them."""

from __future__ import annotations

import streamlit as st

from method.catalog import load_catalog
from method.fragility import stated_weights
from method.plain_text import plain
from observatory.fragility.words import weights_sentence
from ui.simulators.inputs import amount

_KEYS = {
    "treasury": "poids_tresorerie",
    "team": "poids_equipe",
    "membership": "poids_adhesions",
    "dependency": "poids_dependance",
    "workload": "poids_charge",
}
_HIGHEST = 100


def choose() -> tuple[dict[str, float], bool]:
    """Draw the sliders.

    Returns:
        The weights of the dimensions, and whether they are the stated ones.
    """
    rules = load_catalog().fragility
    stated = stated_weights(rules)
    defaults = {d.id: round(_HIGHEST * d.weight) for d in rules.dimensions}
    with st.expander("Changer les poids des dimensions"):
        st.caption(
            "Les poids sont une convention, à discuter. Les rangs répondent aussitôt ; seul le "
            "rapport entre les poids compte. L’adresse de la page garde votre choix."
        )
        chosen: dict[str, float] = {}
        columns = st.columns(2, gap="large")
        for place, dimension in enumerate(rules.dimensions):
            with columns[place % 2]:
                chosen[dimension.id] = amount(
                    _KEYS[dimension.id], dimension.label, 0, _HIGHEST, defaults[dimension.id]
                )
        if not any(chosen.values()):
            st.warning(
                "Tous les poids sont à zéro : les poids publiés servent à la place.", icon="⚠️"
            )
            chosen = dict(stated)
        is_stated = chosen in (defaults, stated)
        st.markdown(plain(weights_sentence(chosen, rules)))
        st.button(
            "Revenir aux poids publiés", on_click=_reset, args=(defaults,), disabled=is_stated
        )
    return (stated if is_stated else chosen), is_stated


def _reset(defaults: dict[str, int]) -> None:
    for dimension, value in defaults.items():
        st.session_state[_KEYS[dimension]] = value
