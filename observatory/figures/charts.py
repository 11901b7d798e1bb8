"""Tables → charts, the same on screen and in exports.

A figure is drawn only for an indicator of the catalogue and with its source: a chart that cannot be
traced is refused. Each series has its own dash and symbol, so that colour never carries meaning
alone; every colour is dark enough for a label. Hover texts are written here, since plotly's French
number format is incomplete.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from textwrap import wrap

import pandas as pd

from method.catalog import Indicator
from method.wording import NBSP, NNBSP, decimals_for, fr, fr_cell, fr_month, lower_first
from observatory.figures import steps
from observatory.figures.chart import Chart

# Okabe-Ito's hues, darkened to be legible as text on white; without its oranges, reserved for what
# needs attention.
PALETTE = ("#0072B2", "#00795A", "#8A6100", "#A3457F", "#5b6573", "#7A5195", "#000000")
ATTENTION = "#D55E00"
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid")
# For the parts of a bar, since colour never carries meaning alone.
PATTERNS = ("", "/", ".", "x", "-")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "cross", "star")
INK = "#1a2433"
GRID = "#e3e8ef"
MUTED = "#5b6573"
# For a mark under text that must stay readable.
FAINT = "#8792a2"
# Above this number of lines, labels at their ends would overlap: a legend is used instead.
DIRECT_LABELS = 4
# A longer name would be cut off at the edge of a phone.
DIRECT_LABEL_LENGTH = 14
ROW_HEIGHT = 26
LINE_HEIGHT = 18
ZERO_NOTE = "L’axe ne part pas de zéro."
# An axis does not start at zero if the lowest value is above this share of the highest.
FAR_FROM_ZERO = 0.5
# The last month is labelled if it is further than this share of the axis from the last January.
CLOSE = 0.12
# Characters of a label before it wraps, and pixels per character: a phone is 390 pixels wide.
LABEL_WIDTH = 26
CHARACTER_WIDTH = 7


class ChartError(ValueError):
    """The figure cannot be drawn: no rows, or too many series to tell them apart."""


def line(
    table: pd.DataFrame,
    indicator: Indicator,
    source: str = "",
    *,
    series: str | None = None,
    height: int = 320,
) -> Chart:
    """Values over the months.

    Args:
        table: `as_of`, `value`, and `low`, `high` (band) or `status` when known; one row per month
            and series, in order.
        indicator: its entry of the catalogue.
        source: who produced the data, and its vintage.
        series: column that names the lines; a single line without it.
        height: in pixels.

    Raises:
        ChartError: no rows, or too many series.
    """
    _check(table)
    groups = [("", table)] if series is None else list(table.groupby(series, sort=False))
    if len(groups) > len(PALETTE):
        raise ChartError(f"{len(groups)} series: {len(PALETTE)} at most can be told apart")
    figure = Chart()
    for index, (name, rows) in enumerate(groups):
        if series is None and {"low", "high"} <= set(rows.columns):
            _add_band(figure, rows, PALETTE[index])
        figure.add_scatter(
            x=rows["as_of"],
            y=rows["value"],
            name=str(name),
            mode="lines+markers" if len(rows) <= 12 else "lines",
            line={"color": PALETTE[index], "dash": DASHES[index], "width": 2},
            marker={"symbol": SYMBOLS[index], "size": 6},
            text=_hover(rows, indicator, str(name)),
            hovertemplate="%{text}<extra></extra>",
            connectgaps=False,
        )
    names = [str(name) for name, _ in groups]
    is_labelled = len(names) <= DIRECT_LABELS and max(map(len, names)) <= DIRECT_LABEL_LENGTH
    is_labelled = is_labelled and series is not None
    if is_labelled:
        _label_ends(figure, groups)
    figure.update_layout(showlegend=series is not None and not is_labelled)
    time_axis(figure, table["as_of"])
    _height_axis(figure, indicator, _bounds(table))
    _finish(figure, indicator, source, height)
    return make_room(figure, names) if is_labelled else figure


def bar(
    table: pd.DataFrame, indicator: Indicator, source: str = "", *, category: str = "name"
) -> Chart:
    """One horizontal bar per row, in the order of the table, starting at zero.

    Args:
        table: `category`, `value` and, when known, `status`, `numerator`, `denominator`.
        indicator: its entry of the catalogue.
        source: who produced the data, and its vintage.
        category: column that names the bars.

    Raises:
        ChartError: no rows.
    """
    _check(table)
    statuses = table["status"] if "status" in table else pd.Series("ok", index=table.index)
    texts = [
        fr_cell(value, indicator.unit, status, indicator.decimals)
        for value, status in zip(table["value"], statuses, strict=True)
    ]
    figure = Chart().add_bar(
        x=table["value"].fillna(0),
        y=table[category],
        orientation="h",
        marker={"color": PALETTE[0]},
        text=texts,
        textposition="outside",
        constraintext="none",
        cliponaxis=False,
        hovertext=[
            f"{name}{NBSP}: {text}" for name, text in zip(table[category], texts, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    names = table[category].astype(str)
    labels = ["<br>".join(wrap(name, LABEL_WIDTH)) for name in names]
    figure.update_yaxes(
        autorange="reversed", showgrid=False, tickvals=names.tolist(), ticktext=labels
    )
    low, high = _bounds(table)
    _value_axis(figure.update_xaxes, indicator, (min(low, 0), max(high, 0)))
    # Each bar is labelled with its value: ticks would repeat it, and turn upright on a phone.
    figure.update_xaxes(showticklabels=False, showgrid=False)
    lines = max(label.count("<br>") + 1 for label in labels)
    height = ROW_HEIGHT if lines == 1 else LINE_HEIGHT * lines + 8
    return make_room(_finish(figure, indicator, source, height * len(table) + 40), texts)


def stacked(
    table: pd.DataFrame,
    parts: Mapping[str, str],
    unit: str,
    indicator: Indicator,
    source: str = "",
    *,
    category: str = "name",
) -> Chart:
    """One horizontal bar per row, stacked by part, with its total at the end.

    Args:
        table: `category`, `value` (the total) and one column per part; one row per bar, in order.
        parts: column of each part → its French name; a part that is zero everywhere is left out.
        unit: unit of the catalogue for all parts.
        indicator: entry of the catalogue for these figures.
        source: who produced the data, and its vintage.
        category: column that names the bars.

    Raises:
        ChartError: no rows, or too many parts to tell them apart.
    """
    _check(table)
    non_zero_parts = {column: name for column, name in parts.items() if table[column].sum()}
    if len(non_zero_parts) > len(PATTERNS):
        raise ChartError(f"{len(non_zero_parts)} parts: {len(PATTERNS)} at most can be told apart")
    figure = Chart()
    for rank, (column, name) in enumerate(non_zero_parts.items()):
        figure.add_bar(
            x=table[column],
            y=table[category],
            orientation="h",
            name=name,
            marker={
                "color": PALETTE[rank],
                "pattern": {
                    "shape": PATTERNS[rank],
                    "fgcolor": "#ffffff",
                    "fillmode": "overlay",
                },
            },
            hovertext=[
                f"{row[category]}, {lower_first(name)}{NBSP}: {fr(row[column], unit)}"
                for row in table.to_dict("records")
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    totals = [f" {fr(value, unit)}" for value in table["value"]]
    figure.add_scatter(
        x=table["value"],
        y=table[category],
        mode="text",
        text=totals,
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )
    names = table[category].astype(str).tolist()
    labels = ["<br>".join(wrap(name, LABEL_WIDTH)) for name in names]
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=names[::-1],
        tickvals=names,
        ticktext=labels,
        showgrid=False,
    )
    figure.update_xaxes(showticklabels=False, showgrid=False)
    figure.update_layout(barmode="stack", bargap=0.3)
    lines = max(label.count("<br>") + 1 for label in labels)
    _finish(figure, indicator, source, (LINE_HEIGHT * lines + 14) * len(table) + 110)
    right = CHARACTER_WIDTH * max(map(len, totals)) + 12
    return legend_above(figure, right).update_layout(legend={"traceorder": "normal"})


def legend_above(figure: Chart, right: int) -> Chart:
    """Put the legend above the plot, clear of the bar names; `right` pixels of right margin."""
    return figure.update_layout(
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
        margin={"l": 8, "r": right, "t": 30, "b": 8},
    )


def make_room(figure: Chart, texts: Sequence[str], top: int = 12) -> Chart:
    """Set margins wide enough for the texts at the end of bars, and `top` pixels above."""
    right = 12 + CHARACTER_WIDTH * max((len(text) for text in texts), default=0)
    return figure.update_layout(margin={"l": 8, "r": right, "t": top, "b": 8})


def style(figure: Chart, height: int) -> Chart:
    """Apply the house layout: fonts, grid, separators, margins."""
    figure.update_layout(
        template="none",
        height=height,
        margin={"l": 8, "r": 8, "t": 12, "b": 8},
        font={"family": "Source Sans, sans-serif", "size": 14, "color": INK},
        separators=f",{NNBSP}",
        hoverlabel={"bgcolor": "#ffffff", "font": {"color": INK}, "align": "left"},
        legend={"orientation": "h", "y": -0.18, "x": 0},
        paper_bgcolor="#ffffff",
        plot_bgcolor="#ffffff",
        dragmode=False,
    )
    figure.update_xaxes(gridcolor=GRID, zerolinecolor=MUTED, automargin=True)
    figure.update_yaxes(gridcolor=GRID, zerolinecolor=MUTED, automargin=True)
    return figure


def _check(table: pd.DataFrame) -> None:
    if table.empty or table["value"].isna().all():
        raise ChartError("no value to draw: show the empty state instead")


def _finish(figure: Chart, indicator: Indicator, source: str, height: int) -> Chart:
    """Apply the house layout, and the stamp that exports print for traceability."""
    if source:
        figure.update_layout(meta={"indicator": indicator.id, "source": source})
    return style(figure, height)


def _hover(rows: pd.DataFrame, indicator: Indicator, name: str) -> list[str]:
    head = f"<b>{name}</b><br>" if name else ""
    return [
        f"{head}{fr_month(day)}{NBSP}: {fr(value, indicator.unit, indicator.decimals)}"
        for day, value in zip(rows["as_of"], rows["value"], strict=True)
    ]


def _add_band(figure: Chart, rows: pd.DataFrame, colour: str) -> None:
    band = rows.dropna(subset=["low", "high"])
    if band.empty:
        return
    figure.add_scatter(
        x=[*band["as_of"], *band["as_of"][::-1]],
        y=[*band["high"], *band["low"][::-1]],
        fill="toself",
        fillcolor=colour,
        opacity=0.12,
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
    )


def _label_ends(figure: Chart, groups: Sequence[tuple[object, pd.DataFrame]]) -> None:
    for index, (name, rows) in enumerate(groups):
        with_value = rows.dropna(subset=["value"])
        if not with_value.empty:
            figure.add_annotation(
                x=with_value["as_of"].iloc[-1],
                y=with_value["value"].iloc[-1],
                text=str(name),
                xanchor="left",
                xshift=6,
                showarrow=False,
                font={"color": PALETTE[index]},
            )


def _bounds(table: pd.DataFrame) -> tuple[float, float]:
    columns = [name for name in ("value", "low", "high") if name in table]
    return float(table[columns].min().min()), float(table[columns].max().max())


def time_axis(figure: Chart, months: pd.Series, *, names_last: bool = True) -> None:
    """Tick each January with its year, and label the last month; without a January, both ends.

    Args:
        figure: a chart with time on its horizontal axis.
        months: months that it shows, in any order.
        names_last: label the last month; False in a small panel, where labels would overlap.
    """
    days = sorted(months.drop_duplicates())
    first, last = days[0], days[-1]
    ticks = {pd.Timestamp(year, 1, 1): str(year) for year in range(first.year + 1, last.year + 1)}
    if not ticks:
        ticks = {day: fr_month(day) for day in dict.fromkeys((first, last))}
    elif names_last and last - max(ticks) > CLOSE * (last - first):
        ticks[last] = fr_month(last).replace(" ", "<br>")
    figure.update_xaxes(tickvals=[*ticks], ticktext=[*ticks.values()], tickangle=0, showgrid=True)
    if len(days) > 1:
        # Plotly hides the label of a tick on the edge of the plot.
        margin = (last - first) * 0.03
        figure.update_xaxes(range=[first - margin, last + margin])


def _height_axis(figure: Chart, indicator: Indicator, bounds: tuple[float, float]) -> None:
    """Start the axis at zero, or add a note to the chart if that would flatten the curve."""
    low, high = bounds
    start = 0 if 0 <= low <= FAR_FROM_ZERO * high else low
    _value_axis(figure.update_yaxes, indicator, (start, high))
    ticks = figure.layout["yaxis"]["tickvals"]
    figure.update_yaxes(range=[ticks[0], ticks[-1]])
    say_zero(figure)


def say_zero(figure: Chart) -> None:
    """Add a note to the chart if its axis does not start at zero."""
    if figure.layout["yaxis"]["tickvals"][0] <= 0:
        return
    figure.add_annotation(
        text=ZERO_NOTE, showarrow=False, font={"color": MUTED, "size": 12}, bgcolor="#ffffff",
        xref="paper", yref="paper", x=0, y=0, xanchor="left", yanchor="bottom",
    )  # fmt: skip


def unsay_zero(figure: Chart) -> None:
    """Remove that note, for an axis redrawn from zero."""
    figure.layout["annotations"] = [note for note in figure.notes if note["text"] != ZERO_NOTE]


def _value_axis(
    update: Callable[..., object], indicator: Indicator, bounds: tuple[float, float]
) -> None:
    """Set about five round ticks, printed by the common formatter."""
    low, high = bounds
    span = (high - low) or abs(high) or 1.0
    step = steps.step(span, is_whole=not indicator.decimals)
    first = int(low // step)
    ticks = [index * step for index in range(first, first + 8) if index * step <= high + step]
    decimals = decimals_for(step, indicator.unit)
    update(tickvals=ticks, ticktext=[fr(tick, indicator.unit, decimals) for tick in ticks])
