"""What the application exports: figures with everything needed to quote them.

A writer (`xlsx`, `csv`, `docx`, `pdf`, `picture`) takes a `Document` and returns bytes; it reads
no database, so that an export contains what its reader could see through the gate, nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from method.build import Build
from method.catalog import Indicator
from method.plain_text import seen, shortened, spaced
from method.settings import is_public
from method.wording import Note
from observatory.figures.chart import Chart
from observatory.figures.columns import Column
from observatory.figures.figure import Figure

Chart = Chart
# In characters: anything longer fills its page, and takes Typst minutes.
LONGEST_TITLE = 500
LONGEST_SENTENCE = 4_000
# Rows printed on a page: of the table behind a chart, and of a table alone.
BEHIND_A_CHART, LONGEST_TABLE = 60, 200
# Number of figures from which a list of figures helps.
FEWEST_LISTED = 4


@dataclass(frozen=True)
class QuotedFigure:
    """One figure as shown on the screen, or as requested by a report.

    Attributes:
        key: stable name, `<page>.<figure>`.
        title: the figure's title, in French.
        rows: the rows behind the figure, with secrecy and role applied.
        columns: how they are shown, in order; other columns of `rows` are never exported.
        note: Lecture, Champ, Source.
        indicators: entries of the catalogue that it shows, the main one first.
        link: address of the view, data version included.
        filters: label and value of each filter of the view, in French.
        chart: the plotly figure, None for a table alone.
        caption: what a reader must know to read it, or empty.
        is_wide: takes the full width of the page in a document with two columns.
    """

    key: str
    title: str
    rows: pd.DataFrame
    columns: tuple[Column, ...]
    note: Note
    indicators: tuple[Indicator, ...]
    link: str
    filters: tuple[tuple[str, str], ...] = ()
    chart: Chart | None = None
    caption: str = ""
    is_wide: bool = False

    @property
    def printed(self) -> int:
        """Maximum number of rows printed on a page."""
        return LONGEST_TABLE if self.chart is None else BEHIND_A_CHART


def cut(figure: Figure, most: int) -> Figure:
    """The figure with only its first rows, or all of them when `most` is 0."""
    return replace(figure, rows=figure.rows.head(most)) if most else figure


def quoted(figure: Figure, link: str, filters: tuple[tuple[str, str], ...] = ()) -> QuotedFigure:
    """A figure ready to export, with the address of its view."""
    chart = figure.chart if figure.chart is not None else figure.picture
    return QuotedFigure(
        figure.key,
        figure.title,
        figure.rows,
        figure.columns,
        figure.note,
        figure.indicators,
        link,
        filters,
        chart,
        figure.caption,
    )


@dataclass(frozen=True)
class Paragraphs:
    """Text of a report between its figures.

    Attributes:
        heading: in French; empty if the text continues under the heading above.
        sentences: in French.
        sees: keys of figures of the document that the text refers to.
        is_sub: its heading is one level below the previous one.
    """

    heading: str
    sentences: tuple[str, ...]
    sees: tuple[str, ...] = ()
    is_sub: bool = False


@dataclass(frozen=True)
class KeyFigure:
    """One number in large type, with its curve and its comment.

    Attributes:
        heading: what it measures.
        value: as printed, or why there is none.
        label: of the indicator.
        word: its change over a year, in a word.
        sentences: sentences under the curve.
        curve: its months; None if too few are known.
        alt: description of the curve, for readers who cannot see it.
    """

    heading: str
    value: str
    label: str
    word: str
    sentences: tuple[str, ...]
    curve: Chart | None = None
    alt: str = ""


@dataclass(frozen=True)
class KeyFigures:
    """A figure printed as numbers in large type, one per row of its table."""

    figure: QuotedFigure
    numbers: tuple[KeyFigure, ...]


Part = QuotedFigure | Paragraphs | KeyFigures


@dataclass(frozen=True)
class Document:
    """A set of figures to write into one file.

    Attributes:
        title: title of the document.
        build: the published build behind every figure; `is_fictional` stamps every page.
        role: French label of the profile that made it.
        made_on: day of the export.
        parts: figures and text, in order.
        lead: the answer, in sentences set larger than the others.
        annex: evidence for the argument: its figures come with all their notes and rows.
        is_brief: a handout: in two columns, the picture or the table, one line of notes per
            figure, definitions linked.
    """

    title: str
    build: Build
    role: str
    made_on: date
    parts: tuple[Part, ...] = field(default=())
    lead: tuple[str, ...] = ()
    annex: tuple[QuotedFigure | Paragraphs, ...] = ()
    is_brief: bool = False

    @property
    def figures(self) -> tuple[QuotedFigure, ...]:
        """The figures without the text, in order, each once."""
        figures = [
            part.figure if isinstance(part, KeyFigures) else part
            for part in (*self.parts, *self.annex)
            if not isinstance(part, Paragraphs)
        ]
        return tuple({(one.key, one.link, one.filters): one for one in figures}.values())

    @property
    def numbers(self) -> dict[str, int]:
        """Number of each figure by key, as in the captions."""
        return {one.key: rank for rank, one in reversed([*enumerate(self.figures, 1)])}

    @property
    def is_listed(self) -> bool:
        """Whether a list of its figures helps: there are several, over more than two pages."""
        return len(self.figures) >= FEWEST_LISTED and (not self.is_brief or bool(self.annex))

    @property
    def defined(self) -> tuple[Indicator, ...]:
        """Indicators that it defines: those of the figures shown with all their notes."""
        full = self.annex if self.is_brief else (*self.parts, *self.annex)
        figures = [part for part in full if isinstance(part, QuotedFigure)]
        return tuple({i.id: i for figure in figures for i in figure.indicators}.values())


def as_written(document: Document) -> Document:
    """The document without characters that no file may contain, nor texts that would fill pages.

    The ingest refuses both, but an older build, a note or the label of a workspace may contain
    them; a writer must not fail on them. Every writer starts here.
    """
    build = replace(document.build, label=_title(document.build.label))
    return replace(
        document,
        title=_title(document.title),
        build=build,
        parts=tuple(map(_part_as_written, document.parts)),
        lead=_sentences(document.lead),
        annex=tuple(map(_part_as_written, document.annex)),
    )


def _part_as_written(part: Any) -> Any:
    """The same for one part, of any kind."""
    if isinstance(part, QuotedFigure):
        return _figure_as_written(part)
    if isinstance(part, KeyFigures):
        numbers = tuple(map(_number_as_written, part.numbers))
        return KeyFigures(_figure_as_written(part.figure), numbers)
    return replace(part, heading=_title(part.heading), sentences=_sentences(part.sentences))


def _number_as_written(number: KeyFigure) -> KeyFigure:
    return replace(
        number,
        heading=_title(number.heading),
        value=_title(number.value),
        label=_title(number.label),
        word=_title(number.word),
        sentences=_sentences(number.sentences),
        alt=spaced(_sentence(number.alt)),
    )


def _figure_as_written(figure: QuotedFigure) -> QuotedFigure:
    raw = figure.note
    note = Note(*map(_sentence, (raw.lecture, raw.champ, raw.source, raw.phrase)))
    return replace(
        figure,
        title=_title(figure.title),
        caption=_sentence(figure.caption),
        note=note,
        link=figure.link if is_public(figure.link) else "",
        filters=tuple((_title(label), _title(chosen)) for label, chosen in figure.filters),
        columns=tuple(replace(column, label=_title(column.label)) for column in figure.columns),
        rows=_rows_as_written(figure.rows),
    )


def _rows_as_written(rows: pd.DataFrame) -> pd.DataFrame:
    """The same frame if no text has to change, so that column types are kept."""
    changed = {}
    for name in rows.select_dtypes(["object", "string"]):
        values = rows[name].tolist()
        cleaned = [_sentence(value) if isinstance(value, str) else value for value in values]
        if any(isinstance(a, str) and a != b for a, b in zip(values, cleaned, strict=True)):
            changed[name] = cleaned
    return rows.assign(**changed) if changed else rows


def _title(text: str) -> str:
    return spaced(shortened(seen(text), LONGEST_TITLE))


def _sentences(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(spaced(_sentence(text)) for text in texts)


def _sentence(text: str) -> str:
    return shortened(seen(text), LONGEST_SENTENCE)
