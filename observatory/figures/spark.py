"""A small curve next to a figure, as an image: no axis, no text."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

import pandas as pd

from observatory.figures.charts import PALETTE


def spark(values: Sequence[float | None], width: int = 120, height: int = 28) -> str:
    """A small curve as the address of an SVG image; empty when fewer than two values are known.

    A missing value leaves a gap in the curve. An image, because Streamlit strips inline SVG.
    """
    known_values = [v for v in values if v is not None and not pd.isna(v)]
    if len(known_values) < 2:
        return ""
    low, span = min(known_values), (max(known_values) - min(known_values)) or 1.0
    step = (width - 4) / (len(values) - 1)
    runs: list[list[str]] = [[]]
    for index, value in enumerate(values):
        if value is None or pd.isna(value):
            runs.append([])
            continue
        y = height - 3 - (value - low) / span * (height - 6)
        runs[-1].append(f"{2 + index * step:.1f},{y:.1f}")
    lines = "".join(
        f'<polyline points="{" ".join(run)}" fill="none" stroke="{PALETTE[0]}" stroke-width="1.8"/>'
        for run in runs
        if len(run) > 1
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{lines}</svg>'
    return f"data:image/svg+xml,{quote(svg)}"
