"""Words and charts of the page Interclustering: what networks share, and what they do together.

What a published count leaves unsaid stays so: under three is « moins de 3 », and an action that
does not say with whom it was held proves nothing (see `docs/interclustering.md`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from method.catalog import Indicator
from method.naf import division_label
from method.plain_text import plain
from method.wording import (
    NBSP,
    Note,
    champ,
    fr,
    fr_list,
    fr_value,
    lecture,
    plural,
    source,
)
from observatory.figures import charts

if TYPE_CHECKING:
    from method.build import Build

ACTIONS = MappingProxyType(
    {
        "named": "Oui, déclarée",
        "none": "Aucune enregistrée",
        "unknown": "Indéterminée",
        "common": "À la même date",
        "no_data": "Non transmise",
    }
)
BANDS = MappingProxyType(
    {"few": "moins de 3", "some": "3 ou plus, nombre secret", "any": "nombre secret"}
)
# Line widths of the graph, by the least number of companies in common.
WIDTHS = ((30, 6.0, "30 et plus"), (10, 3.0, "10 à 29"), (3, 1.2, "3 à 9"))
PARTNERS = "#D55E00"
BARS = 10
ROW_HEIGHT = 42
# Colour and pattern of a bar: what the files say of a common action.
FILLS = MappingProxyType(
    {
        "named": ("#117733", ""),
        "none": ("#0072B2", ""),
        "unknown": ("#8fbcd9", "/"),
        "common": ("#009E73", "x"),
        "no_data": ("#c3c8cf", "."),
    }
)
SCALE = [[0.0, "#eef3f8"], [1.0, "#0b4f8a"]]


def named(pairs: pd.DataFrame) -> pd.DataFrame:
    """`interclustering_pairs` with their words: `pair`, `action`, `remark`."""
    return pairs.assign(
        pair=[
            f"{one} — {other}"
            for one, other in zip(pairs["name"], pairs["other_name"], strict=True)
        ],
        action=pairs["action_state"].map(ACTIONS),
        actions=[_actions(row) for row in pairs.to_dict("records")],
        remark=[_remark(row) for row in pairs.to_dict("records")],
    )


def shares_something(pairs: pd.DataFrame) -> pd.DataFrame:
    """Pairs known to have three companies or three partners of projects in common, at least."""
    has_members = (pairs["member_status"] == "ok") | (pairs["member_band"] == "some")
    return pairs[has_members | (pairs["partner_status"] == "ok")]


def summary(pairs: pd.DataFrame, indicator: Indicator) -> str:
    """How many pairs share something, and the first that has no common action on record."""
    shared = shares_something(pairs)
    if shared.empty:
        return (
            "Aucune paire de réseaux n’a au moins trois entreprises ou trois partenaires en commun."
        )
    apart = shared[shared["action_state"] == "none"]
    opening = (
        f"{plural(len(shared), 'paire de réseaux a', 'paires de réseaux ont')} au moins trois "
        "entreprises ou trois partenaires de projets en commun"
    )
    if apart.empty:
        return f"{opening}."
    first = apart.iloc[0]
    return (
        f"{opening}{NBSP}; {fr(len(apart))} d’entre elles n’ont aucune action commune enregistrée "
        f"sur 24 mois. La première{NBSP}: "
        f"**{plain(first['name'])} et {plain(first['other_name'])}**, "
        f"{plural(first['shared_members'], 'entreprise commune', 'entreprises communes')} sur "
        f"{fr(first['denominator'])} ({fr_value(indicator, first)})."
    )


def members(companies: pd.DataFrame) -> pd.DataFrame:
    """`interclustering_members` with the words of the division: `activity`."""
    return companies.assign(
        activity=[
            f"{code} {division_label(code)}" if isinstance(code, str) else None
            for code in companies["naf_division"]
        ]
    )


def bars(pairs: pd.DataFrame, indicator: Indicator, origin: str) -> go.Figure:
    """The pairs that share most, each filled by what is known of its common actions.

    Args:
        pairs: `shares_something(named(interclustering_pairs))`.
        indicator: `member_jaccard`.
        origin: producer and vintage.
    """
    shown = pairs.head(BARS)
    figure = charts.bar(shown, indicator, origin, category="pair")
    figure.update_yaxes(
        ticktext=[f"{a} —<br>{b}" for a, b in zip(shown["name"], shown["other_name"], strict=True)]
    )
    bar = figure.data[0]
    bar.marker = _fill(shown["action_state"].tolist())
    bar.hovertext = [
        f"{row['pair']}<br>{_members(row)}<br>Action commune{NBSP}: {row['action'].lower()}"
        for row in shown.to_dict("records")
    ]
    bar.showlegend = False
    for state in [state for state in ACTIONS if (shown["action_state"] == state).any()]:
        figure.add_bar(
            x=[None],
            y=[None],
            name=f"Action commune{NBSP}: {ACTIONS[state].lower()}",
            marker=_fill([state]),
        )
    figure.update_layout(barmode="overlay", height=ROW_HEIGHT * len(shown) + 130)
    return figure.update_layout(legend={"y": -0.02, "traceorder": "normal"})


def matrix(
    pairs: pd.DataFrame, networks: pd.DataFrame, indicator: Indicator, origin: str
) -> go.Figure:
    """Share of companies in common of every two networks; those that share most stand together.

    Args:
        pairs: `named(interclustering_pairs)` of every network.
        networks: `interclustering_networks`, in the order of the matrix.
        indicator: `member_jaccard`.
        origin: producer and vintage.
    """
    names = networks["name"].tolist()
    place = {network: i for i, network in enumerate(networks["network_id"])}
    size = len(names)
    values = np.full((size, size), np.nan)
    labels = np.full((size, size), "", dtype=object)
    hover = np.full((size, size), "", dtype=object)
    for row in pairs.to_dict("records"):
        cell = place[row["network_id"]], place[row["other_id"]]
        words = f"{row['pair']}<br>{_members(row)}"
        for i, j in (cell, cell[::-1]):
            values[i, j] = row["value"]
            labels[i, j] = "" if pd.isna(row["value"]) else fr(100 * row["value"])
            hover[i, j] = words
    figure = go.Figure(
        go.Heatmap(
            z=values,
            x=names,
            y=names,
            text=labels,
            texttemplate="%{text}",
            textfont={"size": 11},
            hovertext=hover,
            hovertemplate="%{hovertext}<extra></extra>",
            colorscale=SCALE,
            zmin=0,
            showscale=False,
            xgap=1,
            ygap=1,
        )
    )
    figure.update_layout(meta={"indicator": indicator.id, "source": origin})
    charts.style(figure, 26 * size + 130)
    figure.update_xaxes(tickangle=-90, showgrid=False, side="top", dtick=1, ticks="")
    figure.update_yaxes(autorange="reversed", showgrid=False, dtick=1, ticks="")
    return figure.update_layout(plot_bgcolor="#f7f9fb")


def graph(
    pairs: pd.DataFrame, networks: pd.DataFrame, indicator: Indicator, origin: str
) -> go.Figure:
    """Networks as points, companies in common as lines, partners of projects as dashed ones.

    Args:
        pairs: `named(interclustering_pairs)`.
        networks: `interclustering_networks`, with their places.
        indicator: `shared_members`.
        origin: producer and vintage.
    """
    figure = go.Figure()
    place = networks.set_index("network_id")[["x", "y"]]
    counts = pairs["shared_members"].where(
        pairs["member_status"] == "ok", pairs["member_band"].map({"some": 3})
    )
    above = np.inf
    for least, width, words in WIDTHS:
        held = pairs[(counts >= least) & (counts < above)]
        above = least
        _add_lines(figure, held, place, f"{words} entreprises communes", charts.PALETTE[0], width)
    partners = pairs[pairs["partner_status"] == "ok"]
    _add_lines(figure, partners, place, "3 partenaires communs ou plus", PARTNERS, 3, "dash")
    sizes = np.sqrt(networks["companies"].fillna(1).astype(float).clip(lower=1))
    figure.add_scatter(
        x=networks["x"],
        y=networks["y"],
        mode="markers+text",
        marker={
            "size": 8 + 20 * sizes / sizes.max(),
            "color": charts.INK,
            "line": {"color": "#fff", "width": 1.5},
            "opacity": 1,
        },
        text=networks["name"],
        textposition="top center",
        textfont={"size": 12, "shadow": "0 0 3px #fff, 0 0 3px #fff, 0 0 3px #fff"},
        hovertext=[
            f"{name}{NBSP}: {fr(count)} entreprises adhérentes"
            for name, count in zip(networks["name"], networks["companies"], strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )
    figure.update_layout(meta={"indicator": indicator.id, "source": origin})
    charts.style(figure, 620)
    figure.update_xaxes(visible=False, range=[-1.3, 1.3])
    figure.update_yaxes(visible=False, range=[-1.12, 1.2])
    return figure.update_layout(legend={"y": -0.02})


def note(
    indicator: Indicator, row: Mapping[str, Any], build: Build, extra: str = "", key: str = "value"
) -> Note:
    """Lecture of one pair, with what the chart leaves blank, Champ and Source.

    Args:
        indicator: of the pair.
        row: of `named(interclustering_pairs)`.
        build: the published build.
        extra: sentences added to Lecture.
        key: column of the value.
    """
    told = {**row, "value": row[key]}
    subject = fr_list([str(row["name"]), str(row["other_name"])])
    return Note(
        f"{lecture(indicator, told, subject)} {extra}".strip(),
        champ(indicator, "paires de réseaux en activité"),
        source(indicator, build),
    )


def _fill(states: list[str]) -> dict[str, Any]:
    """Colour and pattern of bars, by what the files say of a common action."""
    colours = [FILLS[state][0] for state in states]
    shapes = [FILLS[state][1] for state in states]
    return {
        "color": colours,
        "line": {"color": colours, "width": 1},
        "pattern": {"shape": shapes, "fgcolor": colours, "bgcolor": "#ffffff"},
    }


def _add_lines(
    figure: go.Figure,
    pairs: pd.DataFrame,
    place: pd.DataFrame,
    label: str,
    colour: str,
    width: float,
    dash: str = "solid",
) -> None:
    """Lines of one look, and a point in the middle of each that says what it is."""
    if pairs.empty:
        return
    one, other = place.loc[pairs["network_id"]], place.loc[pairs["other_id"]]
    gap = np.full(len(pairs), np.nan)
    figure.add_scatter(
        x=np.column_stack([one["x"], other["x"], gap]).ravel(),
        y=np.column_stack([one["y"], other["y"], gap]).ravel(),
        mode="lines",
        line={"color": colour, "width": width, "dash": dash},
        opacity=0.55,
        name=label,
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=(one["x"].to_numpy() + other["x"].to_numpy()) / 2,
        y=(one["y"].to_numpy() + other["y"].to_numpy()) / 2,
        mode="markers",
        marker={"size": 9, "opacity": 0},
        text=[
            f"{row['pair']}<br>{_members(row)}<br>{_partners(row)}"
            for row in pairs.to_dict("records")
        ],
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )


def _members(row: Mapping[str, Any]) -> str:
    if row["member_status"] == "ok":
        return plural(row["shared_members"], "entreprise commune", "entreprises communes")
    return f"Entreprises communes{NBSP}: {BANDS.get(row['member_band'], 'non transmis')}"


def _partners(row: Mapping[str, Any]) -> str:
    if row["partner_status"] == "ok":
        return plural(row["shared_partners"], "partenaire commun", "partenaires communs")
    few = BANDS["few"] if row["partner_status"] == "secret" else "non transmis"
    return f"Partenaires de projets communs{NBSP}: {few}"


def _actions(row: Mapping[str, Any]) -> str:
    """Actions with another network that each of the two noted."""
    if row["action_state"] == "no_data":
        return "n.d."
    return f"{fr(row['action_count'])} et {fr(row['other_action_count'])}"


def _remark(row: Mapping[str, Any]) -> str:
    return "" if row["member_status"] == "ok" else _members(row)
