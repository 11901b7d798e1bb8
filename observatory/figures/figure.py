"""A figure as a value: what a page draws, a document prints and a check recomputes.

A figure is a function of a `View`, one reader's question. Nothing here depends on who draws it, so
that a page, a report, the command line and the check of an old quotation call the same function
and print the same fingerprint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from method import phrase, wording
from method.build import Build
from method.catalog import Indicator, load_catalog
from method.plain_text import spaced
from method.wording import ALL_NETWORKS, Note
from observatory.figures import file_words
from observatory.figures.chart import Chart
from observatory.figures.columns import Column, of

ALL = "*"
# Between ids in one parameter of the address.
SEPARATOR = "."


@dataclass(frozen=True)
class View:
    """One reader's question: a build, a role, a month end, a subject, and the page's filters.

    Attributes:
        ask: runs a named query in the reader's session; on the screen, answers are cached.
        build: the build that every query reads.
        role: of the reader.
        tables: published `schema.table` names in which the reader can read something.
        as_of: month end.
        scope: one network, or `'*'` for all together.
        subject: whom the figures are about, worded for a sentence.
        options: the page's filters, by parameter of the address.
        kept: parameters of the address that links to other pages carry along.
        remember: calls a function of a view, or returns the result already computed for the same
            view; if None, functions are simply called.
    """

    ask: Callable[..., pd.DataFrame]
    build: Build
    role: str
    tables: frozenset[str]
    as_of: date
    scope: str = ALL
    subject: str = ALL_NETWORKS
    options: Mapping[str, Any] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    remember: Callable[[Callable[[View], Any], View], Any] | None = None

    def query(self, name: str, **more: Any) -> pd.DataFrame:
        """Run a named query at this month end."""
        return self.ask(name, as_of=self.as_of, **more)

    def of_scope(self, name: str, **more: Any) -> pd.DataFrame:
        """Run a named query at this month end, for this scope."""
        return self.query(name, network_id=self.scope, **more)

    def rows_of(self, table: str, name: str, **more: Any) -> pd.DataFrame | None:
        """Run a named query for this scope; None if it is empty or the table is not readable."""
        if not self.can_read(table):
            return None
        rows = self.of_scope(name, **more)
        return None if rows.empty else rows

    def headlines(self, indicator_ids: Iterable[str], scope: str | None = None) -> pd.DataFrame:
        """Rows of `indicator_headlines` for some indicators, in this scope or another.

        The query covers every indicator: a page reads many of them, and one answer serves them all.
        """
        rows = self.query(
            "indicator_headlines", network_id=scope or self.scope, indicators=_every_indicator()
        )
        return rows[rows["indicator_id"].isin([*indicator_ids])].reset_index(drop=True)

    def headline(self, indicator_id: str, scope: str | None = None) -> pd.Series:
        """The row of `indicator_headlines` for one indicator, in this scope or another."""
        return self.headlines([indicator_id], scope).iloc[0]

    def series(self, *indicator_ids: str) -> pd.DataFrame:
        """Values of indicators in this scope, one row per month and indicator up to this month."""
        whole = self.of_every_month()
        histories = self.remember(_histories, whole) if self.remember else _histories(whole)
        own = [histories[one] for one in sorted(indicator_ids) if one in histories]
        rows = own[0] if len(own) == 1 else pd.concat([histories[""], *own], ignore_index=True)
        return rows[rows["as_of"] <= pd.Timestamp(self.as_of)].reset_index(drop=True)

    def of_all(self) -> View:
        """The same question about all networks together."""
        return replace(self, scope=ALL, subject=ALL_NETWORKS)

    def of_every_month(self) -> View:
        """This scope at the last month and without filters: what all months of it share."""
        return replace(self, as_of=self.build.as_of, options={}, kept={})

    def having(self, **options: Any) -> View:
        """The same question with additional filters of the page."""
        return replace(self, options={**self.options, **options})

    def several(self, option: str) -> list[str]:
        """An option with several ids: a list, or a text joined by dots as in the address."""
        value = self.options.get(option, ())
        ids = value.split(SEPARATOR) if isinstance(value, str) else value
        return [one for one in ids if one]

    def sheet(self, network_id: str) -> str:
        """Address of the Fiche réseau of a network, relative to the root of the site."""
        return f"fiche?{urlencode({**self.kept, 'reseau': network_id})}"

    def can_read(self, table: str) -> bool:
        """Whether the build has this `schema.table` and the reader can read something in it."""
        return table in self.tables


def _histories(whole: View) -> dict[str, pd.DataFrame]:
    """Every month of each indicator of a scope, which serves all months; no row under `""`."""
    rows = whole.ask(
        "indicator_series",
        until=whole.as_of,
        networks=[whole.scope],
        indicators=_every_indicator(),
    )
    by_indicator = {str(name): own for name, own in rows.groupby("indicator_id")}
    return {"": rows.iloc[:0], **by_indicator}


def _every_indicator() -> list[str]:
    return [*load_catalog().indicators]


@dataclass(frozen=True)
class Figure:
    """Rows, how they are shown and read, and the chart.

    Attributes:
        key: `<page>.<figure>`, never changed: quotations refer to it.
        title: the finding or the content, in French.
        rows: the rows behind it, with secrecy and role applied.
        columns: how they are shown, in order; other columns of `rows` are never exported.
        note: Lecture, Champ, Source.
        indicators: entries of the catalogue that it shows, the main one first; none for a table
            read directly from the files.
        chart: None if the figure is only a table.
        caption: what a reader must know to read it, or empty.
        is_sortable: whether its headers sort the table; not when cells are sentences.
        picture: chart to export for a table whose drawing is made by the page itself (a map).
        files: raw files that the rows come from; those of the main indicator when empty.
    """

    key: str
    title: str
    rows: pd.DataFrame
    columns: tuple[Column, ...]
    note: Note
    indicators: tuple[Indicator, ...]
    chart: Chart | None = None
    caption: str = ""
    is_sortable: bool = True
    picture: Chart | None = None
    files: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        note = self.note
        spaced_note = Note(*map(spaced, (note.lecture, note.champ, note.source, note.phrase)))
        for field_name, text in (
            ("title", spaced(self.title)), ("caption", spaced(self.caption)), ("note", spaced_note)
        ):  # fmt: skip
            object.__setattr__(self, field_name, text)
        if self.chart is not None:
            for one in self.chart.notes:
                one["text"] = spaced(one["text"])


@dataclass(frozen=True)
class Empty:
    """Why there is no figure, and what is needed for one.

    Attributes:
        what: what would be shown here.
        reason: why it is not, as a full sentence.
        files: raw files that would fill it.
        networks: those whose files are missing; all of them when empty.
    """

    what: str
    reason: str
    files: tuple[str, ...]
    networks: tuple[str, ...] = ()


def make(
    view: View,
    key: str,
    title: str,
    indicator_id: str,
    rows: pd.DataFrame,
    columns: Sequence[Column],
    chart: Chart | None = None,
    *,
    lecture: str = "",
    read: pd.Series | None = None,
    whom: str = "",
    champ: str = "",
    caption: str = "",
) -> Figure:
    """A figure for an entry of the catalogue, which gives by default its wording.

    Its source is that of this entry and of every other one that has a column under its id.

    Args:
        view: the question.
        key: see `Figure`.
        title: see `Figure`.
        indicator_id: entry of the catalogue for this figure.
        rows: see `Figure`.
        columns: see `Figure`.
        chart: drawn from the rows; stamped here with its indicator and its source.
        lecture: how to read it; by default, one row of the indicator put into a sentence.
        read: that row, by default the headline value of the scope.
        whom: whom that row is about, worded for a sentence; by default the view's subject.
        champ: what it covers; by default the catalogue's wording.
        caption: see `Figure`.
    """
    catalog = load_catalog().indicators
    indicator = catalog[indicator_id]
    # A table of several indicators comes from the files of each.
    shown = (indicator, *(catalog[one.key] for one in columns if one.key in catalog))
    files = tuple(dict.fromkeys(name for one in shown for name in one.files))
    source = file_words.source_of(files, view.build)
    phrase_text = ""
    if not lecture:
        row = view.headline(indicator_id) if read is None else read
        lecture = wording.lecture(indicator, row, whom or view.subject)
        phrase_text = phrase.sentence(indicator, row, whom or view.subject)
    if chart is not None:
        chart.update_layout(meta={"indicator": indicator.id, "source": source})
    note = Note(lecture, champ or wording.champ(indicator, view.subject), source, phrase_text)
    return Figure(key, title, rows, tuple(columns), note, (indicator,), chart, caption, files=files)


def make_table(
    view: View,
    key: str,
    title: str,
    files: Sequence[str],
    rows: pd.DataFrame,
    columns: Sequence[Column],
    *,
    lecture: str,
    champ: str = "",
    caption: str = "",
) -> Figure:
    """A table read from the raw files, without an entry of the catalogue.

    Args:
        view: the question.
        key: see `Figure`.
        title: see `Figure`.
        files: names of the contracts that the rows come from.
        rows: see `Figure`.
        columns: see `Figure`.
        lecture: how to read one row.
        champ: what it covers; by default the subject.
        caption: see `Figure`.
    """
    note = Note(lecture, champ or f"{view.subject}.", file_words.source_of(files, view.build))
    return Figure(key, title, rows, tuple(columns), note, (), caption=caption, files=tuple(files))


def nothing(what: str, reason: str, indicator_id: str, *networks: str) -> Empty:
    """An empty figure; the catalogue gives the files that would fill it."""
    return Empty(what, reason, tuple(load_catalog().indicators[indicator_id].files), networks)


def nothing_sent(view: View, what: str, reason: str, indicator_id: str) -> Empty:
    """An empty figure for the scope of a view, naming the network if the scope is one."""
    networks = () if view.scope == ALL else (view.subject,)
    return nothing(what, reason, indicator_id, *networks)


def column(
    indicator_id: str, key: str = "value", status: str = "status", label: str | None = None
) -> Column:
    """The column of a catalogue indicator; see `columns.of`."""
    return of(load_catalog().indicators[indicator_id], key, status, label)


def own_column(indicator_id: str) -> Column:
    """The column of an indicator in a table with one column per indicator and one per status."""
    return column(indicator_id, indicator_id, f"{indicator_id}_status")
