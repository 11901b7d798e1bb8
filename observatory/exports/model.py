"""What leaves the application: figures with everything that makes them quotable.

A writer (`xlsx`, `csv`, `docx`, `pdf`, `picture`) takes a `Document` and returns bytes; it reads
no database, so that an export holds what its reader saw under the gate and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from method.build import Build
from method.catalog import Indicator
from method.plain_text import seen, shortened
from method.wording import Note
from observatory.figures.columns import Column
from observatory.figures.figure import Figure

# Characters; what is longer drowns its page, and takes a typesetter minutes.
LONGEST_TITLE = 500
LONGEST_SENTENCE = 4_000
# Rows of a table that a page prints: behind a chart, and where the table is all that there is.
BEHIND_A_CHART, LONGEST_TABLE = 60, 200


@dataclass(frozen=True)
class QuotedFigure:
    """One figure as it was on the screen, or as a report asked for it.

    Attributes:
        key: stable name, `<page>.<figure>`.
        title: the figure's title, in French.
        rows: the rows behind the figure, secrecy and role applied.
        columns: how they are shown, in order; other columns of `rows` never leave.
        note: Lecture, Champ, Source.
        indicators: entries of the catalogue that it shows, the main one first.
        link: address of the view, data version included.
        filters: label and value of each filter of the view, in French.
        chart: the plotly figure, None for a table alone.
    """

    key: str
    title: str
    rows: pd.DataFrame
    columns: tuple[Column, ...]
    note: Note
    indicators: tuple[Indicator, ...]
    link: str
    filters: tuple[tuple[str, str], ...] = ()
    chart: go.Figure | None = None

    @property
    def printed(self) -> int:
        """How many rows per page prints at most."""
        return LONGEST_TABLE if self.chart is None else BEHIND_A_CHART


def cut(figure: Figure, most: int) -> Figure:
    """The figure with its first rows alone, all of them when `most` is 0."""
    return replace(figure, rows=figure.rows.head(most)) if most else figure


def quoted(figure: Figure, link: str, filters: tuple[tuple[str, str], ...] = ()) -> QuotedFigure:
    """A figure ready to leave, with the address of its view."""
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
    )


@dataclass(frozen=True)
class Paragraphs:
    """Text of a report between its figures: a heading and sentences, in French."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Document:
    """A set of figures to write into one file.

    Attributes:
        title: title of the document.
        build: the published build behind every figure; `is_fictional` stamps every page.
        role: French label of the profil that made it.
        made_on: day of the export.
        parts: figures and text, in order.
        is_one_page: to hand out: the map small, one line of notes per figure, definitions linked.
    """

    title: str
    build: Build
    role: str
    made_on: date
    parts: tuple[QuotedFigure | Paragraphs, ...] = field(default=())
    is_one_page: bool = False

    @property
    def figures(self) -> tuple[QuotedFigure, ...]:
        """The figures alone, in order."""
        return tuple(part for part in self.parts if isinstance(part, QuotedFigure))


def as_written(document: Document) -> Document:
    """The document without the signs that no file may hold, and without texts that run over pages.

    The ingest refuses both, but an older build, a note or the label of a workspace may carry them;
    a writer must not fail on it. Every writer begins here.
    """
    build = replace(document.build, label=_title(document.build.label))
    parts = tuple(
        _figure_as_written(part)
        if isinstance(part, QuotedFigure)
        else Paragraphs(_title(part.heading), tuple(map(_sentence, part.sentences)))
        for part in document.parts
    )
    return replace(document, title=_title(document.title), build=build, parts=parts)


def _figure_as_written(figure: QuotedFigure) -> QuotedFigure:
    told = figure.note
    note = Note(*map(_sentence, (told.lecture, told.champ, told.source, told.phrase)))
    return replace(
        figure,
        title=_title(figure.title),
        note=note,
        filters=tuple((_title(label), _title(chosen)) for label, chosen in figure.filters),
        columns=tuple(replace(column, label=_title(column.label)) for column in figure.columns),
        rows=_rows_as_written(figure.rows),
    )


def _rows_as_written(rows: pd.DataFrame) -> pd.DataFrame:
    """The same frame where no text holds such a sign: types are left alone."""
    changed = {}
    for name in rows.select_dtypes(["object", "string"]):
        values = rows[name].tolist()
        cleaned = [_sentence(value) if isinstance(value, str) else value for value in values]
        if any(isinstance(a, str) and a != b for a, b in zip(values, cleaned, strict=True)):
            changed[name] = cleaned
    return rows.assign(**changed) if changed else rows


def _title(text: str) -> str:
    return shortened(seen(text), LONGEST_TITLE)


def _sentence(text: str) -> str:
    return shortened(seen(text), LONGEST_SENTENCE)
