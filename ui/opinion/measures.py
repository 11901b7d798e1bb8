"""The three recommendations: each measure, where it stands, and the figure that would show it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from method.alerts import load_rules
from method.catalog import load_catalog
from method.plain_text import plain
from method.settings import curated_root
from method.wording import MISSING, fr_date, fr_value
from observatory.opinion.follow_up import (
    NOT_ENTERED,
    NOTE_MAX,
    STATE_LABELS,
    FollowUp,
    FollowUpError,
    Step,
)
from observatory.opinion.opinion import Measure, Recommendation, load_opinion
from ui import data, table

COLUMNS = (
    table.Column("title", "Mesure"),
    table.Column("state", "État"),
    table.Column("since", "Depuis"),
    table.Column("owner", "Service"),
    table.Column("effect", "Chiffre qui dirait l’effet"),
    table.Column("before", "À cette date"),
    table.Column("now", "Au mois choisi"),
)
NOTE = table.Column("note", "Note")


def show(as_of: date) -> None:
    """Draw each recommendation, then the form for who keeps the follow-up."""
    session = data.session()
    book = FollowUp(curated_root(), session.build.workspace, session.role)
    steps = book.steps()
    for group in load_opinion().recommendations:
        _group(group, steps, as_of, (*COLUMNS, NOTE) if book.may_write else COLUMNS)
    if book.may_write:
        _form(book, steps)
    else:
        st.caption("L’état de chaque mesure est tenu par l’équipe Dév’Up.")


def _group(
    group: Recommendation, steps: dict[str, Step], as_of: date, columns: Sequence[table.Column]
) -> None:
    moments = {moment.id: moment.title for moment in load_opinion().fragile_moments}
    title = f"Préconisation {group.number}. {group.title}"
    st.header(plain(title), anchor=group.id)
    st.caption(f"Moment fragile visé : {plain(moments[group.moment])}.")
    rows = [_row(measure, steps.get(measure.id), as_of) for measure in group.measures]
    table.show(pd.DataFrame(rows), columns, title, is_sortable=False)


def _row(measure: Measure, step: Step | None, as_of: date) -> dict[str, str]:
    indicator = load_catalog().indicators[measure.indicators[0]] if measure.indicators else None
    row = {
        "title": measure.title,
        "state": STATE_LABELS[step.state] if step else NOT_ENTERED,
        "since": fr_date(step.since) if step else "",
        "owner": step.owner if step else "",
        "note": step.note if step else "",
        "effect": indicator.label if indicator else str(measure.gap),
        "before": "",
        "now": "",
    }
    if indicator:
        row["now"] = _value(indicator.id, as_of)
        row["before"] = _value(indicator.id, step.since) if step else ""
    return row


def _value(indicator_id: str, day: date) -> str:
    """Value of all networks at the last month end before a day."""
    found = data.query("indicator_before", day=day, indicator_id=indicator_id)
    if found.empty:
        return MISSING
    return fr_value(load_catalog().indicators[indicator_id], found.iloc[0])


def _form(book: FollowUp, steps: dict[str, Step]) -> None:
    measures = load_opinion().measures
    st.header("Tenir le suivi", anchor="suivi")
    chosen = st.selectbox(
        "Mesure",
        list(measures),
        format_func=lambda name: measures[name].title,
        key="measure_followed",
    )
    step = steps.get(chosen)
    owners = ["", *load_rules().owners]
    states = list(STATE_LABELS)
    with st.form(f"follow_{chosen}", border=True):
        state = st.selectbox(
            "État",
            states,
            states.index(step.state) if step else 0,
            format_func=STATE_LABELS.__getitem__,
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
    if is_sent:
        try:
            book.write(Step(chosen, state, since, owner, note))
        except FollowUpError as error:
            st.error(plain(error), icon="⚠️")
            return
        st.toast("Le suivi de la mesure est enregistré.")
        st.rerun()
