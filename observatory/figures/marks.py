"""Texts from the data in a chart, in which plotly would interpret some HTML and TeX."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from observatory.figures.chart import Chart

# Anything but the tags that our charts use; plotly also interprets links, and TeX between dollars.
_FOREIGN_MARK = re.compile(r"<(?!/?b>|br>|/?extra>)|\$")


def literal(text: str) -> str:
    """A text escaped for a plotly title, which interprets some HTML, and TeX between dollars."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("$", "&#36;")


def without_foreign_marks(chart: Chart) -> Chart:
    """The chart, with texts escaped so that plotly reads no links, styles or TeX in them.

    Every output (screen, picture, document) goes through here, so that no chart has to handle it.
    Only bold and line breaks, which our own charts use, are still interpreted.
    """
    if not any(map(_FOREIGN_MARK.search, _texts([chart.data, chart.layout]))):
        return chart
    return Chart(_without_foreign_marks(chart.data), _without_foreign_marks(chart.layout))


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from _texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _texts(value)


def _without_foreign_marks(part: Any) -> Any:
    if isinstance(part, str):
        return _FOREIGN_MARK.sub(_entity, part)
    if isinstance(part, dict):
        return {key: _without_foreign_marks(value) for key, value in part.items()}
    return [_without_foreign_marks(value) for value in part] if isinstance(part, list) else part


def _entity(mark: re.Match[str]) -> str:
    return "&lt;" if mark.group() == "<" else "&#36;"
