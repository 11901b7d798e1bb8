"""A chart as the plain dictionaries that plotly reads in the browser.

plotly's own objects validate every key at every change, which costs several times the computation
of a figure. Nothing is validated here while a reader waits: the tests pass every figure to plotly.
The trap: plotly reads `marker_color` as a path, this does not; write `marker={"color": …}`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import plotly.graph_objects as go


class Chart:
    """A plotly chart; the methods have the same names and keys as plotly's.

    Attributes:
        data: the traces, in the order in which they are drawn.
        layout: axes, notes, shapes and margins.
    """

    def __init__(
        self, data: Iterable[Mapping[str, Any]] = (), layout: Mapping[str, Any] | None = None
    ) -> None:
        """Start from these traces and this layout, empty by default."""
        self.data: list[dict[str, Any]] = [plain(trace) for trace in data]
        self.layout: dict[str, Any] = plain(layout or {})

    def add_scatter(self, **trace: Any) -> Self:
        """Add lines, marks or texts."""
        return self._add("scatter", trace)

    def add_bar(self, **trace: Any) -> Self:
        """Add bars."""
        return self._add("bar", trace)

    def add_heatmap(self, **trace: Any) -> Self:
        """Add a matrix."""
        return self._add("heatmap", trace)

    def add_annotation(self, **note: Any) -> Self:
        """Add a text at a position in the chart."""
        self.layout.setdefault("annotations", []).append(plain(note))
        return self

    def add_vline(self, x: Any, **shape: Any) -> Self:
        """Add a line from the bottom to the top of the plot."""
        return self._add_shape("line", {"x0": x, "x1": x, **_ACROSS["y"], **shape})

    def add_hline(self, y: Any, **shape: Any) -> Self:
        """Add a line from the left to the right of the plot."""
        return self._add_shape("line", {"y0": y, "y1": y, **_ACROSS["x"], **shape})

    def add_hrect(self, y0: Any, y1: Any, **shape: Any) -> Self:
        """Add a band from the left to the right of the plot."""
        return self._add_shape("rect", {"y0": y0, "y1": y1, **_ACROSS["x"], **shape})

    def update_trace(self, rank: int, **parts: Any) -> Self:
        """Change a trace: `None` removes a key."""
        _merge(self.data[rank], parts)
        return self

    def update_layout(self, **parts: Any) -> Self:
        """Change the layout: `None` removes a key, a dictionary is merged."""
        _merge(self.layout, parts)
        return self

    def update_xaxes(self, **axis: Any) -> Self:
        """Change every horizontal axis."""
        return self._update_axes("xaxis", axis)

    def update_yaxes(self, **axis: Any) -> Self:
        """Change every vertical axis."""
        return self._update_axes("yaxis", axis)

    @property
    def notes(self) -> list[dict[str, Any]]:
        """Its annotations."""
        return self.layout.get("annotations", [])

    @property
    def spec(self) -> dict[str, Any]:
        """What plotly reads."""
        return {"data": self.data, "layout": self.layout}

    def to_json(self) -> str:
        """What plotly reads, as JSON."""
        return json.dumps(self.spec, ensure_ascii=False)

    def to_plotly(self) -> go.Figure:
        """A plotly figure, which validates every key, for further drawing with plotly.

        Raises:
            ValueError: a key or a value that plotly does not know.
        """
        # The import takes a second, and pages never need it.
        import plotly.graph_objects as go

        return go.Figure({"data": self.data, "layout": {"template": "none", **self.layout}})

    def _add(self, kind: str, trace: dict[str, Any]) -> Self:
        self.data.append({"type": kind, **plain(trace)})
        return self

    def _add_shape(self, kind: str, shape: dict[str, Any]) -> Self:
        self.layout.setdefault("shapes", []).append({"type": kind, **plain(shape)})
        return self

    def _update_axes(self, prefix: str, axis: dict[str, Any]) -> Self:
        self.layout.setdefault(prefix, {})
        for name in [name for name in self.layout if name.startswith(prefix)]:
            _merge(self.layout[name], axis)
        return self


class Postponed(Chart):
    """A chart that is drawn when something reads it: few readers take the picture of a table."""

    def __init__(self, draw: Callable[[], Chart]) -> None:
        """Keep the function that draws it."""
        self._draw = draw

    def __getattr__(self, name: str) -> Any:
        """Draw the chart when its traces or its layout are read for the first time."""
        if name not in ("data", "layout"):
            raise AttributeError(name)
        drawn = self._draw()
        self.data, self.layout = drawn.data, drawn.layout
        return drawn.__dict__[name]


# A shape from one side of the plot to the other.
_ACROSS: Mapping[str, Mapping[str, Any]] = {
    "x": {"x0": 0, "x1": 1, "xref": "x domain", "yref": "y"},
    "y": {"y0": 0, "y1": 1, "xref": "x", "yref": "y domain"},
}


def plain(value: Any) -> Any:
    """JSON form of a pandas, numpy or Python value, without keys whose value is None."""
    if isinstance(value, str | int | float):
        # NaN is not equal to itself.
        return None if value != value else value
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple | range):
        return [plain(item) for item in value]
    if isinstance(value, pd.Series | pd.Index | np.ndarray | np.generic):
        return plain(value.tolist())
    return None if pd.isna(value) else value.isoformat()


def _merge(into: dict[str, Any], parts: Mapping[str, Any]) -> None:
    for key, value in parts.items():
        if value is None:
            into.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = plain(value)
