"""Computed contrast: at least 4.5:1 for text on its background, 3:1 for a mark or the focus."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

import pytest

from method.settings import ROOT
from observatory.figures import charts
from observatory.membership.charts import SIZE_COLOURS, SIZE_TEXTS
from observatory.team.charts import VACANT

TEXT, MARK = 4.5, 3.0
WHITE = "#ffffff"
# Backgrounds of elements that set none: the page, and the fill of boxes and headers.
GROUNDS = (WHITE, "#f3f6fa")
HEX = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
# Lines that separate nothing a reader needs to distinguish, and fills with a printed figure.
DECOR = {
    ".obs-footer": "a line above the last words of the page",
    ".obs-day": "an edge; the urgent one is orange, and says « urgent »",
    ".obs-moments section": "an edge above three columns, each with its title",
}


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio between two colours, `#rrggbb` or `#rgb`."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rules() -> Iterator[tuple[str, dict[str, str]]]:
    """Selector and properties of each rule of the style sheet."""
    sheet = (ROOT / "static" / "app.css").read_text(encoding="utf-8")
    for selector, body in _RULE.findall(re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)):
        pairs = (part.split(":", 1) for part in body.split(";") if ":" in part)
        yield selector.strip(), {name.strip(): value.strip() for name, value in pairs}


def _colours(properties: dict[str, str], *names: str) -> list[str]:
    return [colour for name in names for colour in HEX.findall(properties.get(name, ""))]


def test_the_measure_is_that_of_wcag() -> None:
    assert contrast("#000", WHITE) == pytest.approx(21)
    assert contrast("#777777", WHITE) == pytest.approx(4.48, abs=0.01)


def test_every_text_of_the_style_sheet_is_read() -> None:
    weak = []
    for selector, properties in _rules():
        behind = _colours(properties, "background", "background-color") or GROUNDS
        for ink, ground in product(_colours(properties, "color"), behind):
            # Decoration, not text: an arrow beside a header, the sign before a name.
            least = MARK if "::" in selector else TEXT
            if contrast(ink, ground) < least:
                weak.append(f"{selector}: {ink} on {ground}, {contrast(ink, ground):.2f}")
    assert not weak, "\n".join(weak)


def test_edges_that_say_something_and_the_focus_stand_out() -> None:
    weak = []
    for selector, properties in _rules():
        colours = _colours(properties, "outline", "border-left", "border-left-color", "border-top")
        is_decor = any(selector.startswith(name) for name in DECOR) and "urgent" not in selector
        if not is_decor:
            weak += [f"{selector}: {one}" for one in colours if contrast(one, WHITE) < MARK]
    assert not weak, "\n".join(weak)


def test_every_colour_of_a_chart_is_seen_and_every_label_read() -> None:
    for colour in (*charts.PALETTE, charts.INK, charts.MUTED):  # also the colour of a label
        assert contrast(colour, WHITE) >= TEXT, colour
    for colour in (charts.ATTENTION, charts.FAINT, VACANT):
        assert contrast(colour, WHITE) >= MARK, colour
    assert contrast(charts.INK, charts.FAINT) >= TEXT
    for ink, ground in zip(SIZE_TEXTS, SIZE_COLOURS, strict=True):
        assert contrast(ink, ground) >= TEXT
    assert len(charts.PALETTE) == len(set(charts.PALETTE)) == len(charts.DASHES)
