"""Official sources: read them all in the background, see the results, settle doubtful matches."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from method.plain_text import plain
from method.wording import NBSP
from pipelines.desk.desk import Desk
from pipelines.fetch import tour_state
from pipelines.fetch.packages import FetchError
from pipelines.fetch.tour_state import Status, Step, Tour
from ui import data, table
from ui.desk import matches

# How often the page refreshes the progress of a run.
EVERY = "2s"
STATES: dict[Status, str] = {
    "done": "✓ reçue",
    "failed": "✗ pas reçue",
    "running": "… en cours",
    "waiting": "– à faire",
}
STEPS = (
    table.Column("title", "Source"),
    table.Column("state", "État"),
    table.Column("said", "Ce qui est venu, ou pourquoi non"),
    table.Column("at", "Quand"),
)


def show(desk: Desk) -> None:
    """Draw the last run over the sources and its button, then the matches that await an answer."""
    st.header("Relever toutes les sources", anchor="releve")
    is_under_way = tour_state.is_under_way(desk.raw)
    st.fragment(_tour, run_every=EVERY if is_under_way else None)(desk, was_under_way=is_under_way)
    st.header("Rapprochements à confirmer", anchor="rapprochements")
    matches.show(desk)


def _tour(desk: Desk, *, was_under_way: bool) -> None:
    is_under_way = tour_state.is_under_way(desk.raw)
    if was_under_way and not is_under_way:
        # The results may have been published, so the whole page is redrawn.
        st.rerun()
    last = tour_state.load(desk.raw)
    if is_under_way:
        _progress(last)
    else:
        _launch(desk, last)
    if last:
        _steps(last, is_under_way=is_under_way)


def _progress(last: Tour | None) -> None:
    done, total = (last.done, len(last.steps)) if last and not last.ended else (0, 1)
    now = last.now if last and not last.ended else ""
    st.progress(done / max(total, 1), text=plain(f"{now or 'Préparation'}…"))
    st.caption(f"Vous pouvez fermer cette page{NBSP}: le relevé continue, et son état reste ici.")


def _launch(desk: Desk, last: Tour | None) -> None:
    is_left = last is not None and not last.is_whole
    if last is None:
        st.caption(
            "Un relevé interroge chaque source officielle l’une après l’autre, dépose ce qu’elle "
            "donne, puis publie. Il peut durer une heure, et se reprend s’il est interrompu."
        )
    else:
        interrupted = "" if last.ended else "Interrompu. "
        st.markdown(
            f"Relevé du {plain(tour_state.moment(last.begun))}{NBSP}: "
            f"{interrupted}{plain(tour_state.headline(last))}"
        )
    label = "Reprendre le relevé" if is_left else "Lancer un relevé"
    if st.button(label, key="tour_launch", type="primary"):
        try:
            tour_state.launch(data.build().workspace, desk.raw, desk.who)
        except FetchError as refusal:
            st.error(plain(str(refusal)), icon="⚠️")
            return
        st.rerun()
    if is_left:
        st.caption("Ce qui est venu depuis une semaine n’est pas redemandé.")


def _steps(last: Tour, *, is_under_way: bool) -> None:
    rows = pd.DataFrame(
        {
            "title": step.title,
            "state": _state(step, is_under_way=is_under_way),
            "said": step.said,
            "at": tour_state.moment(step.at) if step.at else "",
        }
        for step in last.steps
    )
    table.show(rows, STEPS, "Sources, dans l’ordre du relevé", is_sortable=False)
    notes = [(step.title, note) for step in last.steps for note in step.notes]
    if notes:
        with st.expander("Ce que les sources ont laissé de côté"):
            for title, note in notes:
                st.markdown(f"- {plain(title)}{NBSP}: {plain(note)}")


def _state(step: Step, *, is_under_way: bool) -> str:
    is_cut = step.status == "running" and not is_under_way
    return "✗ interrompue" if is_cut else STATES[step.status]
