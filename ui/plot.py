"""A chart as the page is sent it: `static/chart/chart.js` draws it, with a part of plotly.js.

`st.plotly_chart` loads all of plotly.js, three times as much, and draws each chart twice.
"""

from __future__ import annotations

import json

from observatory.figures.chart import Chart
from ui import component

# plotly's own toolbar is in English and its export omits the source.
CONFIG = {"displayModeBar": False, "scrollZoom": False}
# Where the layout says nothing.
HEIGHT = 450


class Plot:
    """A chart ready to be sent; the same bytes for every reader.

    Attributes:
        height: in pixels.
        sent: JSON of what the script draws.
    """

    def __init__(self, chart: Chart, label: str) -> None:
        """Write the chart, and what a screen reader says of it."""
        self.height = int(chart.layout.get("height", HEIGHT))
        values = {
            "script": component.script("chart/chart.js"),
            "label": label,
            "height": self.height,
            "config": CONFIG,
            "chart": chart.spec,
        }
        self.sent = json.dumps(values, ensure_ascii=False, allow_nan=False).encode()
