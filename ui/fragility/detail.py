"""One network: what worsened and improved in a year, what is known to help, its stage."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from method.catalog import load_catalog
from method.plain_text import plain, plain_target
from method.wording import fr
from observatory.figures.figure import View
from observatory.fragility import figures as fragility
from observatory.fragility.schemes import Scheme, load_schemes
from observatory.fragility.words import (
    aggregation_sentence,
    alarm_sentence,
    changes,
    interval_text,
    level_with_worst,
    stage_sentence,
)
from ui.figure import draw


def why(view: View) -> None:
    """Show the components of the open network's score, and what changed."""
    contributions = fragility.contributions(view)
    draw(fragility.evolution(view))
    if contributions is None:
        return
    own, rows = contributions
    worse, better = changes(rows)
    worse_column, better_column = st.columns(2)
    with worse_column:
        st.subheader("Ce qui s’est dégradé")
        _list(worse)
    with better_column:
        st.subheader("Ce qui s’est amélioré")
        _list(better)
    alarm = alarm_sentence(own, load_catalog())
    if alarm:
        st.markdown(plain(alarm))
    next_steps(rows)
    with st.expander("Indicateur par indicateur"):
        draw(fragility.points(view))


def _list(sentences: Sequence[str]) -> None:
    for one in sentences:
        st.markdown(f"- {plain(one)}")
    if not sentences:
        st.markdown("Rien, en un an.")


def headline(view: View) -> str:
    """Level and rank of the open network, in one sentence; empty without a score."""
    opened = fragility.contributions(view)
    if opened is None:
        return ""
    own, _ = opened
    interval = interval_text(own)
    moves = "" if interval == fr(own["rank"]) else f" ({interval} selon les poids)"
    return f"{level_with_worst(own['level'], own['level_at_worst'])}, rang {fr(own['rank'])}{moves}"


def sure(view: View) -> None:
    """Show the results of other method choices."""
    opened = fragility.contributions(view)
    if opened is None:
        draw(fragility.evolution(view))
        return
    st.markdown(aggregation_sentence(opened[0]))
    draw(fragility.without(view))
    draw(fragility.pairs(view))


def stage(view: View) -> None:
    """Show the computed and the declared stage, and the rules that give it."""
    rules = view.query("fragility_stage", network_id=view.scope)
    if rules.empty:
        return
    st.markdown(stage_sentence(rules))
    with st.expander("Les règles de l’étape"):
        draw(fragility.stage(view))


def next_steps(rows: pd.DataFrame) -> None:
    """Show what is known to help with the indicators at their critical threshold."""
    critical = rows[rows["is_critical"]]
    st.header("Par où commencer", anchor="pistes")
    if critical.empty:
        st.markdown("Aucun indicateur n’est à son repère critique.")
        return
    schemes(load_schemes().for_indicators(critical["indicator_id"]))


def schemes(proposals: Sequence[Scheme]) -> None:
    """List what may be proposed, each with its source and whether it has been checked."""
    statuses = load_schemes().statuses
    for scheme in proposals:
        st.markdown(
            f"- **{plain(scheme.title)}**\u00a0: {plain(scheme.text)} "
            f"*{plain(statuses[scheme.status])}.*"
        )
        if scheme.source_url:
            st.caption(f"Source\u00a0: [{plain(scheme.source)}]({plain_target(scheme.source_url)})")
        else:
            st.caption(f"Source\u00a0: {plain(scheme.source)}")
