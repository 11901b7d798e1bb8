"""One box in the header: a network, a territory, an indicator or a page by its name or its code.

A fragment: what is typed runs the box alone, not the page. What it finds are links of the web, so
that Tab and Enter are enough and another tab may open one. `st.page_link` would leave the address
of the present page as it was when it opens that same page with other words.
"""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from observatory.figures.figure import View
from observatory.search import index, match
from ui import data, html, kept, links

TYPED = "search_typed"
_PAGE = "search_page"
PLACEHOLDER = "Chercher un réseau, une commune, un code postal, un indicateur…"


def box() -> None:
    """Draw the box, and under it what answers; empty again on another page."""
    if st.session_state.get(_PAGE) != st.context.url:
        st.session_state[_PAGE] = st.context.url
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
        live=True,
    )
    if not typed or not typed.strip():
        return
    session, role = data.session(), data.reader().role
    asked = View(data.query, session.build, role, session.tables, session.build.as_of)
    entries = kept.of(_entries, asked)
    found = [
        {"label": entry.label, "detail": entry.detail, "href": _address(entry)}
        for entry in match.find(entries, typed)
    ]
    html.show("search.html", found=found, typed=typed[: match.LONGEST])


def _address(entry: index.Entry) -> str:
    """Relative, so that it holds wherever the application is served."""
    return f"{entry.page.url_path}?{urlencode({**links.kept(), **dict(entry.address)})}"


def _entries(asked: View) -> tuple[index.Entry, ...]:
    """The index of one build and one role."""
    return index.entries(asked.ask("search_index"), asked.role)
