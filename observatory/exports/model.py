"""What leaves the application: figures with everything that makes them quotable.

A writer (`xlsx`, `csv`, `docx`, `pdf`, `picture`) takes a `Document` and returns bytes; it reads
no database, so that an export holds what its reader saw under the gate and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from method.build import Build
from method.catalog import Indicator
from method.wording import Note
from observatory.figures.columns import Column
from observatory.figures.figure import Figure


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
    """

    title: str
    build: Build
    role: str
    made_on: date
    parts: tuple[QuotedFigure | Paragraphs, ...] = field(default=())

    @property
    def figures(self) -> tuple[QuotedFigure, ...]:
        """The figures alone, in order."""
        return tuple(part for part in self.parts if isinstance(part, QuotedFigure))
