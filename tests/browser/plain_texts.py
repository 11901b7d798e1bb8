"""A page of hostile texts, each through `plain`, wherever Streamlit reads Markdown."""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[2]))

from method.plain_text import plain
from tests.hostile_texts import TEXTS

for key, text in TEXTS.items():
    if len(text) < 1_000:
        st.header(plain(text), anchor=False)
        st.caption(f"Par {plain(text)}.")
        st.markdown(f"- {plain(text)}")
        st.button(plain(text), key=key)
        st.warning(plain(text))
        with st.expander(plain(text)):
            st.write("…")
