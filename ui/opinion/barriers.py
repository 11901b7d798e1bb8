"""The six barriers: what the opinion says, what the figures say, what is missing."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from method.catalog import load_catalog
from method.plain_text import plain
from method.wording import ALL_NETWORKS, note
from observatory.opinion.opinion import (
    Barrier,
    gaps,
    load_opinion,
    reading,
    trend,
    value_words,
)
from observatory.pages import load_pages
from ui import data, figure, links, table


def show(as_of: date) -> None:
    """Draw each barrier with its indicators."""
    for barrier in load_opinion().barriers:
        _barrier(barrier, as_of)


def _barrier(barrier: Barrier, as_of: date) -> None:
    catalog = load_catalog().indicators
    indicators = [catalog[name] for name in barrier.indicators]
    found = data.query(
        "indicator_headlines", as_of=as_of, network_id="*", indicators=[*barrier.indicators]
    )
    rows = {row["indicator_id"]: row for row in found.to_dict("records")}
    shown = pd.DataFrame(
        [
            {
                "label": indicator.label,
                "text": value_words(indicator, rows[indicator.id]),
                "trend": trend(indicator, rows[indicator.id]),
            }
            for indicator in indicators
            if indicator.id in rows
        ]
    )
    if shown.empty:
        st.header(f"Frein {plain(barrier.number)}. {plain(barrier.title)}", anchor=barrier.id)
        st.markdown(plain(barrier.text))
        st.markdown(plain(gaps(indicators, rows)))
        return
    first = next(i for i in indicators if i.id in rows)
    figure.show(
        f"Frein {barrier.number}. {barrier.title}",
        None,
        shown,
        (
            table.Column("label", "Indicateur"),
            table.Column("text", "Valeur"),
            table.Column("trend", "Évolution"),
        ),
        note(first, rows[first.id], ALL_NETWORKS, data.build()),
        first,
        key=barrier.id,
    )
    st.markdown(f"{plain(barrier.text)} {plain(reading(indicators, rows))}")
    if missing := gaps(indicators, rows):
        st.caption(plain(missing))
    _detail(barrier.page)


def _detail(page_id: str) -> None:
    """A link to the page that details the barrier, when there is one."""
    page = next((entry for entry in load_pages() if entry.id == page_id), None)
    if page is not None:
        st.page_link(
            page.file, label=f"Détail : page {plain(page.title)}", query_params=links.kept()
        )
