"""Texts and charts of the page Interclustering: what networks share and what they do together.

Texts reveal no more than the published counts: fewer than three is « moins de 3 », and an action
without a named partner proves nothing (see `docs/interclustering.md`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from method.catalog import Indicator
from method.elision import opening, the
from method.naf import division_label
from method.wording import (
    NBSP,
    NNBSP,
    fr,
    fr_value,
    lower_first,
    plural,
)
from observatory.figures import charts
from observatory.figures.chart import Chart

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
BARS = 10
ROW_HEIGHT = 42
# Colour and pattern of a bar, by what the files say of a common action.
FILLS = MappingProxyType(
    {
        "named": ("#117733", ""),
        "none": ("#0072B2", ""),
        "unknown": ("#8fbcd9", "/"),
        "common": ("#009E73", "x"),
        "no_data": ("#c3c8cf", "."),
    }
)
# A network against itself.
OWN = "#c3c8cf"
SCALE = [[0.0, "#eef3f8"], [1.0, "#0b4f8a"]]


def with_labels(pairs: pd.DataFrame) -> pd.DataFrame:
    """`interclustering_pairs` with their labels: `pair`, `action`, `remark`."""
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
    """Pairs known to have at least three companies or three project partners in common."""
    has_members = (pairs["member_status"] == "ok") | (pairs["member_band"] == "some")
    return pairs[has_members | (pairs["partner_status"] == "ok")]


def summary(pairs: pd.DataFrame, indicator: Indicator) -> list[str]:
    """How many pairs have something in common, and the first without a recorded common action."""
    shared = shares_something(pairs)
    if shared.empty:
        return [
            "Aucune paire de réseaux n’a au moins trois entreprises ou trois partenaires en commun."
        ]
    apart = shared[shared["action_state"] == "none"]
    opening = (
        f"{plural(len(shared), 'paire de réseaux a', 'paires de réseaux ont')} au moins trois "
        "entreprises ou trois partenaires de projets en commun"
    )
    if apart.empty:
        return [f"{opening}."]
    none = "n’a" if len(apart) < 2 else "n’ont"
    sentences = [
        f"{opening}{NNBSP}; {fr(len(apart))} {none} aucune action commune enregistrée en deux ans."
    ]
    first = apart.iloc[0]
    if first["member_status"] == "ok":
        sentences.append(
            f"D’abord {the(first['name'])} et {the(first['other_name'])}{NBSP}: "
            f"{plural(first['shared_members'], 'entreprise commune', 'entreprises communes')} sur "
            f"{fr(first['denominator'])} ({fr_value(indicator, first)})."
        )
    return sentences


def title(shared: pd.DataFrame) -> str:
    """The pair with most in common, as the finding of the bars; a plain label if it is secret.

    Args:
        shared: pairs with something in common, those with most in common first.
    """
    first = shared.iloc[0]
    if first["member_status"] != "ok":
        return "Les paires qui ont le plus en commun"
    count = plural(first["shared_members"], "entreprise", "entreprises")
    return f"{opening(first['name'])} et {the(first['other_name'])} ont le plus en commun ({count})"


def members(companies: pd.DataFrame) -> pd.DataFrame:
    """`interclustering_members` with the label of the division: `activity`."""
    return companies.assign(
        activity=[
            f"{code} {division_label(code)}" if isinstance(code, str) else None
            for code in companies["naf_division"]
        ]
    )


def bars(pairs: pd.DataFrame, indicator: Indicator) -> Chart:
    """The pairs with most in common, coloured by what is known of their common actions.

    Args:
        pairs: `shares_something(named(interclustering_pairs))`.
        indicator: `member_jaccard`.
    """
    first = pairs.head(BARS)
    figure = charts.bar(first, indicator, category="pair")
    figure.update_yaxes(
        ticktext=[f"{a} —<br>{b}" for a, b in zip(first["name"], first["other_name"], strict=True)]
    )
    figure.update_trace(
        0,
        marker=_fill(first["action_state"].tolist()),
        hovertext=[
            f"{row['pair']}<br>{members_text(row)}<br>Action commune{NBSP}: "
            f"{lower_first(row['action'])}"
            for row in first.to_dict("records")
        ],
        showlegend=False,
    )
    for state in [state for state in ACTIONS if (first["action_state"] == state).any()]:
        figure.add_bar(
            x=[None],
            y=[None],
            name=f"Action commune{NBSP}: {lower_first(ACTIONS[state])}",
            marker=_fill([state]),
        )
    figure.update_layout(barmode="overlay", height=ROW_HEIGHT * len(first) + 130)
    return figure.update_layout(legend={"y": -0.02, "traceorder": "normal"})


def matrix(pairs: pd.DataFrame, networks: pd.DataFrame, indicator: Indicator) -> Chart:
    """Share of companies in common for every pair of networks, similar networks side by side.

    Args:
        pairs: `named(interclustering_pairs)` of every network.
        networks: `interclustering_networks`, in the order of the matrix.
        indicator: `member_jaccard`.
    """
    names = networks["name"].tolist()
    place = {network: i for i, network in enumerate(networks["network_id"])}
    size = len(names)
    values = np.full((size, size), np.nan)
    labels = np.full((size, size), "", dtype=object)
    hover = np.full((size, size), "", dtype=object)
    for row in pairs.to_dict("records"):
        cell = place[row["network_id"]], place[row["other_id"]]
        words = f"{row['pair']}<br>{members_text(row)}"
        for i, j in (cell, cell[::-1]):
            values[i, j] = row["value"]
            labels[i, j] = _glyph(row)
            hover[i, j] = words
    figure = Chart().add_heatmap(
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
    figure.add_heatmap(
        z=np.where(np.eye(size, dtype=bool), 1.0, np.nan),
        x=names,
        y=names,
        colorscale=[[0.0, OWN], [1.0, OWN]],
        showscale=False,
        hoverinfo="skip",
        xgap=1,
        ygap=1,
    )
    figure.update_layout(meta={"indicator": indicator.id})
    charts.style(figure, 26 * size + 130)
    figure.update_xaxes(tickangle=-90, showgrid=False, side="top", dtick=1, ticks="")
    figure.update_yaxes(autorange="reversed", showgrid=False, dtick=1, ticks="")
    return figure.update_layout(plot_bgcolor="#f7f9fb")


def _glyph(row: Mapping[str, Any]) -> str:
    """Text of a cell of the matrix: its percentage and a tick, or the sign for a hidden value."""
    if row["member_status"] == "secret":
        return "·" if row["member_band"] == "few" else "s"
    if pd.isna(row["value"]):
        return ""
    tick = "✓" if row["action_state"] == "named" else ""
    return f"{fr(100 * row['value'])}{tick}"


def _fill(states: list[str]) -> dict[str, Any]:
    """Colour and pattern of bars, by what the files say of a common action."""
    colours = [FILLS[state][0] for state in states]
    shapes = [FILLS[state][1] for state in states]
    return {
        "color": colours,
        "line": {"color": colours, "width": 1},
        "pattern": {"shape": shapes, "fgcolor": colours, "bgcolor": "#ffffff"},
    }


def members_text(row: Mapping[str, Any]) -> str:
    """Number of companies in common, as far as secrecy allows."""
    if row["member_status"] == "ok":
        return plural(row["shared_members"], "entreprise commune", "entreprises communes")
    return f"Entreprises communes{NBSP}: {BANDS.get(row['member_band'], 'non transmis')}"


def partners_text(row: Mapping[str, Any]) -> str:
    """Number of project partners in common, as far as secrecy allows."""
    if row["partner_status"] == "ok":
        return plural(row["shared_partners"], "partenaire commun", "partenaires communs")
    few = BANDS["few"] if row["partner_status"] == "secret" else "non transmis"
    return f"Partenaires de projets communs{NBSP}: {few}"


def _actions(row: Mapping[str, Any]) -> str:
    """Actions with another network recorded by each of the two."""
    if row["action_state"] == "no_data":
        return "n.d."
    return f"{fr(row['action_count'])} et {fr(row['other_action_count'])}"


def _remark(row: Mapping[str, Any]) -> str:
    return "" if row["member_status"] == "ok" else members_text(row)
