"""The form that records the state of a measure, for those who keep the follow-up."""

from __future__ import annotations

import streamlit as st

from method.alerts import load_rules
from method.plain_text import plain
from observatory.opinion.follow_up import (
    NOTE_MAX,
    STATE_LABELS,
    FollowUp,
    FollowUpError,
    Step,
)
from observatory.opinion.opinion import load_opinion
from ui import audit


def form(book: FollowUp) -> None:
    """Draw the form; a submission is saved, then the page reruns."""
    measures = load_opinion().measures
    st.header("Tenir le suivi", anchor="suivi")
    chosen = st.selectbox(
        "Mesure",
        list(measures),
        format_func=lambda name: measures[name].title,
        key="measure_followed",
    )
    step = book.steps().get(chosen)
    owners = ["", *load_rules().owners]
    states = list(STATE_LABELS)
    with st.form(f"follow_{chosen}", border=True):
        state = st.selectbox(
            "État",
            states,
            states.index(step.state) if step else None,
            format_func=STATE_LABELS.__getitem__,
            placeholder="Choisir…",
        )
        since = st.date_input("Depuis le", step.since if step else "today", format="DD/MM/YYYY")
        owner = st.selectbox(
            "Service (jamais une personne)",
            owners,
            owners.index(step.owner) if step and step.owner in owners else 0,
            format_func=lambda name: name or "Aucun pour l’instant",
        )
        note = st.text_area(
            "Note (ce qui est fait ou décidé, sans nom de personne)",
            step.note if step else "",
            max_chars=NOTE_MAX,
        )
        is_sent = st.form_submit_button("Enregistrer", type="primary")
    if not is_sent:
        return
    if state is None:
        st.error("Choisissez un état.", icon="⚠️")
        return
    try:
        book.write(Step(chosen, state, since, owner, note))
    except FollowUpError as error:
        st.error(plain(error), icon="⚠️")
        return
    audit.did("note", f"mesure {chosen}")
    st.toast("Le suivi de la mesure est enregistré.")
    st.rerun()
