"""The text of the opinion, in its own order, and what is missing to measure a barrier."""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from method.wording import NBSP, fr_list, lower_first
from observatory.figures.figure import View
from observatory.opinion import standing, words
from observatory.opinion.opinion import load_opinion
from observatory.pages import load_pages, pages_for
from ui import data, empty, links


def show() -> None:
    """Show the opinion: where it is published, its moments, its recommendations."""
    opinion = load_opinion()
    st.markdown(
        f"[{plain(opinion.title)}]({opinion.url}){NBSP}: "
        f"{plain(lower_first(opinion.nature))} du {plain(opinion.author)}, "
        f"{plain(opinion.date_label)}."
    )
    st.caption(plain(opinion.reading))
    moments = {moment.id: moment.title for moment in opinion.fragile_moments}
    for moment in opinion.fragile_moments:
        st.markdown(f"**{plain(moment.title)}.** {plain(moment.text)}")
    for group in opinion.recommendations:
        st.header(f"Préconisation {plain(group.number)}. {plain(group.title)}", anchor=group.id)
        st.caption(f"Étape visée{NBSP}: {plain(lower_first(moments[group.moment]))}.")
        st.markdown("\n".join(f"- {plain(measure.title)}" for measure in group.measures))


def barrier(barrier_id: str) -> None:
    """Show what the opinion says about a barrier, and link to the page with details."""
    one = next(each for each in load_opinion().barriers if each.id == barrier_id)
    st.markdown(f"**Avis 2023**{NBSP}: {plain(one.said)}. {plain(one.text)}")
    page = next((entry for entry in load_pages() if entry.id == one.page), None)
    if page in pages_for(data.reader().role) and not page.waits(data.contracts_received()):
        st.page_link(
            page.file, label=f"Détail : page {plain(page.title)}", query_params=links.carried()
        )


def missing(view: View, barrier_id: str) -> None:
    """Show which files would measure a barrier, and whom to ask for them."""
    rows = standing.measured(view.ask("coverage"))
    one = next(row for row in rows if row.barrier.id == barrier_id)
    titles = data.file_titles()
    names = fr_list(lower_first(titles[name]) for name in one.files)
    empty.show(
        f"Frein {one.barrier.number}. {one.barrier.title}",
        f"pour mesurer «{NBSP}{one.indicator.label}{NBSP}», il faut "
        f"{'les fichiers' if len(one.files) > 1 else 'le fichier'} {names}, à demander "
        f"{words.asked_of(one.files)}.",
        one.files,
    )
