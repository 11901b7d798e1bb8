"""A search box in the header: networks, territories, indicators and pages, by name or code.

It is a fragment: typing reruns the box alone, not the page. Results are plain web links, so that
Tab and Enter are enough and they can open in another tab; Enter in the box opens the first one
(`static/a11y.js`). `st.page_link` would keep the present page's address when it opens that same
page with other parameters.
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
    """Draw the box with its results underneath; it is cleared when the page changes."""
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
    results = [
        {"label": entry.label, "detail": entry.detail, "href": _address(entry)}
        for entry in match.find(_index(), typed)
    ]
    html.show("search.html", found=results, typed=typed[: match.LONGEST])


def territories(typed: str) -> list[str]:
    """Ids of the territories that answer to a typed text, the best first."""
    places = [entry for entry in _index() if entry.kind in index.LEVELS]
    return [dict(entry.address)["territoire"] for entry in match.find(places, typed)]


def _index() -> tuple[index.Entry, ...]:
    session, role = data.session(), data.reader().role
    view = View(data.query, session.build, role, session.tables, session.build.as_of)
    return kept.of(_entries, view)


def _address(entry: index.Entry) -> str:
    """Relative, so that it works wherever the application is served."""
    return f"{entry.page.url_path}?{urlencode({**links.carried(), **dict(entry.address)})}"


def _entries(view: View) -> tuple[index.Entry, ...]:
    """The search index for one build and one role."""
    return index.entries(view.ask("search_index"), view.role)
