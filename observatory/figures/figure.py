"""A figure as a value: what a page draws, a document prints and a check makes again.

A figure is a function of a `View`, which is what one reader asks. Nothing here knows who draws, so
that a page, a report, the command line and the check of an old quotation call the same function
and print the same fingerprint.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
# Between ids in one word of the address.
SEPARATOR = "."


@dataclass(frozen=True)
class View:
    """What one reader asks: a build, a role, a month end, whom, and the page's own filters.

    Attributes:
        ask: a named query of the reader's session; the screen's remembers its answers.
        build: the build that every query reads.
        role: of the reader.
        tables: published `schema.table` names of which the reader sees something.
        as_of: month end.
        scope: one network, or `'*'` for all together.
        subject: whom the figures are about, inside a sentence.
        options: the page's own filters, by their word in the address.
        kept: words of the address that links to other pages carry along.
        remember: calls a function of a view, or gives what it gave to another reader of the same;
            where there is none, functions are simply called.
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
        """A named query at this month end."""
        return self.ask(name, as_of=self.as_of, **more)

    def of_scope(self, name: str, **more: Any) -> pd.DataFrame:
        """A named query at this month end, of this scope."""
        return self.query(name, network_id=self.scope, **more)

    def rows_of(self, table: str, name: str, **more: Any) -> pd.DataFrame | None:
        """A named query of this scope; None where the reader may see no row of the table."""
        if not self.can_read(table):
            return None
        rows = self.of_scope(name, **more)
        return None if rows.empty else rows

    def headline(self, indicator_id: str, scope: str | None = None) -> pd.Series:
        """The row of `indicator_headlines` of one indicator, of this scope or of another."""
        rows = self.query(
            "indicator_headlines", network_id=scope or self.scope, indicators=[indicator_id]
        )
        return rows.iloc[0]

    def series(self, *indicator_ids: str) -> pd.DataFrame:
        """Values of indicators of this scope, month after month up to this one."""
        return self.ask(
            "indicator_series",
            until=self.as_of,
            networks=[self.scope],
            indicators=[*indicator_ids],
        )

    def of_all(self) -> View:
        """The same question about all networks together."""
        return replace(self, scope=ALL, subject=ALL_NETWORKS)

    def having(self, **options: Any) -> View:
        """The same question with more of the page's own filters."""
        return replace(self, options={**self.options, **options})

    def several(self, option: str) -> list[str]:
        """An option that holds several ids: a list, or joined by dots as the address writes it."""
        value = self.options.get(option, ())
        ids = value.split(SEPARATOR) if isinstance(value, str) else value
        return [one for one in ids if one]

    def sheet(self, network_id: str) -> str:
        """Address of the Fiche réseau of a network, relative to wherever the site is served."""
        return f"fiche?{urlencode({**self.kept, 'reseau': network_id})}"

    def can_read(self, table: str) -> bool:
        """Whether the build has that `schema.table` and the reader sees something of it."""
        return table in self.tables


@dataclass(frozen=True)
class Figure:
    """Rows, how they are shown and read, and the chart.

    Attributes:
        key: `<page>.<figure>`, for ever: quotations name it.
        title: says the finding or the content, in French.
        rows: the rows behind it, secrecy and role applied.
        columns: how they are shown, in order; other columns of `rows` never leave.
        note: Lecture, Champ, Source.
        indicators: entries of the catalogue that it shows, the main one first; none for a table of
            what the files say.
        chart: None where the table is the figure.
        caption: what must be known to read it, empty when nothing must.
        is_sortable: whether its headers sort the table; not where cells are sentences.
        picture: what leaves as the chart of a table whose drawing the page shows by itself (a map).
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
        said = Note(*map(spaced, (note.lecture, note.champ, note.source, note.phrase)))
        for name, told in (
            ("title", spaced(self.title)), ("caption", spaced(self.caption)), ("note", said)
        ):  # fmt: skip
            object.__setattr__(self, name, told)
        if self.chart is not None:
            for one in self.chart.notes:
                one["text"] = spaced(one["text"])


@dataclass(frozen=True)
class Empty:
    """Why there is no figure, and what would give one.

    Attributes:
        what: what would stand here.
        reason: why it does not, a full sentence.
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
    """A figure under an entry of the catalogue, which gives its source and, by default, its words.

    Args:
        view: who asks, and of what.
        key: see `Figure`.
        title: see `Figure`.
        indicator_id: the entry that the figure comes under.
        rows: see `Figure`.
        columns: see `Figure`.
        chart: drawn from the rows; stamped here with its indicator and its source.
        lecture: how to read it; by default one row of the indicator, read out and made a sentence.
        read: that row, the scope's headline value by default.
        whom: whom that row is about, inside a sentence; by default the view's subject.
        champ: what it covers; by default the catalogue's words.
        caption: see `Figure`.
    """
    indicator = load_catalog().indicators[indicator_id]
    source = file_words.source(indicator, view.build)
    said = ""
    if not lecture:
        row = view.headline(indicator_id) if read is None else read
        lecture = wording.lecture(indicator, row, whom or view.subject)
        said = phrase.sentence(indicator, row, whom or view.subject)
    if chart is not None:
        chart.update_layout(meta={"indicator": indicator.id, "source": source})
    note = Note(lecture, champ or wording.champ(indicator, view.subject), source, said)
    return Figure(key, title, rows, tuple(columns), note, (indicator,), chart, caption)


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
    """A table of what the raw files say, under no entry of the catalogue.

    Args:
        view: who asks, and of what.
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
    """Nothing to show; the catalogue says which files would fill it."""
    return Empty(what, reason, tuple(load_catalog().indicators[indicator_id].files), networks)


def nothing_sent(view: View, what: str, reason: str, indicator_id: str) -> Empty:
    """Nothing to show for the scope of a view, whose network is named when it is one."""
    networks = () if view.scope == ALL else (view.subject,)
    return nothing(what, reason, indicator_id, *networks)


def column(
    indicator_id: str, key: str = "value", status: str = "status", label: str | None = None
) -> Column:
    """The column of an indicator of the catalogue; see `columns.of`."""
    return of(load_catalog().indicators[indicator_id], key, status, label)


def own_column(indicator_id: str) -> Column:
    """The column of an indicator in a table that has one of each, and its status beside it."""
    return column(indicator_id, indicator_id, f"{indicator_id}_status")
