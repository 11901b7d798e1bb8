"""A slider and a number field for the same value: one to explore, one for precision."""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from ui import filters


def amount(key: str, label: str, low: int, high: int, default: int, *, step: int = 1) -> int:
    """Whole number set by the slider or typed beside it; the address holds it under `key`."""
    field, previous = f"{key}_champ", f"{key}_montre"

    def typed() -> None:
        # When the slider moves fast, the field lags behind: the value it sends was not typed.
        if st.session_state[key] == st.session_state.get(previous):
            st.session_state[key] = st.session_state[field]

    wide, narrow = st.columns([3, 1], vertical_alignment="bottom")
    with wide:
        value = filters.number(key, label, low, high, default, step=step)
    st.session_state[field] = st.session_state[previous] = value
    with narrow:
        st.number_input(
            f"{plain(label)} (valeur exacte)",
            low,
            high,
            step=step,
            key=field,
            on_change=typed,
            label_visibility="collapsed",
        )
    return value
