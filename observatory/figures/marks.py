"""Text of the data in a chart, where plotly would read a little HTML and TeX."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import plotly.graph_objects as go

# The marks that the house itself writes; plotly would also take links, and TeX between dollars.
_FOREIGN_MARK = re.compile(r"<(?!/?b>|br>|/?extra>)|\$")


def literal(text: str) -> str:
    """A text for a title of plotly, which reads a little HTML, and TeX between two dollars."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("$", "&#36;")


def without_foreign_marks(figure: go.Figure) -> go.Figure:
    """The figure, texts of the data kept from being read as links, styles or TeX.

    Every way out (screen, picture, document) goes through here, so that no chart has to think of
    it. Only bold and line ends, which the charts of the house write, are still read.
    """
    content = figure.to_plotly_json()
    if not any(_FOREIGN_MARK.search(text) for text in _texts(content)):
        return figure
    return go.Figure(_without_foreign_marks(content))


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from _texts(value)
    elif _is_list(part):
        for value in part:
            yield from _texts(value)


def _without_foreign_marks(part: Any) -> Any:
    if isinstance(part, str):
        return _FOREIGN_MARK.sub(_entity, part)
    if isinstance(part, dict):
        return {key: _without_foreign_marks(value) for key, value in part.items()}
    return [_without_foreign_marks(value) for value in part] if _is_list(part) else part


def _is_list(part: Any) -> bool:
    """Numbers by the thousand are left where they are."""
    return isinstance(part, list | tuple) or getattr(getattr(part, "dtype", None), "kind", "") in (
        "O",
        "U",
    )


def _entity(mark: re.Match[str]) -> str:
    return "&lt;" if mark.group() == "<" else "&#36;"
