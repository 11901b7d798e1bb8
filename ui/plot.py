"""A chart in the page: plotly.js with the kinds of trace that our charts have, and no more.

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
_COMPONENT = component.declare(
    "observatory_chart", '<div class="obs-chart" role="figure"></div>', is_isolated=False
)


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
            "chart": {"data": chart.data, "layout": chart.layout},
        }
        self.sent = json.dumps(values, ensure_ascii=False, allow_nan=False).encode()

    def draw(self, key: str) -> None:
        """Draw it at this place of the page.

        Args:
            key: unique on the page.
        """
        _COMPONENT(data=self.sent, key=key, height=self.height)
