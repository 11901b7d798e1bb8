"""Charts of the edition as small SVG files, identical each time they are drawn.

The traps: Kaleido gives elements random ids, and writes coordinates to a hundredth of a pixel. A
picture is named by a hash of its content, so that an unchanged one is not drawn again at the next
publication.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Mapping
from html import escape
from pathlib import Path

import plotly

from observatory.edition.model import Shown
from observatory.exports import picture
from observatory.figures.quoting import FICTIONAL

FOLDER = "images"
WIDTH = picture.WIDTH
DEFAULT_HEIGHT = 400
# Version of the output of this module: to be increased when its own processing changes.
DRAWING = 3
_STAMP_LINE = 24
_ID = re.compile(r'\bid="([^"]+)"')
_USE = re.compile(r"(#)([\w-]+)")
_PATH = re.compile(r'(?<= d=")[^"]+(?=")')
_LONG = re.compile(r"-?\d+\.\d{2,}")
# A path of points and closed shapes only: the outlines of a map, the curve of a series.
_POINTS = re.compile(r"(?:[ML]-?[\d.]+,-?[\d.]+|Z)+")
_POINT = re.compile(r"([ML])(-?[\d.]+),(-?[\d.]+)|Z")
# Characters from which a path is thinned, and pixels under which a point can be dropped.
_HEAVY = 800
_CLOSE = 3.0
# Default values of a browser.
_DEFAULT = re.compile(r"(?:vector-effect: none|(?:stroke-|fill-)?opacity: 1); ?")
# Internal attributes of the drawing library.
_CLASS = re.compile(r' (?:class|data-[\w-]+)="[^"]*"')
_WRAPPED = re.compile(r"<g>(<text[^<>]*>[^<>]*</text>)</g>")
_STYLE = re.compile(r' style="([^"]*)"')
_EMPTY = re.compile(r"<g(?: [^<>]*)?(?:/>|(?<!/)></g>)|<path/>")
_OPEN = re.compile(r"<svg\b[^>]*>")
_SIZE = re.compile(r'(?<=\bheight=")[\d.]+(?=")|(?<=\bviewBox="0 0 )[\d.]+ [\d.]+(?=")')


def height(shown: Shown, *, is_fictional: bool) -> int:
    """Height of the picture, in its own pixels."""
    chart = shown.figure.chart
    pixels = int(DEFAULT_HEIGHT if chart is None else chart.layout.get("height", DEFAULT_HEIGHT))
    return pixels + (_STAMP_LINE if is_fictional else 0)


def name(shown: Shown, *, is_fictional: bool) -> str:
    """File name of the picture: a hash of the chart, its texts and the drawing code."""
    chart = shown.figure.chart
    chart_json = "" if chart is None else chart.to_json()
    parts = (str(DRAWING), plotly.__version__, chart_json, *words(shown), str(is_fictional))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16] + ".svg"


def words(shown: Shown) -> tuple[str, str]:
    """Title and text of the picture, for readers who cannot see it."""
    return shown.figure.title, shown.figure.note.lecture


def draw(shown: Shown, former: Path, *, is_fictional: bool) -> bytes | None:
    """The picture, copied from the former edition if it has it; None if no browser can draw."""
    former_file = former / FOLDER / name(shown, is_fictional=is_fictional)
    if former_file.is_file():
        return former_file.read_bytes()
    svg = picture.for_document(shown.figure, "svg")
    if svg is None:
        return None
    taller_height = height(shown, is_fictional=is_fictional)
    return _with_title(
        steady(svg.decode()), words(shown), taller_height if is_fictional else 0
    ).encode()


def steady(svg: str) -> str:
    """The drawing with ids in order of appearance, and without points too close to be seen."""
    svg = _EMPTY.sub("", _DEFAULT.sub("", _CLASS.sub("", svg)))
    svg = _WRAPPED.sub(r"\1", svg)
    names = {old: f"p{rank}" for rank, old in enumerate(dict.fromkeys(_ID.findall(svg)))}
    svg = _ID.sub(lambda match: f'id="{names[match[1]]}"', svg)
    svg = _short_styles(_USE.sub(lambda match: f"#{_named(names, match[2])}", svg))
    return _PATH.sub(lambda path: _lighter(path[0]), svg)


def _short_styles(svg: str) -> str:
    """Write each repeated style once, as a class: a map has a hundred outlines alike."""
    uses = Counter(_STYLE.findall(svg))
    names = {look: f"s{rank}" for rank, look in enumerate(uses) if uses[look] > 1 and look.strip()}
    svg = _STYLE.sub(
        lambda look: f' class="{names[look[1]]}"' if look[1] in names else look[0], svg
    )
    rules = "".join(f".{name}{{{look.strip()}}}" for look, name in names.items())
    return _OPEN.sub(lambda head: f"{head[0]}<style>{rules}</style>", svg, count=1)


def _lighter(path: str) -> str:
    """Round a path to a tenth of a pixel; a heavy one to the pixel, without points too close."""
    if len(path) < _HEAVY or not _POINTS.fullmatch(path):
        return _LONG.sub(_tenth, path)
    commands: list[str] = []
    last = (0, 0)
    for match in _POINT.finditer(path):
        if match[0] == "Z":
            commands.append("Z")
            continue
        here = (round(float(match[2])), round(float(match[3])))
        is_start = match[1] == "M"
        if is_start or math.dist(here, last) > _CLOSE:
            commands.append(f"{match[1]}{here[0]},{here[1]}" if is_start else _step(last, here))
            last = here
    return "".join(commands)


def _step(last: tuple[int, int], here: tuple[int, int]) -> str:
    """A line in relative coordinates, which are shorter."""
    across, down = here[0] - last[0], here[1] - last[1]
    return f"l{across}{'' if down < 0 else ','}{down}"


def _named(names: Mapping[str, str], old: str) -> str:
    return names.get(old, old)


def _tenth(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")


def _with_title(svg: str, title_and_text: tuple[str, str], stamped_height: int) -> str:
    """The drawing with its title and its text, and the fictional data stamp below it."""
    title, text = (escape(one) for one in title_and_text)
    head = _OPEN.search(svg)
    if head is None:
        return svg
    opening, rest = head[0], svg[head.end() :]
    if stamped_height:
        opening = _SIZE.sub(lambda size: _taller(size[0], stamped_height), opening)
        mark = (
            f'<text x="8" y="{stamped_height - 8}" font-family="Arial, sans-serif" '
            f'font-size="13" fill="#8a4b00">{escape(FICTIONAL)}</text></svg>'
        )
        rest = rest.removesuffix("</svg>") + mark
    return f"{opening}<title>{title}</title><desc>{text}</desc>{rest}"


def _taller(size: str, new_height: int) -> str:
    return f"{size.split()[0]} {new_height}" if " " in size else str(new_height)
