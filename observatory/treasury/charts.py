"""Charts of the treasury pages, on those of `observatory.figures.charts`."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pandas as pd
import plotly.graph_objects as go

from method.catalog import Indicator
from method.wording import NBSP, fr, fr_euros, fr_month, fr_short_date, lower_first
from observatory.figures import charts

LEGAL_DAYS = 60
# Pixels above the plot for the names of the marks.
MARK_ROOM = 40
# A gap between two lines under this share of the highest is not seen.
VISIBLE_SHARE = 0.01


def days(rows: pd.DataFrame, indicator: Indicator, source: str) -> go.Figure:
    """Ordered bars with what `word` says of each, and the two bounds of the catalogue by name."""
    figure = charts.bar(rows, indicator, source)
    bars = figure.data[0]
    bars.text = [f"{text}  {word}" for text, word in zip(bars.text, rows["word"], strict=True)]
    if indicator.thresholds:
        # The two names go away from each other: on a phone the lines are a word apart.
        for word, dash, anchor, value in (
            ("critique", "dot", "right", indicator.thresholds.critical),
            ("serein", "dash", "left", indicator.thresholds.safe),
        ):
            _mark(figure, value, f"{word}{NBSP}: {fr(value, indicator.unit)}", dash, anchor)
    return charts.make_room(figure, bars.text, MARK_ROOM)


def curve(
    rows: pd.DataFrame, events: pd.DataFrame, as_of: date, indicator: Indicator, source: str
) -> go.Figure:
    """Balance, its fan, and the line of what is signed; instalments stand on the zero line.

    The line is hatched up to the median from where agreements end: that part is to be renewed, and
    their end is no collapse. Instalments are due (hollow), paid (full) or overdue (crosses).

    Args:
        rows: `treasury_curve`.
        events: `treasury_events`; none for all networks together.
        as_of: month end between what was seen and what is forecast.
        indicator: its entry of the catalogue.
        source: producer and vintage.
    """
    figure = charts.line(rows, indicator, source, height=380)
    figure.data[-1].update(name="Solde, puis médiane prévue", mode="lines")
    _add_committed(figure, rows)
    for column, amount, name, symbol, colour in (
        ("due", "due_eur", "Échéance d’aide", "triangle-down-open", charts.INK),
        ("paid", "paid_eur", "Versement d’aide", "circle", charts.INK),
        ("due", "overdue_eur", "Aide échue, impayée", "x", charts.PALETTE[1]),
    ):
        is_late = events["overdue_eur"].notna()
        shown = {"due_eur": events[~is_late], "overdue_eur": events[is_late]}.get(amount, events)
        known = shown.dropna(subset=[f"{column}_on"])
        if known.empty:
            continue
        figure.add_scatter(
            x=known[f"{column}_on"],
            y=[0] * len(known),
            mode="markers",
            name=name,
            marker={"symbol": symbol, "size": 10, "color": colour},
            text=[
                f"{fr_short_date(day)}, {lower_first(name)}{NBSP}: {fr_euros(eur)}, {funder}"
                for day, eur, funder in zip(
                    known[f"{column}_on"], known[amount], known["funder_name"], strict=True
                )
            ],
            hovertemplate="%{text}<extra></extra>",
        )
    figure.add_vline(
        x=datetime.combine(as_of, time(), UTC).timestamp() * 1000,
        line={"color": charts.MUTED, "dash": "dot", "width": 1},
        annotation={"text": "prévision →", "font": {"color": charts.MUTED}},
    )
    return figure.update_layout(showlegend=True)


def _add_committed(figure: go.Figure, rows: pd.DataFrame) -> None:
    """The median if nothing is renewed, hatched from where it leaves that of the forecast."""
    ahead = rows.dropna(subset=["committed"])
    if ahead.empty:
        return
    gap = (ahead["value"] - ahead["committed"]).to_numpy()
    leaves = gap > max(abs(ahead["value"]).max(), 1.0) * VISIBLE_SHARE
    line = {"color": charts.PALETTE[1], "dash": "dash", "width": 2}
    figure.add_scatter(
        x=ahead["as_of"],
        y=ahead["committed"],
        mode="lines",
        name="Si rien n’est renouvelé",
        line=line,
        text=[
            f"{fr_month(day)}, si rien n’est renouvelé{NBSP}: {fr_euros(value)}"
            for day, value in zip(ahead["as_of"], ahead["committed"], strict=True)
        ],
        hovertemplate="%{text}<extra></extra>",
    )
    if leaves.any():
        renewed = ahead.iloc[max(int(leaves.argmax()) - 1, 0) :]
        outline = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        figure.add_scatter(x=renewed["as_of"], y=renewed["committed"], showlegend=False, **outline)
        figure.add_scatter(
            x=renewed["as_of"],
            y=renewed["value"],
            name="À renouveler",
            fill="tonexty",
            fillcolor="rgba(0,0,0,0)",
            fillpattern={"shape": "/", "fgcolor": charts.PALETTE[1], "size": 8, "solidity": 0.2},
            **outline,
        )


def delays(rows: pd.DataFrame, indicator: Indicator, source: str) -> go.Figure:
    """Median delay of each funder, a line to the one that one instalment in ten exceeds."""
    figure = charts.bar(rows, indicator, source, category="funder_name")
    bars = figure.data[0]
    furthest = rows["p90_delay_days"].fillna(rows["value"])
    labels = [
        f"{text} ({fr(far)})" for text, far in zip(bars.text, rows["p90_delay_days"], strict=True)
    ]
    bars.text = None
    figure.add_scatter(
        x=furthest.clip(lower=rows["value"]),
        y=rows["funder_name"],
        mode="markers+text",
        marker={"symbol": "line-ns-open", "size": 16, "color": charts.INK},
        text=labels,
        textposition="middle right",
        cliponaxis=False,
        hovertext=[
            f"{name}{NBSP}: un versement sur dix dépasse {fr(value, 'days')}"
            for name, value in zip(rows["funder_name"], rows["p90_delay_days"], strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    _mark(figure, LEGAL_DAYS, f"délai légal{NBSP}: {fr(LEGAL_DAYS, 'days')}", "dash", "left")
    return charts.make_room(figure, labels, MARK_ROOM).update_layout(showlegend=False)


def months_saved(rows: pd.DataFrame, indicator: Indicator, source: str) -> go.Figure:
    """Ordered bars of mean months, with the decimal that a count of months has not."""
    figure = charts.bar(rows, indicator, source)
    texts = [fr(value, "months") for value in rows["value"]]
    hover = [f"{name}{NBSP}: {text}" for name, text in zip(rows["name"], texts, strict=True)]
    figure.data[0].update(text=texts, hovertext=hover)
    return charts.make_room(figure, texts)


def scenario(
    rows: pd.DataFrame, indicator: Indicator, source: str, names: tuple[str, str]
) -> go.Figure:
    """Fan of a scenario over the median and the P10 of what it is compared with.

    Args:
        rows: `observatory.simulators.scenarios.fan_rows`.
        indicator: its entry of the catalogue.
        source: producer and vintage.
        names: what is compared with, and the scenario.
    """
    before, after = names
    figure = charts.line(rows, indicator, source, height=360)
    figure.data[-1].update(name=f"{after}{NBSP}: médiane, et bande P10–P90", mode="lines")
    for column, label, dash in (("before", "médiane", "dash"), ("before_low", "P10", "dot")):
        figure.add_scatter(
            x=rows["as_of"],
            y=rows[column],
            name=f"{before}{NBSP}: {label}",
            mode="lines",
            line={"color": charts.PALETTE[1], "dash": dash, "width": 2},
            text=[f"{before}, {label}{NBSP}: {fr_euros(value)}" for value in rows[column]],
            hovertemplate="%{text}<extra></extra>",
        )
    return figure.update_layout(showlegend=True)


def _mark(figure: go.Figure, value: float, text: str, dash: str, anchor: str) -> None:
    figure.add_vline(
        x=value, line={"color": charts.FAINT, "dash": dash, "width": 1.5}, layer="below"
    )
    figure.add_annotation(
        x=value,
        y=1,
        yref="paper",
        xanchor=anchor,
        yanchor="bottom",
        text=text,
        showarrow=False,
        textangle=0,
    )
