"""One box in the header: a network, a territory, an indicator or a page by its name or its code.

A fragment: what is typed runs the box alone, not the page. What it opens is a link, so that Tab and
Enter are enough, and the page goes on where a click would leave it.
"""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from method.wording import NBSP
from observatory.search import index, match
from ui import data, links

TYPED = "search_typed"
_SEEN = "search_seen"
PLACEHOLDER = "Chercher un réseau, une commune, un code postal, un indicateur…"


def box() -> None:
    """Draw the box, and under it what answers; empty again once another view is opened."""
    seen = (st.context.url, *sorted(st.query_params.to_dict().items()))
    if st.session_state.get(_SEEN) != seen:
        st.session_state[_SEEN] = seen
        st.session_state[TYPED] = ""
    with st.container(key="search"):
        _box()


@st.fragment
def _box() -> None:
    typed = st.text_input(
        "Chercher",
        key=TYPED,
        type="search",
        placeholder=PLACEHOLDER,
        label_visibility="collapsed",
        max_chars=match.LONGEST,
        live=True,
    )
    if not typed or not typed.strip():
        return
    session = data.session()
    entries = _entries(session.build.workspace, session.build.id, session.role)
    found = match.find(entries, typed)
    with st.container(key="search_results", gap=None):
        if not found:
            st.caption(f"Rien ne répond à «{NBSP}{plain(typed)}{NBSP}».")
        for entry in found:
            st.page_link(
                entry.page.file,
                label=f"{plain(entry.label)} · {plain(entry.detail)}",
                query_params={**links.kept(), **dict(entry.address)},
            )


@st.cache_resource(max_entries=16, show_spinner=False)
def _entries(workspace: str, build_id: str, role: str) -> tuple[index.Entry, ...]:
    """The index of one build and one role, made once."""
    return index.entries(data.query("search_index"), role)
