"""The curve of a barrier made large."""

from __future__ import annotations

from observatory.figures import charts
from observatory.figures.chart import Chart
from observatory.opinion.standing import Standing

# In pixels of the screen.
HEIGHT = 110


def curve(one: Standing) -> Chart | None:
    """The months of a barrier, with a dot at the value that is said; None where too few are known.

    Args:
        one: where the barrier stands.
    """
    known = one.months.dropna(subset=["value"])
    if not one.is_known or len(known) < 2:
        return None
    chart = charts.line(one.months, one.indicator, height=HEIGHT)
    last = known.iloc[-1]
    return chart.add_scatter(
        x=[last["as_of"]],
        y=[last["value"]],
        mode="markers",
        marker={"color": charts.PALETTE[0], "size": 8},
        showlegend=False,
    )
