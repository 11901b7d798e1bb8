"""Router: who reads, which workspace, which page. Pages compute nothing and neither does this."""

from __future__ import annotations

import streamlit as st

from observatory.access import AccessError
from observatory.pages import PageEntry, pages_for
from observatory.settings import ROOT
from observatory.store import NotPublishedError, QueryError, QueryTimeoutError
from ui import context, data, filters, frame

st.set_page_config(
    page_title=frame.SITE,
    page_icon=str(ROOT / "static" / "favicon.png"),
    layout="wide",
    menu_items={"Get help": None, "Report a bug": None, "About": None},
)
st.html(ROOT / "static" / "app.css")
st.logo(str(ROOT / "static" / "logo.svg"), size="large")


def main() -> None:
    """Open the session, offer the pages of its role, run the one asked for."""
    filters.start()
    session = context.open_session()
    if session is None:
        return
    entries = pages_for(session.role)
    by_title = {entry.title: entry for entry in entries}
    current = st.navigation(_menu(entries), position="top")
    entry = by_title[current.title]
    frame.header(entry)
    told = st.container()
    try:
        current.run()
    except (AccessError, NotPublishedError, QueryError, QueryTimeoutError) as refusal:
        st.error(str(refusal), icon="⚠️")
    with told:
        frame.notices()
    frame.footer(data.build())


def _menu(entries: tuple[PageEntry, ...]) -> dict[str, list]:
    """Pages of `st.navigation` by group; the first is the home page."""
    menu: dict[str, list] = {}
    for entry in entries:
        page = st.Page(
            entry.file,
            title=entry.title,
            url_path=entry.url_path,
            default=entry is entries[0],
        )
        menu.setdefault(entry.group, []).append(page)
    return menu


main()
