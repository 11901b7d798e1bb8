"""A chart as PNG or SVG at print size, with its title, its reading and its source in the picture.

Kaleido draws with a Chromium. The trap: starting a browser for each picture takes three seconds,
and one that hangs would block a reader forever; one server is started at the first picture, and a
picture not ready in time is an error in French.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as PictureTimeout
from functools import cache
from html import escape
from textwrap import wrap
from typing import Literal

import kaleido
import plotly.graph_objects as go

from method.build import Build
from method.errors import ReaderError
from method.plain_text import shortened
from method.wording import NBSP
from observatory.exports import paper
from observatory.exports.model import Document, QuotedFigure, as_written
from observatory.figures.chart import Chart
from observatory.figures.charts import INK, MUTED
from observatory.figures.marks import literal, without_foreign_marks
from observatory.figures.quoting import FICTIONAL, SITE

WIDTH = 1_000
PNG_SCALE = 3
SECONDS = 40
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_TITLE_ROOM = 70
_LINE = 19
_LINE_LENGTH = 135
_TITLE_LENGTH = 110


class PictureError(ReaderError):
    """No picture could be made; the message is in French and says what to do."""


def png(document: Document) -> bytes:
    """The chart of the first figure as PNG, 3 000 pixels wide.

    Raises:
        PictureError: no browser on this machine, or it did not answer in time.
    """
    return _draw(framed(document.figures[0], document.build), "png", PNG_SCALE)


def svg(document: Document) -> bytes:
    """The chart of the first figure as SVG, with lines and text kept as vectors.

    Its title and its reading are also those of the file, which a screen reader announces instead of
    each tick.

    Raises:
        PictureError: see `png`.
    """
    figure = as_written(document).figures[0]
    opening, _, drawing = _draw(framed(figure, document.build), "svg", 1).decode().partition(">")
    told = f"<title>{escape(figure.title)}</title><desc>{escape(figure.note.lecture)}</desc>"
    return f'{opening} role="img" xml:lang="fr">{told}{drawing}'.encode()


def for_document(figure: QuotedFigure, kind: Literal["png", "svg"]) -> bytes | None:
    """The chart alone, for a document that prints the title, the table and the source itself.

    None for a table, or if no browser can draw: the document then keeps the table.
    """
    if figure.chart is None:
        return None
    return _drawn_or_none(_copy(figure), kind, 2 if kind == "png" else 1)


def on_paper(chart: Chart, centimetres: float, kind: Literal["png", "svg"]) -> bytes | None:
    """A chart at its printed size; None if no browser can draw.

    Args:
        chart: as drawn on a page.
        centimetres: its printed width.
        kind: a PNG, for Word, has three pixels for each pixel of the screen.
    """
    return _drawn_or_none(
        paper.printed(chart, centimetres), kind, PNG_SCALE if kind == "png" else 1
    )


def _drawn_or_none(chart: go.Figure, kind: Literal["png", "svg"], scale: int) -> bytes | None:
    try:
        return _draw(chart, kind, scale)
    except PictureError:
        return None


def framed(figure: QuotedFigure, build: Build) -> go.Figure:
    """A copy of the chart with its title, reading and source written around it."""
    chart = _copy(figure)
    below = [
        line
        for text in (
            f"Lecture{NBSP}: {figure.note.lecture}",
            f"Source{NBSP}: {figure.note.source}",
        )
        for line in wrap(text, _LINE_LENGTH)
    ]
    below.append(f"{FICTIONAL} · {SITE}" if build.is_fictional else SITE)
    margin = chart.layout.margin.to_plotly_json()
    room = _TITLE_ROOM + _LINE * len(below)
    height = (chart.layout.height or 400) + room
    return chart.update_layout(
        title={
            "text": f"<b>{literal(shortened(figure.title, _TITLE_LENGTH))}</b>",
            "x": 0.01,
            "y": 1 - 26 / height,
            "yanchor": "top",
            "font": {"size": 20, "color": INK},
            "subtitle": {
                "text": "<br>".join(literal(line) for line in below),
                "font": {"size": 13, "color": MUTED},
            },
        },
        margin={**margin, "t": margin.get("t", 12) + room, "l": max(margin.get("l", 8), 16)},
        height=height,
    )


def _copy(figure: QuotedFigure) -> go.Figure:
    if figure.chart is None:
        raise PictureError("Cette figure est un tableau : emportez-la en CSV ou en Excel.")
    chart = without_foreign_marks(figure.chart).to_plotly()
    return chart.update_layout(width=WIDTH, font={"family": "Source Sans, Arial"})


def _draw(chart: go.Figure, kind: Literal["png", "svg"], scale: int) -> bytes:
    """Draw a chart, or return the earlier drawing of an identical chart."""
    if browser() is None:
        raise PictureError(
            "Aucun navigateur n’est installé sur ce serveur pour dessiner l’image "
            "(paquet chromium) : emportez le tableau."
        )
    size = {"width": chart.layout.width or WIDTH, "height": chart.layout.height or 400}
    description = f"{kind} {scale} {size} {chart.to_json(validate=False)}"
    digest = hashlib.sha256(description.encode()).hexdigest()
    return _kept.get(digest) or _kept.keep(
        digest, _drawn_by_kaleido(chart, {"format": kind, "scale": scale, **size})
    )


def _drawn_by_kaleido(chart: go.Figure, options: dict[str, object]) -> bytes:
    future = _worker().submit(kaleido.calc_fig_sync, chart, opts=options)
    try:
        return future.result(timeout=SECONDS)
    except PictureTimeout:
        # The thread is lost with its browser: the next picture starts new ones.
        _worker.cache_clear()
        raise PictureError(
            f"L’image n’a pas pu être dessinée en {SECONDS} secondes : réessayez."
        ) from None


def browser() -> str | None:
    """Path of Chromium on this machine: `CHROMIUM`, else the first one found."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


class _Drawings:
    """A cache of recent drawings: pictures take most of the time of a document."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, mark: str) -> bytes | None:
        """A cached drawing, marked as last used; None if it is not cached."""
        with self._lock:
            if mark in self._held:
                self._held.move_to_end(mark)
            return self._held.get(mark)

    def keep(self, mark: str, drawn: bytes) -> bytes:
        """Cache a drawing, and drop the least recently used ones."""
        with self._lock:
            self._held[mark] = drawn
            while sum(map(len, self._held.values())) > self._most:
                self._held.popitem(last=False)
        return drawn


# Size of the cache in bytes: about ten documents.
_kept = _Drawings(32 * 1024**2)


@cache
def _worker() -> ThreadPoolExecutor:
    """The single drawing thread, with its browser."""
    os.environ["BROWSER_PATH"] = browser() or ""
    kaleido.start_sync_server(silence_warnings=True)
    atexit.register(kaleido.stop_sync_server, silence_warnings=True)
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="picture")
