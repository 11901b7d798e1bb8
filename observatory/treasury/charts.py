"""Charts of the treasury pages, built on `observatory.figures.charts`."""

from __future__ import annotations

import math
from datetime import date
from textwrap import wrap

import pandas as pd

from method.catalog import Indicator
from method.wording import NBSP, fr, fr_euros, fr_month, fr_short_date, lower_first
from observatory.figures import charts
from observatory.figures.chart import Chart
from observatory.funding.words import short
from observatory.treasury.answers import bounds_of

LEGAL_DAYS = 60
# Pixels above the plot for the names of the bounds.
MARK_ROOM = 40
# Below this share of the highest value, a gap between two lines is not visible.
VISIBLE_SHARE = 0.01
# Share of an axis that a three-digit number takes on a phone.
LABEL_SHARE = 0.15
# Share of an axis that marks on the zero line need below it.
FLOOR_SHARE = 0.03
# Pixels per bar of days of cash: twenty networks fit on the first screen.
DAYS_ROW = 21
# Characters of a funder's name before the line break.
NAME_WIDTH = 18


def days(rows: pd.DataFrame, indicator: Indicator, chosen: str = "") -> Chart:
    """Ordered bars with the `word` of each, and the two bounds of the catalogue by name.

    Args:
        rows: `indicator_ranked` with `word`, rows with a value.
        indicator: its catalogue entry, with bounds.
        chosen: name of a network to highlight.
    """
    figure = charts.bar(rows, indicator)
    bounds = bounds_of(indicator)
    pairs = zip(figure.data[0]["text"], rows["word"], strict=True)
    texts = [f"{text}  {word}" for text, word in pairs]
    colours = [
        charts.ATTENTION if value < bounds.critical else charts.PALETTE[0]
        for value in rows["value"]
    ]
    figure.update_trace(0, text=None, marker={"color": colours})
    # Drawn over the lines of the bounds, so that no line crosses a text.
    for name, value, text in zip(rows["name"], rows["value"], texts, strict=True):
        figure.add_annotation(
            x=max(value, 0), y=name, text=text, showarrow=False, xanchor="left", bgcolor="#ffffff",
            borderpad=0, xshift=3,
        )  # fmt: skip
    if chosen in set(rows["name"]):
        labels = [
            f"<b>{label}</b>" if name == chosen else label
            for name, label in zip(rows["name"], figure.layout["yaxis"]["ticktext"], strict=True)
        ]
        figure.update_yaxes(ticktext=labels)
    # The two names are anchored outwards: on a phone the lines are one word apart.
    for word, dash, anchor, value in (
        ("critique", "dot", "right", bounds.critical),
        ("serein", "dash", "left", bounds.safe),
    ):
        _mark(figure, value, f"{word}{NBSP}: {fr(value, indicator.unit)}", dash, anchor)
    figure.update_layout(height=DAYS_ROW * len(rows) + MARK_ROOM + 16, bargap=0.35)
    return charts.make_room(figure, texts, MARK_ROOM)


def together(rows: pd.DataFrame, indicator: Indicator) -> Chart:
    """Monthly days of cash of all networks, from zero, with the two bounds by name."""
    figure = charts.line(rows, indicator)
    bounds = bounds_of(indicator)
    for word, dash, value in (
        ("critique", "dot", bounds.critical),
        ("serein", "dash", bounds.safe),
    ):
        figure.add_hline(
            y=value,
            line={"color": charts.FAINT, "dash": dash, "width": 1.5},
            layer="below",
        )
        figure.add_annotation(
            x=0, xref="x domain", xanchor="left", y=value, yanchor="bottom", showarrow=False,
            text=f"{word}{NBSP}: {fr(value, indicator.unit)}", font={"color": charts.MUTED},
        )  # fmt: skip
    ticks = round_ticks(min(0.0, float(rows["value"].min())), float(rows["value"].max()))
    figure.update_yaxes(
        tickvals=ticks,
        ticktext=[fr(tick, indicator.unit) for tick in ticks],
        range=[ticks[0], ticks[-1]],
    )
    charts.unsay_zero(figure)
    return with_lone_months(figure)


def balance(rows: pd.DataFrame, indicator: Indicator) -> Chart:
    """Published month-end balances, from zero."""
    figure = charts.line(rows, indicator)
    euros_from_zero(figure, rows[["value"]])
    return with_lone_months(figure)


def with_lone_months(figure: Chart) -> Chart:
    """The same curve with a dot per month: one between two secret months would not show."""
    return figure.update_trace(-1, mode="lines+markers", marker={"size": 4})


def curve(rows: pd.DataFrame, events: pd.DataFrame, as_of: date, indicator: Indicator) -> Chart:
    """Balance, its fan, and the line of signed agreements; instalments are on the zero line.

    The area between this line and the median is hatched from where agreements end: that part is to
    be renewed, so their end is not a collapse. Instalments are due (hollow), paid (solid) or
    overdue (crosses).

    Args:
        rows: `treasury_curve`.
        events: `treasury_events`; none for all networks together.
        as_of: month end between observations and forecast.
        indicator: its entry of the catalogue.
    """
    figure = charts.line(rows, indicator, height=380)
    figure.update_trace(-1, name="Solde, puis médiane prévue", mode="lines")
    euros_from_zero(figure, rows[["value", "low", "high", "committed"]])
    _add_committed(figure, rows)
    for column, amount, name, symbol, colour in (
        ("due", "due_eur", "Échéance d’aide", "triangle-down-open", charts.INK),
        ("paid", "paid_eur", "Versement d’aide", "circle", charts.INK),
        ("due", "overdue_eur", "Aide échue, impayée", "x", charts.ATTENTION),
    ):
        is_late = events["overdue_eur"].notna()
        marks = {"due_eur": events[~is_late], "overdue_eur": events[is_late]}.get(amount, events)
        known = marks.dropna(subset=[f"{column}_on"])
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
    figure.add_vline(as_of, line={"color": charts.MUTED, "dash": "dot", "width": 1})
    figure.add_annotation(
        x=as_of, xanchor="left", y=1, yref="y domain", yanchor="top", showarrow=False,
        text="prévision →", font={"color": charts.MUTED},
    )  # fmt: skip
    return figure.update_layout(showlegend=True)


def _add_committed(figure: Chart, rows: pd.DataFrame) -> None:
    """The median if nothing is renewed, hatched from where it departs from the forecast."""
    ahead = rows.dropna(subset=["committed"])
    if ahead.empty:
        return
    gap = (ahead["value"] - ahead["committed"]).to_numpy()
    differs = gap > max(abs(ahead["value"]).max(), 1.0) * VISIBLE_SHARE
    line = {"color": charts.ATTENTION, "dash": "dash", "width": 2}
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
    if differs.any():
        renewed = ahead.iloc[max(int(differs.argmax()) - 1, 0) :]
        outline = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        figure.add_scatter(x=renewed["as_of"], y=renewed["committed"], showlegend=False, **outline)
        figure.add_scatter(
            x=renewed["as_of"],
            y=renewed["value"],
            name="À renouveler",
            fill="tonexty",
            fillcolor="rgba(0,0,0,0)",
            fillpattern={"shape": "/", "fgcolor": charts.ATTENTION, "size": 8, "solidity": 0.2},
            **outline,
        )


def delays(rows: pd.DataFrame, indicator: Indicator) -> Chart:
    """Median delay of each funder and the delay exceeded by one instalment in ten, with values.

    Args:
        rows: `treasury_delays`, in order.
        indicator: its entry of the catalogue.
    """
    known = rows.dropna(subset=["value"])
    far = known["p90_delay_days"].clip(lower=known["value"])
    figure = Chart()
    for name, value, end in zip(known["funder_name"], known["value"], far, strict=True):
        figure.add_scatter(
            x=[value, value if pd.isna(end) else end],
            y=[name, name],
            mode="lines",
            line={"color": charts.FAINT, "width": 3},
            hoverinfo="skip",
        )
    for values, anchor, colour, hollow, label in (
        (known["value"], "right", charts.PALETTE[0], "", "retard médian"),
        (far, "left", charts.MUTED, "-open", "un versement sur dix dépasse"),
    ):
        figure.add_scatter(
            x=values,
            y=known["funder_name"],
            mode="markers",
            marker={"symbol": f"circle{hollow}", "size": 11, "color": colour, "line": {"width": 2}},
            cliponaxis=False,
            hovertext=[
                f"{name}, {label}{NBSP}: {fr(value, 'days')}"
                for name, value in zip(known["funder_name"], values, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
        shift = 9 if anchor == "left" else -9
        for name, value in zip(known["funder_name"], values.fillna(-1), strict=True):
            if value >= 0:
                figure.add_annotation(
                    x=value, y=name, text=fr(value), showarrow=False, xanchor=anchor, xshift=shift,
                    bgcolor="#ffffff", borderpad=0, font={"color": colour},
                )  # fmt: skip
    names = known["funder_name"].tolist()
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=names[::-1],
        tickvals=names,
        ticktext=["<br>".join(wrap(short(name), NAME_WIDTH)) for name in names],
        showgrid=False,
    )
    furthest = float(far.fillna(known["value"]).max())
    ticks = round_ticks(min(0.0, float(known["value"].min())), furthest)
    # Room on the left for the median of the fastest payer.
    room = LABEL_SHARE * (ticks[-1] - ticks[0])
    figure.update_xaxes(
        tickvals=ticks,
        ticktext=[fr(tick, indicator.unit) for tick in ticks],
        range=[ticks[0] - room, ticks[-1]],
    )
    figure.add_annotation(
        x=1, xref="paper", y=1, yref="paper", xanchor="right", yanchor="bottom", yshift=20,
        text="● retard médian   ○ dépassé une fois sur dix", showarrow=False,
        font={"color": charts.MUTED},
    )  # fmt: skip
    _mark(figure, LEGAL_DAYS, f"repère légal{NBSP}: {fr(LEGAL_DAYS, 'days')}", "dash", "left")
    charts.style(figure, 44 * len(known) + 100).update_layout(showlegend=False)
    return charts.make_room(figure, ["0000"], MARK_ROOM + 14)


def amounts(rows: pd.DataFrame, indicator: Indicator) -> Chart:
    """Bars of euros, rounded as in the titles and sentences about them."""
    figure = charts.bar(rows, indicator)
    texts = [fr_euros(value) for value in rows["value"]]
    figure.update_trace(
        0,
        text=texts,
        hovertext=[f"{n}{NBSP}: {text}" for n, text in zip(rows["name"], texts, strict=True)],
    )
    return charts.make_room(figure, texts)


def renewals(rows: pd.DataFrame, indicator: Indicator) -> Chart:
    """Running agreements by funder: signed beyond the year, and to be renewed (hatched).

    Args:
        rows: `treasury_renewals`, in order.
        indicator: their catalogue entry.
    """
    parts = {"signed_eur": "Signé au-delà", "ending_eur": "À renouveler d’ici douze mois"}
    labelled = rows.assign(funder_name=rows["funder_name"].map(short))
    figure = charts.stacked(labelled, parts, "€", indicator, category="funder_name")
    for rank, trace in enumerate(figure.data):
        if trace["type"] == "bar" and trace["name"] == parts["ending_eur"]:
            # Its colour does not depend on whether the other part exists.
            figure.update_trace(rank, marker={"color": charts.ATTENTION, "pattern": {"shape": "/"}})
    return figure.update_trace(-1, text=[f" {fr_euros(value)}" for value in rows["value"]])


def euros_from_zero(figure: Chart, amounts: pd.DataFrame) -> None:
    """An axis of amounts with round steps in k€ or M€, including zero."""
    ticks = round_ticks(min(0.0, float(amounts.min().min())), float(amounts.max().max()))
    floor = ticks[0] - FLOOR_SHARE * (ticks[-1] - ticks[0])
    figure.update_yaxes(
        tickvals=ticks, ticktext=[fr_euros(tick) for tick in ticks], range=[floor, ticks[-1]]
    )
    charts.unsay_zero(figure)


def round_ticks(low: float, high: float) -> list[float]:
    """Four or five round values, from at or below `low` to above `high`."""
    step = max(high - low, 1.0) / 4
    power = 10 ** math.floor(math.log10(step))
    step = next(m * power for m in (1, 2, 5, 10) if m * power >= step)
    return [rank * step for rank in range(math.floor(low / step), math.ceil(high / step) + 1)]


def _mark(figure: Chart, value: float, text: str, dash: str, anchor: str) -> None:
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
