"""Three entry points, one per reader profile; each lists the pages that declare that profile.

They stay short: the menu is the list of all pages, on a phone as on a laptop.
"""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from observatory.pages import READERS, pages_for
from ui import data


def show() -> None:
    """Draw the entry points that lead to at least one page that the role may open and with data."""
    files_sent = data.contracts_received()
    pages = [page for page in pages_for(data.reader().role) if not page.waits(files_sent)]
    doors = {
        reader: [page for page in pages if key in page.readers] for key, reader in READERS.items()
    }
    doors = {reader: listed for reader, listed in doors.items() if listed}
    if not doors:
        return
    st.header("Par où commencer", anchor="par-ou-commencer")
    columns = zip(st.columns(len(doors)), doors.items(), strict=True)
    for rank, (column, (reader, listed)) in enumerate(columns):
        with column, st.container(border=True, height="stretch", gap="small"):
            st.markdown(f"**{plain(reader.name)}**")
            st.caption(plain(reader.promise))
            with st.container(horizontal=True, gap="small", key=f"door_{rank}"):
                for page in listed:
                    st.page_link(page.file, label=plain(page.title))
