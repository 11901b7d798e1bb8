"""Charts of the simulators: the changed case in blue, the reference in grey."""

from __future__ import annotations

import pandas as pd

from method.catalog import Indicator
from method.wording import NBSP, fr, fr_euros, fr_month
from observatory.figures import charts
from observatory.figures.chart import Chart
from observatory.treasury.charts import euros_from_zero, round_ticks

ROW = 22


def low_points(rows: pd.DataFrame, critical: float) -> Chart:
    """Each network's low point in days of spending: without the change (grey), then with it.

    Args:
        rows: `observatory.simulators.networks.outcome_rows`.
        critical: lower bound of days of cash.
    """
    names = rows["name"].tolist()
    is_below = rows["low_eur"] < 0
    figure = Chart()
    for name, before, after in zip(names, rows["before_days"], rows["value"], strict=True):
        figure.add_scatter(
            x=[before, after],
            y=[name, name],
            mode="lines",
            line={"color": charts.FAINT, "width": 2},
            hoverinfo="skip",
        )
    figure.add_scatter(
        x=rows["before_days"],
        y=names,
        mode="markers",
        marker={"symbol": "circle-open", "size": 9, "color": charts.MUTED, "line": {"width": 2}},
        text=[
            f"{name}, sans changement{NBSP}: {fr(days, 'days')} ({fr_euros(low)})"
            for name, days, low in zip(names, rows["before_days"], rows["before_eur"], strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
    )
    texts = [
        f"{'▼ ' if below else ''}{fr(days, 'days')}"
        for days, below in zip(rows["value"], is_below, strict=True)
    ]
    figure.add_scatter(
        x=rows["value"],
        y=names,
        mode="markers",
        marker={
            "size": 10,
            "color": [charts.ATTENTION if below else charts.PALETTE[0] for below in is_below],
        },
        text=[
            f"{name}, avec le scénario{NBSP}: {fr(days, 'days')} ({fr_euros(low)})"
            for name, days, low in zip(names, rows["value"], rows["low_eur"], strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
    )
    # Values are in one column: beside its line, one could be next to the other case's mark.
    for name, text in zip(names, texts, strict=True):
        figure.add_annotation(
            x=1, xref="paper", y=name, text=text, showarrow=False, xanchor="left", xshift=10
        )
    figure.update_yaxes(categoryorder="array", categoryarray=names[::-1], showgrid=False)
    ends = rows[["before_days", "value"]]
    # Each mark has its value: ticks would repeat it, vertically on a phone.
    ticks = round_ticks(min(0.0, float(ends.min().min())), max(critical, float(ends.max().max())))
    figure.update_xaxes(tickvals=ticks, showticklabels=False)
    _bound(figure, 0, "zéro", "right")
    _bound(figure, critical, f"critique{NBSP}: {fr(critical, 'days')}", "left")
    figure.add_annotation(
        # Right-aligned, since a phone's plot is narrower than this text.
        x=1, xref="paper", y=1, yref="paper", xanchor="right", yanchor="bottom",
        xshift=60, yshift=20,
        text="○ sans changement   ● avec, en chiffres   ▼ à découvert", showarrow=False,
        font={"color": charts.MUTED},
    )  # fmt: skip
    charts.style(figure, ROW * len(rows) + 100).update_layout(showlegend=False)
    return charts.make_room(figure, texts, 48)


def scenario(rows: pd.DataFrame, indicator: Indicator, names: tuple[str, str]) -> Chart:
    """Fan of a scenario, with the median and low bound of the reference in grey.

    Args:
        rows: `observatory.simulators.scenarios.fan_rows`.
        indicator: its catalogue entry.
        names: the reference, and the scenario.
    """
    before, after = names
    figure = charts.line(rows, indicator, height=360)
    figure.update_trace(-1, name=f"{after}{NBSP}: médiane, et huit cas sur dix", mode="lines")
    euros_from_zero(figure, rows[["before_low", "before", "low", "value", "high"]])
    for column, label, dash in (
        ("before", "médiane", "dash"),
        ("before_low", "cas prudent", "dot"),
    ):
        figure.add_scatter(
            x=rows["as_of"],
            y=rows[column],
            name=f"{before}{NBSP}: {label}",
            mode="lines",
            line={"color": charts.MUTED, "dash": dash, "width": 2},
            text=[
                f"{before}, {label}, {fr_month(day)}{NBSP}: {fr_euros(value)}"
                for day, value in zip(rows["as_of"], rows[column], strict=True)
            ],
            hovertemplate="%{text}<extra></extra>",
        )
    return figure.update_layout(showlegend=True)


def months_saved(rows: pd.DataFrame, indicator: Indicator) -> Chart:
    """Ordered bars of mean months, with a decimal that counts of months do not have."""
    figure = charts.bar(rows, indicator)
    texts = [
        f"{months_less(value)}, avec {fr_euros(amount)}"
        for value, amount in zip(rows["value"], rows["amount"], strict=True)
    ]
    hover = [f"{name}{NBSP}: {text}" for name, text in zip(rows["name"], texts, strict=True)]
    figure.update_trace(0, text=texts, hovertext=hover)
    return charts.make_room(figure, texts)


def months_less(months: float) -> str:
    """`1,5 mois de moins`; what would round to zero is written as less than a tenth of a month."""
    text = fr(months, "months")
    is_nothing = months > 0 and text == fr(0, "months")
    return f"moins de {fr(0.1, 'months')}" if is_nothing else f"{text} de moins"


def _bound(figure: Chart, value: float, text: str, anchor: str) -> None:
    figure.add_vline(
        x=value, line={"color": charts.FAINT, "dash": "dot", "width": 1.5}, layer="below"
    )
    figure.add_annotation(
        x=value, y=1, yref="paper", xanchor=anchor, yanchor="bottom", text=text, showarrow=False,
        font={"color": charts.MUTED},
    )  # fmt: skip
