"""What a page of the edition holds, before anything is written."""

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
    """Sentences under a heading, none where they follow the title of the page."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Link:
    """One line of a list: where it leads inside the edition, and what is told of it."""

    label: str
    path: str
    told: str = ""


@dataclass(frozen=True)
class Links:
    """A list of links under a heading."""

    heading: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Shown:
    """A figure where a page shows it.

    Attributes:
        figure: as written: no sign without shape, no text without end.
        caption: what must be known to read it.
        base: its files are `donnees/<base>.csv` and `.json`.
        page: the figure's own page, empty where this is it.
    """

    figure: QuotedFigure
    caption: str
    base: str
    page: str = ""


@dataclass(frozen=True)
class Definitions:
    """Entries of the catalogue, whole."""

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
        title: of the page, in French; the only heading of the first level.
        question: that the page answers, empty for none.
        parts: in order.
        trail: pages above it, from the home page.
    """

    path: str
    title: str
    parts: tuple[Part, ...]
    question: str = ""
    trail: tuple[Link, ...] = ()


def shown(made: Figure, build: Build, base: str, page: str = "") -> Shown:
    """A figure of the registry as the edition shows it; its link is that of no view."""
    document = as_written(document_of(quoted(made, ""), build))
    return Shown(document.figures[0], shortened(seen(made.caption), 4_000), base, page)


def document_of(figure: QuotedFigure, build: Build) -> Document:
    """One figure as a document, dated of the build: the same build gives the same bytes."""
    made_on = build.built_at.date()
    return Document(figure.title, build, ROLE_LABELS[PUBLIC], made_on, (figure,))
