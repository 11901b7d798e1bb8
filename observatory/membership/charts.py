"""Charts of the page Adhésions, built on `observatory.figures.charts`."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from method.catalog import Indicator
from method.wording import (
    NBSP,
    fr,
    fr_cell,
    fr_value,
    lower_first,
)
from observatory.figures import charts
from observatory.figures.chart import Chart

# Blue for the two sizes that the page is about, grey for the others.
SIZE_COLOURS = ("#0b4f8a", "#56B4E9", "#9aa5b4", "#c9d3df")
SIZE_TEXTS = ("#ffffff", charts.INK, charts.INK, charts.INK)
SIZE_NAMES = ("TPE", "PME", "ETI", "Grandes entreprises")
# Below this share, a label would not fit in its part of the bar.
NARROWEST = 0.12
DOT_ROW = 26
ROOM = 60


def apart(rows: pd.DataFrame, whole: float | None) -> pd.Series:
    """`below` or `above` if a row's interval excludes the overall share, otherwise empty.

    Args:
        rows: `value`, `low`, `high`.
        whole: the share of all networks together.
    """
    sides = pd.Series("", index=rows.index)
    if whole is None:
        return sides
    return sides.mask(rows["high"] < whole, "below").mask(rows["low"] > whole, "above")


def intervals(rows: pd.DataFrame, indicator: Indicator, whole: float | None = None) -> Chart:
    """A dot per network at its share, with its interval, and the overall share as a vertical line.

    Networks whose interval excludes the overall share are blue; the others, which cannot be
    distinguished from it, are grey.

    Args:
        rows: `indicator_ranked`.
        indicator: its catalogue entry, a proportion.
        whole: the share of all networks together.
    """
    known = rows.dropna(subset=["value"])
    known = known.assign(apart=apart(known, whole))
    texts = [fr_value(indicator, row) for row in known.to_dict("records")]
    colours = [charts.PALETTE[0] if word else charts.MUTED for word in known["apart"]]
    figure = Chart()
    for colour in dict.fromkeys(colours):
        own = known[[one == colour for one in colours]]
        figure.add_scatter(
            x=own["value"],
            y=own["name"],
            mode="markers",
            marker={"color": colour, "size": 10},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": own["high"] - own["value"],
                "arrayminus": own["value"] - own["low"],
                "color": charts.FAINT,
                "thickness": 3,
                "width": 0,
            },
            cliponaxis=False,
            hovertext=[_interval(row) for row in own.to_dict("records")],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    if whole is not None:
        _add_whole(figure, whole)
    names = known["name"].tolist()
    # Values are in one column: beside its dot, a value could overlap the vertical line.
    for name, text, colour in zip(names, texts, colours, strict=True):
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=10, y=name, text=text, showarrow=False,
            font={"size": 13, "color": colour},
        )  # fmt: skip
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=names[::-1],
        showgrid=False,
        range=[-0.6, len(names) - 0.4],
    )
    _share_axis(figure, (0, 0.2, 0.4, 0.6, 0.8, 1))
    figure.update_layout(showlegend=False)
    charts.style(figure, DOT_ROW * len(known) + ROOM)
    return charts.make_room(figure, texts, top=24)


def sizes(rows: pd.DataFrame, indicators: Sequence[Indicator]) -> Chart:
    """The four classes stacked to 100 %, one bar per network, labels inside.

    Args:
        rows: one row per network, one column per indicator.
        indicators: shares of the four classes, smallest companies first.
    """
    known = rows.dropna(subset=[indicator.id for indicator in indicators])
    figure = Chart()
    for rank, indicator in enumerate(indicators):
        values = known[indicator.id]
        figure.add_bar(
            x=values,
            y=known["name"],
            orientation="h",
            name=SIZE_NAMES[rank],
            marker={"color": SIZE_COLOURS[rank], "line": {"color": "#ffffff", "width": 1}},
            text=[fr(value, "%") if value >= NARROWEST else "" for value in values],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"color": SIZE_TEXTS[rank], "size": 12},
            hovertext=[
                f"{name}, {SIZE_NAMES[rank]}{NBSP}: {fr_cell(value, '%', decimals=1)}"
                for name, value in zip(known["name"], values, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    _share_axis(figure, (0, 0.25, 0.5, 0.75, 1))
    figure.update_yaxes(
        categoryorder="array", categoryarray=known["name"].tolist()[::-1], showgrid=False
    )
    figure.update_layout(barmode="stack", bargap=0.25)
    charts.style(figure, charts.ROW_HEIGHT * len(known) + 90)
    return charts.legend_above(figure, 24).update_layout(legend={"traceorder": "normal"})


def flows(rows: pd.DataFrame) -> Chart:
    """Arrivals to the right and departures to the left of zero, one pair of bars per network.

    Args:
        rows: `name`, `joins_12m`, `leaves_12m`.
    """
    known = rows.dropna(subset=["joins_12m", "leaves_12m"])
    figure = Chart()
    for column, name, sign, colour in (
        ("leaves_12m", "Départs", -1, charts.FAINT),
        ("joins_12m", "Arrivées", 1, charts.PALETTE[0]),
    ):
        texts = [fr_cell(value, "count") for value in known[column]]
        figure.add_bar(
            x=sign * known[column],
            y=known["name"],
            orientation="h",
            marker={"color": colour},
            text=texts,
            textposition="outside",
            constraintext="none",
            cliponaxis=False,
            hovertext=[
                f"{network}, {lower_first(name)}{NBSP}: {text}"
                for network, text in zip(known["name"], texts, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
        figure.add_annotation(
            x=0,
            y=1,
            yref="paper",
            yanchor="bottom",
            xanchor="left" if sign > 0 else "right",
            xshift=8 * sign,
            text=f"<b>{name}</b>",
            showarrow=False,
            font={"color": charts.PALETTE[0] if sign > 0 else charts.MUTED},
        )
    # Room on both sides for the counts at the ends of the bars.
    room = 0.2 * max(known["joins_12m"].max(), known["leaves_12m"].max(), 1)
    figure.update_xaxes(
        showticklabels=False,
        showgrid=False,
        range=[-known["leaves_12m"].max() - room, known["joins_12m"].max() + room],
    )
    figure.update_yaxes(
        categoryorder="array", categoryarray=known["name"].tolist()[::-1], showgrid=False
    )
    figure.update_layout(barmode="relative", bargap=0.25, showlegend=False)
    charts.style(figure, charts.ROW_HEIGHT * len(known) + 50)
    return charts.make_room(figure, ["100"], top=28)


def _add_whole(figure: Chart, whole: float) -> None:
    figure.add_vline(x=whole, line={"color": charts.INK, "width": 1, "dash": "dot"}, layer="below")
    figure.add_annotation(
        x=whole,
        y=1,
        yref="paper",
        yanchor="bottom",
        text=f"ensemble {fr(whole, '%')}",
        showarrow=False,
        font={"color": charts.INK, "size": 12},
    )


def _interval(row: dict) -> str:
    band = f"{fr(row['low'], '%', 0)} à {fr(row['high'], '%', 0)}"
    count = f"{fr(row['numerator'])} sur {fr(row['denominator'])}"
    words = {"below": "au-dessous de l’ensemble", "above": "au-dessus de l’ensemble"}
    where = words.get(row["apart"], "ne se distingue pas de l’ensemble")
    return (
        f"<b>{row['name']}</b>{NBSP}: {fr(row['value'], '%')} ({count})<br>"
        f"intervalle de {band}<br>{where}"
    )


def _share_axis(figure: Chart, ticks: Sequence[float]) -> None:
    figure.update_xaxes(
        tickvals=ticks, ticktext=[fr(tick, "%", 0) for tick in ticks], range=[0, 1.01]
    )
