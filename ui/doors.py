"""Three entry doors, one by reader; a door opens on the pages that declare that reader.

A few lines each: the menu is the list of all pages, on a phone as on a screen.
"""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from observatory.pages import READERS, pages_for
from ui import data


def show() -> None:
    """Draw the doors that open on at least one page that the role may open and that has data."""
    sent = data.sent()
    pages = [page for page in pages_for(data.reader().role) if not page.waits(sent)]
    doors = {
        reader: [page for page in pages if key in page.readers] for key, reader in READERS.items()
    }
    doors = {reader: found for reader, found in doors.items() if found}
    if not doors:
        return
    st.header("Par où commencer", anchor="par-ou-commencer")
    for rank, (column, (reader, found)) in enumerate(
        zip(st.columns(len(doors)), doors.items(), strict=True)
    ):
        with column, st.container(border=True, height="stretch", gap="small"):
            st.markdown(f"**{plain(reader.name)}**")
            st.caption(plain(reader.promise))
            with st.container(horizontal=True, gap="small", key=f"door_{rank}"):
                for page in found:
                    st.page_link(page.file, label=plain(page.title))
