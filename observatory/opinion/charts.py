"""The curve of one barrier."""

from __future__ import annotations

from observatory.figures import charts
from observatory.figures.chart import Chart
from observatory.opinion.standing import Standing

# In screen pixels.
HEIGHT = 110


def curve(one: Standing) -> Chart | None:
    """Monthly values of a barrier, with a dot at the quoted value; None if too few are known.

    Args:
        one: standing of the barrier.
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
