"""Charts of the first page: declared members, and the history of the networks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from textwrap import wrap
from typing import Any

import pandas as pd

from method.wording import NBSP, fr
from observatory.figures import charts
from observatory.figures.chart import Chart
from observatory.figures.figure import Figure
from observatory.figures.public_wording import unit_of

# Opacity of a mark by the age of its value in years: paler when older.
FADES = ((3, 1.0), (6, 0.65))
OLD = 0.4
TRAIL_POINTS = 3
# Length of an open end, as a share of the axis.
OPEN_END = 0.04
ROW = 30
_EXPLAINED = re.compile(r" \(| – | / ")
NAME_WIDTH = 30
# Strip of moments: pixels per network, and for the headings and the legend.
DOT_ROW, STRIP_ROOM = 22, 50
# Levels of fragility: symbol and colour; networks without one are plain dots.
LEVELS: Mapping[str, tuple[str, str]] = {
    "solide": ("circle", charts.PALETTE[0]),
    "a_surveiller": ("diamond", "#8a6d00"),
    "fragile": ("triangle-up", "#b45309"),
}
# Kinds of events: symbol and colour.
MARKS: Mapping[str, tuple[str, str]] = {
    "Création": ("circle", charts.PALETTE[0]),
    "Label": ("diamond", charts.PALETTE[0]),
    "Fin de label": ("x", charts.INK),
    "Fusion ou reprise": ("square", charts.INK),
    "Fin de label à venir": ("diamond-open", "#b45309"),
}


def with_source(figure: Figure, chart: Chart) -> Figure:
    """The figure with its chart, stamped with the source so that every exported picture has it."""
    chart.update_layout(meta={"indicator": "", "source": figure.note.source})
    return replace(figure, chart=chart)


def members(last: pd.DataFrame, past: pd.DataFrame, year: int) -> Chart:
    """One mark per network at its last declared value, largest first, from zero.

    Args:
        last: `network_id`, `name`, `value`, `unit`, `year`, `said`, `when`; one row per network.
        past: the same columns, every declared value; three or more are drawn as a trail.
        year: year of the chosen month, from which the age of a mark is counted.
    """
    figure = Chart()
    top = float(last["value"].max())
    for network_id, rows in past.groupby("network_id", sort=False):
        if len(rows) >= TRAIL_POINTS and network_id in set(last["network_id"]):
            _trail(figure, rows)
    _open_ends(figure, last, top * OPEN_END)
    figure.add_scatter(
        x=last["value"],
        y=last["name"],
        mode="markers+text",
        marker={
            "size": 12,
            "color": charts.PALETTE[0],
            "opacity": [_fade(year - int(one)) for one in last["year"]],
        },
        text=[_beside(row) for row in last.to_dict("records")],
        textposition="middle right",
        cliponaxis=False,
        hovertext=[
            f"{r['name']}{NBSP}: {r['said']} ({r['when']})" for r in last.to_dict("records")
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )
    figure.update_xaxes(range=[0, top * 1.02], showgrid=True, dtick=200, rangemode="tozero")
    _names(figure, last["name"].tolist())
    charts.style(figure, ROW * len(last) + 60)
    # Texts are to the right of their marks: only the largest values need room beyond the plot.
    widest = max(len(_mark(row)) for row in last.head(3).to_dict("records"))
    right = 16 + charts.CHARACTER_WIDTH * widest
    return figure.update_layout(margin={"l": 8, "r": right, "t": 8, "b": 8}, showlegend=False)


def lives(spans: pd.DataFrame, events: pd.DataFrame) -> Chart:
    """One line per network over the years, with one mark per event; the oldest network is on top.

    Args:
        spans: `name`, `first_on`, `last_on`, `dash`; one row per network.
        events: `name`, `day`, `kind`, `said`.
    """
    figure = Chart()
    for row in spans.to_dict("records"):
        figure.add_scatter(
            x=[row["first_on"], row["last_on"]],
            y=[row["name"]] * 2,
            mode="lines",
            line={"color": charts.FAINT, "width": 3, "dash": row["dash"]},
            hoverinfo="skip",
            showlegend=False,
        )
    for kind, (symbol, colour) in MARKS.items():
        rows = events[events["kind"] == kind]
        if rows.empty:
            continue
        figure.add_scatter(
            x=rows["day"],
            y=rows["name"],
            name=kind,
            mode="markers",
            marker={"symbol": symbol, "color": colour, "size": 11, "line": {"width": 2}},
            cliponaxis=False,
            text=[f"<b>{row['name']}</b><br>{row['said']}" for row in rows.to_dict("records")],
            hovertemplate="%{text}<extra></extra>",
        )
    years = range(1990, 2030, 10)
    figure.update_xaxes(
        tickvals=[f"{year}-01-01" for year in years],
        ticktext=[str(year) for year in years],
        # A phone draws three years no wider than a mark.
        range=[f"{spans['first_on'].min().year - 3}-06-01", "2027-12-31"],
    )
    _names(figure, spans["name"].tolist())
    # A name on two lines would overlap its neighbours.
    is_long = any(len(_short(name)) > NAME_WIDTH for name in spans["name"])
    charts.style(figure, (33 if is_long else 27) * len(spans) + 80)
    return charts.legend_above(figure, 16)


def strip(rows: pd.DataFrame, moments: Sequence[tuple[str, str]]) -> Chart:
    """One dot per network under its moment, one column per moment, names beside the dots.

    Args:
        rows: `stage`, `name` and, if the reader may see them, `level`, `level_name`.
        moments: stage and title of each moment, in order.
    """
    figure = Chart()
    placed = rows.assign(
        x=rows["stage"].map({stage: place for place, (stage, _) in enumerate(moments)}),
        y=-rows.groupby("stage").cumcount(),
    )
    levels = placed["level"].fillna("") if "level" in placed else pd.Series("", index=placed.index)
    for level in sorted(set(levels), key=[*LEVELS, ""].index):
        own = placed[levels == level]
        symbol, colour = LEVELS.get(level, LEVELS["solide"])
        figure.add_scatter(
            x=own["x"],
            y=own["y"],
            mode="markers+text",
            name=own["level_name"].iloc[0] if level else "",
            marker={"symbol": symbol, "color": colour, "size": 10},
            text=[f"  {_short(name)}" for name in own["name"]],
            textposition="middle right",
            cliponaxis=False,
            hoverinfo="skip",
            showlegend=bool(level),
        )
    for place, (stage, title) in enumerate(moments):
        count = int((placed["stage"] == stage).sum())
        figure.add_annotation(
            x=place,
            y=1,
            text=f"<b>{title}</b> ({fr(count)})",
            showarrow=False,
            xanchor="left",
            xshift=-6,
        )
    longest = int(-placed["y"].min()) + 1
    figure.update_xaxes(visible=False, range=[-0.05, len(moments)], fixedrange=True)
    figure.update_yaxes(visible=False, range=[-longest + 0.5, 1.6], fixedrange=True)
    charts.style(figure, DOT_ROW * longest + STRIP_ROOM)
    return figure.update_layout(legend={"y": 0, "yanchor": "top"})


def _beside(row: Mapping[Any, Any]) -> str:
    """Text to the right of a mark, further away when an arrow starts from the mark."""
    gap = 9 if unit_of(row["unit"]).hedge == "plus de" else 3
    return f"{NBSP * gap}{_mark(row)}"


def _mark(row: Mapping[Any, Any]) -> str:
    """`plus de 100 (2021)`: the title gives the noun, unless the network counts something else."""
    text = row["said"].replace(f"{NBSP}adhérents", "").removesuffix(", selon la source")
    return f"{text} ({row['when']})"


def _short(name: str) -> str:
    """The usual name of a network, without its explanation: « Lahitolle », « S2E2 »."""
    return _EXPLAINED.split(name, maxsplit=1)[0]


def _fade(age: int) -> float:
    return next((shade for limit, shade in FADES if age <= limit), OLD)


def _trail(figure: Chart, rows: pd.DataFrame) -> None:
    """Earlier declared values of a network, as a thin line with years."""
    ordered = rows.sort_values("year")
    first = ordered.iloc[0]
    figure.add_scatter(
        x=ordered["value"],
        y=ordered["name"],
        mode="lines+markers",
        line={"color": charts.FAINT, "width": 2},
        marker={"size": 6, "color": charts.FAINT},
        hovertext=[f"{row['said']} ({row['when']})" for row in ordered.to_dict("records")],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )
    figure.add_annotation(
        x=first["value"],
        y=first["name"],
        text=f"{fr(first['value'])} en {first['when']}",
        # From the mark on: names of networks stand to the left of the axis.
        xanchor="left",
        xshift=-4,
        yshift=11,
        showarrow=False,
        font={"size": 11, "color": charts.MUTED},
    )


def _open_ends(figure: Chart, last: pd.DataFrame, length: float) -> None:
    """Draw an arrow beyond the mark of « plus de »."""
    for row in last.to_dict("records"):
        if unit_of(row["unit"]).hedge != "plus de":
            continue
        figure.add_annotation(
            x=row["value"] + length,
            ax=row["value"],
            y=row["name"],
            ay=row["name"],
            xref="x",
            axref="x",
            yref="y",
            ayref="y",
            text="",
            arrowhead=2,
            arrowcolor=charts.PALETTE[0],
            arrowwidth=2,
        )


def _names(figure: Chart, names: list[str]) -> None:
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=names[::-1],
        tickvals=names,
        ticktext=["<br>".join(wrap(_short(name), NAME_WIDTH)) for name in names],
        showgrid=False,
    )
