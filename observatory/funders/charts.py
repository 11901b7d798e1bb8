"""Charts of the page Financeurs: the calendar of what is expected."""

from __future__ import annotations

from datetime import date

import pandas as pd

from method.wording import NBSP, fr, fr_euros, fr_month, plural
from observatory.figures import charts
from observatory.figures.chart import Chart
from observatory.funders import words

# Kinds of events in the calendar, from the top: label, colour and symbol.
KINDS = {
    "réponse attendue": ("Réponses attendues", charts.MUTED, "diamond"),
    "fin de convention": ("Fins de convention", charts.ATTENTION, "square"),
    "échéance": ("Échéances à recevoir", charts.PALETTE[0], "circle"),
}
SMALLEST, LARGEST = 17, 42


def calendar(rows: pd.DataFrame, first: date) -> Chart:
    """One mark per month and kind: its label is the count, its area follows the amount.

    Args:
        rows: `figures.calendar_rows`.
        first: month end at which it starts.
    """
    months = pd.date_range(first, periods=13, freq="ME")
    marks = (
        rows.assign(month=pd.to_datetime(rows["day"]) + pd.offsets.MonthEnd(0))
        .groupby(["kind", "month"], as_index=False)[["count", "amount_eur"]]
        .sum()
    )
    # Overdue events are shown in the chosen month.
    marks["month"] = marks["month"].clip(lower=months[0])
    marks = marks.groupby(["kind", "month"], as_index=False).sum()
    most = max(float(marks["amount_eur"].max()), 1.0)
    figure = Chart()
    for kind, (name, colour, symbol) in KINDS.items():
        own = marks[marks["kind"] == kind]
        sizes = SMALLEST + (LARGEST - SMALLEST) * (own["amount_eur"].clip(lower=0) / most) ** 0.5
        figure.add_scatter(
            x=own["month"],
            y=[name] * len(own),
            mode="markers+text",
            marker={
                "symbol": symbol,
                "size": sizes,
                "color": colour,
                "opacity": 1,
                "line": {"width": 0},
            },
            text=[fr(count) for count in own["count"]],
            textfont={"color": "#ffffff", "size": 12},
            hovertext=[
                f"{fr_month(month)}{NBSP}: {plural(count, kind, words.PLURALS[kind])}, "
                f"{fr_euros(amount)}"
                for month, count, amount in zip(
                    own["month"], own["count"], own["amount_eur"], strict=True
                )
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    names = [name for name, _, _ in KINDS.values()]
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=names[::-1],
        range=[-0.6, len(names) - 0.4],
        tickvals=names,
        ticktext=[name.replace(" ", "<br>", 1) for name in names],
    )
    ticks = months[::3]
    margin = pd.Timedelta(days=20)
    figure.update_xaxes(
        tickvals=[*ticks],
        ticktext=[f"{SHORT[day.month - 1]}<br>{day.year}" for day in ticks],
        range=[months[0] - margin, months[-1] + margin],
        showgrid=True,
    )
    return charts.style(figure, 280).update_layout(showlegend=False)


SHORT = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
    "déc.",
)  # fmt: skip
