"""The content of a page of the edition, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass

from method.build import Build
from method.catalog import Indicator
from method.plain_text import seen, shortened
from observatory.content.texts import Block
from observatory.exports.model import Document, QuotedFigure, as_written, quoted
from observatory.figures.figure import Figure
from observatory.gate.access import PUBLIC, ROLE_LABELS


@dataclass(frozen=True)
class Words:
    """Sentences under a heading; an empty heading if they follow the title of the page."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Link:
    """One line of a list: its target in the edition, and a short description."""

    label: str
    path: str
    note: str = ""


@dataclass(frozen=True)
class Links:
    """A list of links under a heading."""

    heading: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Shown:
    """A figure as shown on a page.

    Attributes:
        figure: cleaned for writing: no invisible characters, no endless text.
        caption: what a reader must know to read it.
        base: its files are `donnees/<base>.csv` and `.json`.
        page: the figure's own page, empty on that page.
    """

    figure: QuotedFigure
    caption: str
    base: str
    page: str = ""


@dataclass(frozen=True)
class Definitions:
    """Full entries of the catalogue."""

    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class Files:
    """Files of figures under a heading."""

    heading: str
    figures: tuple[Shown, ...]


@dataclass(frozen=True)
class Texts:
    """A text of the project under a heading."""

    heading: str
    blocks: tuple[Block, ...]


Part = Words | Links | Shown | Definitions | Files | Texts


@dataclass(frozen=True)
class Page:
    """One page.

    Attributes:
        path: inside the edition.
        title: of the page, in French; the only level-one heading.
        question: that the page answers, empty if none.
        parts: in order.
        trail: pages above it, from the home page.
    """

    path: str
    title: str
    parts: tuple[Part, ...]
    question: str = ""
    trail: tuple[Link, ...] = ()


def shown_figure(figure: Figure, build: Build, base: str, page: str = "") -> Shown:
    """A figure of the registry as shown in the edition, without a link to a view."""
    document = as_written(document_of(quoted(figure, ""), build))
    return Shown(document.figures[0], shortened(seen(figure.caption), 4_000), base, page)


def document_of(figure: QuotedFigure, build: Build) -> Document:
    """One figure as a document dated by its build: the same build gives the same bytes."""
    made_on = build.built_at.date()
    return Document(figure.title, build, ROLE_LABELS[PUBLIC], made_on, (figure,))
