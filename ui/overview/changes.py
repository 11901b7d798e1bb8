"""What changed since the month before: sentences, then the companies over time."""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from observatory.figures.figure import View
from observatory.overview import figures as overview
from observatory.overview import summary, words
from ui import data, kept
from ui.figure import draw


def show(asked: View) -> None:
    """Draw the changes of the month and of the year, and how fresh the data is."""
    for sentence in kept.of(_said, asked):
        st.markdown(f"- {plain(sentence)}")
    coverage = asked.ask("coverage")
    st.caption(f"Fraîcheur des données : {plain(summary.freshness(coverage, data.file_titles()))}")
    draw(overview.companies, asked)


def _said(asked: View) -> list[str]:
    """What changed, one sentence each."""
    said = summary.network_moves(asked.query("network_moves"))
    said += summary.month_changes(asked.query("month_changes"))
    said += summary.growth(asked.query("overview_facts").iloc[0])
    said += summary.share_change(asked.series("tpe_pme_share"))
    if ending := words.labels_ending(asked.query("labels_ending")):
        said.append(ending)
    if asked.can_read("marts.fragility"):
        said += summary.level_changes(asked.query("level_changes"))
        said += summary.new_alerts(asked.query("new_alerts"))
    return said
