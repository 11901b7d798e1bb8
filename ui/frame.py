"""What surrounds every page: title, question, notices on ignored values, and source of the figures.

Drawn by the router, so that a page can neither forget nor repeat it.
"""

from __future__ import annotations

from copy import copy
from functools import lru_cache
from typing import Any

import streamlit as st

from method.build import Build
from method.plain_text import plain
from method.wording import fr_date, fr_list
from observatory.pages import PageEntry, load_pages
from ui import address, filters, html, links, search
from ui.server import night

SITE = "Observatoire des clusters"


def menu_page(page: PageEntry, label: str, *, is_visible: bool) -> Any:
    """A page of the menu for `st.navigation`: a copy, since a run marks the ones that it may call.

    Args:
        page: the entry.
        label: its name in the menu.
        is_visible: whether the menu lists it.
    """
    return copy(_page(page, label, is_visible=is_visible))


# Streamlit looks for the file of each page of the menu on the disk, at each run.
@lru_cache(maxsize=200)
def _page(page: PageEntry, label: str, *, is_visible: bool) -> Any:
    return st.Page(
        page.file,
        title=label,
        url_path=page.url_path,
        default=page is load_pages()[0],
        visibility="visible" if is_visible else "hidden",
    )


def header(page: PageEntry) -> None:
    """Draw the title of the tab and of the page, and the question that the page answers."""
    st.set_page_config(page_title=f"{page.title} — {SITE}")
    search.box()
    html.first("header.html", page=page)


def notices(build: Build) -> None:
    """Report address values that this page does not recognise; called after the page.

    Also report what failed last night, so that nobody takes older figures for today's.
    """
    if failure := night.notice(build):
        st.warning(plain(failure), icon="⚠️")
    ignored = filters.notices()
    if ignored:
        st.warning(
            f"Le lien contient une valeur inconnue, qui a été ignorée : {plain(fr_list(ignored))}.",
            icon="ℹ️",
        )
    if older := address.version_notice():
        st.info(plain(older), icon="ℹ️")


def footer(build: Build) -> None:
    """Draw the source, date and version of the page's data, and the accessible alternative."""
    html.show(
        "footer.html",
        build=build,
        as_of=fr_date(build.as_of),
        built=fr_date(build.built_at),
        edition=links.edition(build.workspace),
        accessibility=links.legal("accessibilite"),
        notices=links.legal("mentions-legales"),
    )
