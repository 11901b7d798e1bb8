"""Figures of the page Freins: six barriers, fourteen measures, and their detail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

import pandas as pd

from method import phrase
from method.catalog import load_catalog
from method.settings import curated_root
from method.wording import ALL_NETWORKS, MISSING, NBSP, NNBSP, fr_date, fr_value, lower_first
from observatory.figures.columns import Column
from observatory.figures.curves import over_time
from observatory.figures.figure import Empty, Figure, View, make_table, nothing
from observatory.figures.kept import live, remembered
from observatory.opinion import standing, words
from observatory.opinion.follow_up import NOT_ENTERED, STATE_LABELS, FollowUp, Step
from observatory.opinion.opinion import Barrier, Measure, load_opinion
from observatory.opinion.standing import Standing
from observatory.sheet.titles import moved_title

INDICATORS = (
    Column("label", "Indicateur"),
    Column("now", "Aujourd’hui"),
    Column("before", "Il y a un an"),
    Column("difference", "Écart"),
    Column("word", "Évolution"),
)
# To fit on one screen beside the measures, the value of a year ago is only in the detail.
SIX = (Column("short", "Frein", link="link"), *(one for one in INDICATORS if one.key != "before"))
METER = (
    Column("short", "Frein", link="link"),
    Column("label", "Ce qui le mesurerait"),
    Column("sent", "Réseaux qui l’ont transmis"),
    Column("whom", "À demander"),
)
STATES = (
    Column("group", "Préconisation"),
    Column("short", "Mesure"),
    Column("state", "État"),
)
FOLLOWED = (
    Column("title", "Mesure"),
    Column("state", "État"),
    Column("since", "Depuis"),
    Column("owner", "Service"),
    Column("effect", "Indicateur de suivi"),
    Column("before", "Au lancement"),
    Column("now", "Aujourd’hui"),
)
NOTE = Column("note", "Note")
# Filled for some measures only: a column that is empty for all is left out.
OPTIONAL = frozenset({"since", "owner", "before", "note"})


def six(view: View, key: str = "freins.six") -> Figure:
    """One figure per barrier; if none is known, who has sent the files that would measure them."""
    standings = standing.headlines(view)
    if not any(one.is_known for one in standings):
        return meter(view, key)
    rows = pd.DataFrame([_row(view, one) for one in standings])
    read = next(one for one in standings if one.is_known)
    return _traced(
        view,
        key,
        words.six_title(standings),
        standings,
        rows,
        SIX,
        read,
    )


def meter(view: View, key: str = "freins.jauge") -> Figure:
    """What would measure each barrier, and how many networks have sent it."""
    measured = standing.measured(view.ask("coverage"))
    rows = pd.DataFrame(
        [
            {
                "short": f"{one.barrier.number}. {one.barrier.short}",
                "link": link(view, one.barrier),
                "label": one.indicator.label,
                "sent": f"{one.sent} sur {one.expected}",
                "whom": words.asked_of(one.files),
            }
            for one in measured
        ]
    )
    figure = make_table(
        view,
        key,
        words.meter(measured).rstrip("."),
        ("reception",),
        rows,
        METER,
        lecture=f"pour le frein {measured[0].barrier.number}, réseaux qui ont transmis de quoi le "
        f"mesurer{NBSP}: {rows['sent'].iloc[0]}.",
    )
    return replace(figure, is_sortable=False)


def barrier(view: View, barrier_id: str) -> Figure | None:
    """Every indicator of one barrier, and how each changed in a year."""
    one = _barrier(barrier_id)
    standings = standing.details(view, one)
    rows = pd.DataFrame([_row(view, detail) for detail in standings])
    known = [detail for detail in standings if detail.is_known]
    if not known:
        return None
    return _traced(
        view,
        f"freins.{barrier_id}",
        moved_title(f"Frein {one.number}, {lower_first(one.short)}", rows["word"]),
        standings,
        rows,
        INDICATORS,
        known[0],
    )


def evolution(view: View) -> Figure | Empty | None:
    """The figure of the chosen barrier, month by month."""
    chosen = view.options.get("frein", load_opinion().barriers[0].id)
    one = next(each for each in standing.headlines(view) if each.barrier.id == chosen)
    if not one.is_known:
        reason = f"{words.value_words(one)}, pour {lower_first(one.indicator.label)}."
        return nothing("L’évolution de ce frein", reason, one.indicator.id)
    return over_time(view.of_all(), "freins.evolution", "", one.indicator.id, height=260)


@live
def measures(view: View) -> Figure:
    """The fourteen measures with their state, blank if nobody set one."""
    title = words.measures_title(load_opinion().measures, _book(view).steps())
    return _of_measures(view, "freins.mesures", title, _measures(view), STATES)


@live
def followed(view: View) -> Figure:
    """The same with dates, services and the indicator that would show the effect."""
    rows = _measures(view)
    book = _book(view)
    columns = (*FOLLOWED, NOTE) if book.may_write else FOLLOWED
    filled = [
        column for column in columns if column.key not in OPTIONAL or _is_filled(rows[column.key])
    ]
    title = words.states(load_opinion().measures, book.steps()).rstrip(".")
    return _of_measures(view, "freins.suivi", title, rows, filled)


def _is_filled(values: pd.Series) -> bool:
    return not values.isin(["", MISSING]).all()


def _of_measures(
    view: View, key: str, title: str, rows: pd.DataFrame, columns: Sequence[Column]
) -> Figure:
    first = rows.iloc[0]
    figure = make_table(
        view,
        key,
        title,
        ("reseaux",),
        rows,
        columns,
        lecture=f"«{NBSP}{first['title']}{NBSP}»{NBSP}: {lower_first(first['state'])}.",
        champ="préconisations de l’avis d’avril 2023.",
    )
    note = replace(figure.note, source="suivi tenu par l’équipe Dév’Up, qui seule pose un état.")
    return replace(figure, note=note, files=("suivi",), is_sortable=False)


def _measures(view: View) -> pd.DataFrame:
    steps = _book(view).steps()
    return pd.DataFrame(
        [
            {"group": f"{group.number}. {group.short}"} | _step(view, one, steps.get(one.id))
            for group in load_opinion().recommendations
            for one in group.measures
        ]
    )


def _step(view: View, measure: Measure, step: Step | None) -> dict[str, str]:
    row = {
        "title": measure.title,
        "short": measure.short,
        "state": STATE_LABELS[step.state] if step else NOT_ENTERED,
        "since": fr_date(step.since) if step else "",
        "owner": step.owner if step else "",
        "note": step.note if step else "",
        "effect": str(measure.gap),
        "before": "",
        "now": MISSING,
    }
    if measure.indicators:
        name = measure.indicators[0]
        row["effect"] = load_catalog().indicators[name].label
        row["now"] = _current_values(view)[name]
        row["before"] = _value(view, name, step.since) if step else ""
    return row


@remembered
def _current_values(view: View) -> dict[str, str]:
    """Value at this month end of the indicator that follows each measure, by id."""
    names = {one.indicators[0] for one in load_opinion().measures.values() if one.indicators}
    return {name: _value(view, name, view.as_of) for name in sorted(names)}


def _value(view: View, indicator_id: str, day: object) -> str:
    """Value for all networks at the last month end up to a day."""
    history = view.of_all().of_every_month().series(indicator_id)
    past = history[history["as_of"] <= str(day)]
    if past.empty:
        return MISSING
    return fr_value(load_catalog().indicators[indicator_id], past.iloc[-1])


def _book(view: View) -> FollowUp:
    return FollowUp(curated_root(), view.build.workspace, view.role)


def _row(view: View, one: Standing) -> dict[str, str]:
    return {
        "short": f"{one.barrier.number}. {one.barrier.short}",
        "link": link(view, one.barrier),
        "label": one.indicator.label,
        "now": words.value_words(one),
        "before": words.before_words(one),
        "difference": words.difference_words(one),
        "word": words.change_words(one),
    }


def link(view: View, one: Barrier) -> str:
    """Address of this page's section on a barrier, relative to where the site is served."""
    return f"freins?{urlencode({**view.kept, 'onglet': 'frein', 'frein': one.id})}"


def _lecture(view: View, one: Standing) -> str:
    change = f", {one.change.word} en un an" if one.change is not None else ""
    return (
        f"au {fr_date(view.as_of)}, pour {ALL_NETWORKS}, {lower_first(one.indicator.label)}"
        f"{NBSP}: {words.value_words(one)}{change}."
    )


def _phrase(one: Standing) -> str:
    """The same to quote, with the period that the figure covers; empty if its words are its own."""
    said = phrase.sentence(one.indicator, one.now, ALL_NETWORKS).removesuffix(".")
    change = f"{NNBSP}; en un an{NBSP}: {one.change.word}" if one.change is not None else ""
    return f"{said}{change}." if said else ""


def _traced(
    view: View,
    key: str,
    title: str,
    standings: Sequence[Standing],
    rows: pd.DataFrame,
    columns: Sequence[Column],
    read: Standing,
) -> Figure:
    """A table of several indicators: one is read, each is cited, and all files are its source."""
    files = dict.fromkeys(name for one in standings for name in one.indicator.files)
    lecture = _lecture(view, read)
    figure = make_table(view.of_all(), key, title, [*files], rows, columns, lecture=lecture)
    indicators = tuple(one.indicator for one in standings)
    note = replace(figure.note, phrase=_phrase(read))
    return replace(figure, note=note, indicators=indicators, is_sortable=False)


def _barrier(barrier_id: str) -> Barrier:
    return next(one for one in load_opinion().barriers if one.id == barrier_id)


FIGURES = {
    "freins.six": six,
    "freins.mesures": measures,
    "freins.evolution": evolution,
    "freins.suivi": followed,
    **{f"freins.{one.id}": partial(barrier, barrier_id=one.id) for one in load_opinion().barriers},
}
