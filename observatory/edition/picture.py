"""Charts of the edition as SVG that weighs little and is the same each time it is drawn.

The traps: the drawing names its parts at random, and writes coordinates to the hundredth of a
pixel. A picture is named by what it is drawn from, so that one that did not change is not drawn
again at the next publication.
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
# What these drawings look like: a change of this module's own work is another picture.
DRAWING = 3
_STAMP_LINE = 24
_ID = re.compile(r'\bid="([^"]+)"')
_USE = re.compile(r"(#)([\w-]+)")
_PATH = re.compile(r'(?<= d=")[^"]+(?=")')
_LONG = re.compile(r"-?\d+\.\d{2,}")
# Nothing but points and the ends of shapes: the outlines of a map, the curve of a series.
_POINTS = re.compile(r"(?:[ML]-?[\d.]+,-?[\d.]+|Z)+")
_POINT = re.compile(r"([ML])(-?[\d.]+),(-?[\d.]+)|Z")
# Characters of a path that is worth thinning, and pixels under which a point says nothing.
_HEAVY = 800
_CLOSE = 3.0
# What a browser does without being told.
_DEFAULT = re.compile(r"(?:vector-effect: none|(?:stroke-|fill-)?opacity: 1); ?")
# What the library that draws tells itself.
_CLASS = re.compile(r' (?:class|data-[\w-]+)="[^"]*"')
_WRAPPED = re.compile(r"<g>(<text[^<>]*>[^<>]*</text>)</g>")
_STYLE = re.compile(r' style="([^"]*)"')
_EMPTY = re.compile(r"<g(?: [^<>]*)?(?:/>|(?<!/)></g>)|<path/>")
_OPEN = re.compile(r"<svg\b[^>]*>")
_SIZE = re.compile(r'(?<=\bheight=")[\d.]+(?=")|(?<=\bviewBox="0 0 )[\d.]+ [\d.]+(?=")')


def height(shown: Shown, *, is_fictional: bool) -> int:
    """Of the picture, in its own pixels."""
    chart = shown.figure.chart
    tall = int(DEFAULT_HEIGHT if chart is None else chart.layout.get("height", DEFAULT_HEIGHT))
    return tall + (_STAMP_LINE if is_fictional else 0)


def name(shown: Shown, *, is_fictional: bool) -> str:
    """File of the picture, named by the chart, its words and what draws it."""
    chart = shown.figure.chart
    drawn = "" if chart is None else chart.to_json()
    said = (str(DRAWING), plotly.__version__, drawn, *words(shown), str(is_fictional))
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:16] + ".svg"


def words(shown: Shown) -> tuple[str, str]:
    """Title of the picture and what it says, for who does not see it."""
    return shown.figure.title, shown.figure.note.lecture


def draw(shown: Shown, former: Path, *, is_fictional: bool) -> bytes | None:
    """The picture: the former edition's where it has it; None where nothing can draw here."""
    kept = former / FOLDER / name(shown, is_fictional=is_fictional)
    if kept.is_file():
        return kept.read_bytes()
    drawn = picture.for_document(shown.figure, "svg")
    if drawn is None:
        return None
    tall = height(shown, is_fictional=is_fictional)
    return _told(steady(drawn.decode()), words(shown), tall if is_fictional else 0).encode()


def steady(svg: str) -> str:
    """The drawing with its parts named in their order, and no more points than one sees."""
    svg = _EMPTY.sub("", _DEFAULT.sub("", _CLASS.sub("", svg)))
    svg = _WRAPPED.sub(r"\1", svg)
    names = {old: f"p{rank}" for rank, old in enumerate(dict.fromkeys(_ID.findall(svg)))}
    svg = _ID.sub(lambda found: f'id="{names[found[1]]}"', svg)
    svg = _short_styles(_USE.sub(lambda found: f"#{_named(names, found[2])}", svg))
    return _PATH.sub(lambda path: _lighter(path[0]), svg)


def _short_styles(svg: str) -> str:
    """Each look written once: a map says the same of a hundred outlines."""
    told = Counter(_STYLE.findall(svg))
    names = {look: f"s{rank}" for rank, look in enumerate(told) if told[look] > 1 and look.strip()}
    svg = _STYLE.sub(
        lambda look: f' class="{names[look[1]]}"' if look[1] in names else look[0], svg
    )
    rules = "".join(f".{name}{{{look.strip()}}}" for look, name in names.items())
    return _OPEN.sub(lambda head: f"{head[0]}<style>{rules}</style>", svg, count=1)


def _lighter(path: str) -> str:
    """A path to the tenth of a pixel; a heavy one to the pixel, without the points too close."""
    if len(path) < _HEAVY or not _POINTS.fullmatch(path):
        return _LONG.sub(_tenth, path)
    told: list[str] = []
    last = (0, 0)
    for found in _POINT.finditer(path):
        if found[0] == "Z":
            told.append("Z")
            continue
        here = (round(float(found[2])), round(float(found[3])))
        is_start = found[1] == "M"
        if is_start or math.dist(here, last) > _CLOSE:
            told.append(f"{found[1]}{here[0]},{here[1]}" if is_start else _step(last, here))
            last = here
    return "".join(told)


def _step(last: tuple[int, int], here: tuple[int, int]) -> str:
    """A line by how far it goes, which is shorter to write."""
    across, down = here[0] - last[0], here[1] - last[1]
    return f"l{across}{'' if down < 0 else ','}{down}"


def _named(names: Mapping[str, str], old: str) -> str:
    return names.get(old, old)


def _tenth(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")


def _told(svg: str, told: tuple[str, str], stamped_height: int) -> str:
    """The drawing with its title and its text, and the stamp of fictional data below it."""
    title, text = (escape(one) for one in told)
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


def _taller(size: str, tall: int) -> str:
    return f"{size.split()[0]} {tall}" if " " in size else str(tall)
