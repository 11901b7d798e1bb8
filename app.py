"""Router: sets the reader, workspace and page. Neither it nor the pages compute anything."""

from __future__ import annotations

import streamlit as st

from method.errors import ReaderError
from method.plain_text import plain
from method.settings import ROOT
from observatory.exports import links
from observatory.gate.access import AccessError
from observatory.pages import PageEntry, in_menu, load_pages, pages_for
from ui import address, audit, closed, context, data, filters, frame
from ui.server import configuration, incidents, opening, turns, uploads
from ui.server.assets import Assets

st.set_page_config(
    page_title=frame.SITE,
    page_icon=str(ROOT / "static" / "favicon.png"),
    layout="wide",
    menu_items={"Get help": None, "Report a bug": None, "About": None},
)
if not Assets.serves:  # `streamlit run app.py` alone: nothing else serves the style sheet
    st.html(ROOT / "static" / "app.css")
st.logo(str(ROOT / "static" / "logo.svg"), size="large")


def main() -> None:
    """Open the session, list the pages of its role, and run the requested one if it is allowed."""
    filters.start()
    opening.begin()
    try:
        session = context.open_session()
    except ReaderError as refusal:
        st.error(plain(refusal), icon="⚠️")
        return
    if session is None:
        return
    allowed = pages_for(session.role)
    files_sent = data.contracts_received()
    current = st.navigation(_menu(allowed, files_sent), position="top")
    entry = next(entry for entry in load_pages() if entry.label(files_sent) == current.title)
    address.set_page(entry.id)
    address.read_version()
    frame.header(entry)
    notices_place = st.container()
    audit.start()
    data.set_page(entry.id)
    try:
        if entry not in allowed:
            raise AccessError(closed.reason(entry, session))
        turns.count(entry.id)
        current.run()
        opening.finish(links.page_path(entry.id), data.build())
    except (ReaderError, MemoryError) as refusal:
        if isinstance(refusal, AccessError):
            audit.refused(entry.id)
        incidents.report(refusal)
        if entry not in allowed:
            closed.show_way_on(entry, session)
    with notices_place:
        frame.notices(data.build())
    audit.finish(entry.id)
    frame.footer(data.build())
    filters.finish()


def _menu(allowed: tuple[PageEntry, ...], files_sent: frozenset[str]) -> dict[str, list]:
    """Pages for `st.navigation`, by group; the first one is the home page.

    A page that the role may not open is registered but hidden, so that its link explains why it is
    closed.
    """
    menu: dict[str, list] = {}
    for entry in in_menu(files_sent):
        page = frame.menu_page(entry, entry.label(files_sent), is_visible=entry in allowed)
        menu.setdefault(entry.group, []).append(page)
    return menu


if wrong := configuration.problem():
    st.error(plain(wrong), icon="⚠️")
    configuration.stop_server(wrong)
else:
    with uploads.watched():
        main()
