"""Texts and charts of the page Détection: specialised, dense and uncovered EPCI × activity pairs.

A pair that passes the thresholds is a lead to check, never a verdict. The method is in
`docs/detection.md`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from method.catalog import Indicator
from method.naf import division_label
from method.plain_text import plain
from method.wording import (
    MISSING,
    NBSP,
    NNBSP,
    fr,
    fr_date,
    fr_list,
    lower_first,
    plural,
)
from observatory.detection import families
from observatory.figures import charts
from observatory.figures.chart import Chart
from observatory.territories.names import definite
from observatory.territories.names import with_proper_names as proper_names

# Thresholds offered for the quotient; 1.25 and 1.5 are usual (convention), 2 is the default.
# Links to one activity in one place use « sans seuil ».
EVERY_QUOTIENT = "0"
QUOTIENTS = (EVERY_QUOTIENT, "1", "1.25", "1.5", "2", "3")
BARS = 10
ROW_HEIGHT = 46
SIZES = {
    "tpe_count": "TPE",
    "pme_count": "PME",
    "eti_count": "ETI",
    "ge_count": "grandes entreprises",
}


def with_texts(pairs: pd.DataFrame) -> pd.DataFrame:
    """`detection_pairs` with the texts of each pair: `activity`, `family`, `title`, `members`."""
    pairs = proper_names(pairs)
    return pairs.assign(
        activity=[division_label(code) for code in pairs["naf_division"]],
        family=[families.of(code).label for code in pairs["naf_division"]],
        title=[
            f"{name}{NBSP}: {lower_first(division_label(code))}"
            for name, code in zip(pairs["name"], pairs["naf_division"], strict=True)
        ],
        members=[members(row) for row in pairs.to_dict("records")],
    )


def members(pair: Mapping[str, Any]) -> str:
    """Companies of the pair that belong to a network: a count, or as much as secrecy allows."""
    if pair["member_status"] == "no_data":
        return MISSING
    if pair["member_status"] == "ok":
        return f"{fr(pair['member_count'])} ({fr(pair['coverage_most'], '%')})"
    if pair["member_band"] == "few":
        return f"moins de 3 (au plus {fr(pair['coverage_most'], '%')})"
    return "3 ou plus, nombre secret" if pair["member_band"] == "some" else "nombre secret"


def headline(pair: Mapping[str, Any], indicator: Indicator) -> str:
    """One line of the list: the pair, its quotient, its companies."""
    companies = plural(pair["company_count"], "TPE ou PME", "TPE et PME")
    opening = f"**{plain(pair['name'])}** — {plain(pair['activity'])}"
    return f"{opening}{NBSP}: {times(pair, indicator)}, {companies}"


def times(pair: Mapping[str, Any], indicator: Indicator) -> str:
    """`4,0 fois le poids régional`."""
    return f"{fr(pair['value'], decimals=indicator.decimals)} fois le poids régional"


def sizes(pair: Mapping[str, Any]) -> str:
    """Companies of the pair by size class: `30 TPE, 6 PME et 1 ETI`."""
    counted = [f"{fr(pair[column])} {label}" for column, label in SIZES.items() if pair[column]]
    return f"Par taille{NBSP}: {fr_list(counted)}."


def details(pair: Mapping[str, Any], indicator: Indicator) -> list[str]:
    """Sentences on the numbers behind the quotient of a pair, and on the networks present."""
    low, high = (fr(pair[end], decimals=indicator.decimals) for end in ("low", "high"))
    sentences = [
        sizes(pair),
        f"{fr(pair['company_count'])} TPE et PME observées pour "
        f"{fr(pair['expected'], decimals=1)} attendues{NBSP}: "
        f"{fr(pair['observed_quotient'], decimals=1)} fois, ramené à "
        f"{fr(pair['value'], decimals=indicator.decimals)} (de {low} à {high}).",
        f"{fr(pair['density_100km2'], decimals=1)} TPE et PME pour 100{NBSP}km².",
        f"Déjà dans un réseau{NBSP}: {pair['members']}.",
        f"Réseaux de cette activité{NBSP}: {pair['networks']}.",
    ]
    if pair["is_partial"]:
        sentences.append("Seule la part de l’intercommunalité située en région est comptée.")
    return sentences


def summary(pairs: pd.DataFrame, indicator: Indicator) -> list[str]:
    """How many pairs pass, and the first one in words."""
    if pairs.empty:
        return [
            "Aucune piste ne passe ces seuils.",
            "Abaissez la spécialisation ou le nombre d’entreprises, ou relevez la part déjà dans "
            "un réseau.",
        ]
    first = pairs.iloc[0]
    tracks = plural(len(pairs), "piste", "pistes")
    return [
        f"{tracks} à vérifier sur place{NBSP}: une activité dense et spécialisée, encore peu "
        "présente dans les réseaux.",
        f"La plus nette{NBSP}: {lower_first(first['activity'])}, {first['name']}, "
        f"{times(first, indicator)}, "
        f"{plural(first['company_count'], 'TPE ou PME', 'TPE et PME')}, déjà dans un réseau"
        f"{NBSP}: {first['members']}.",
    ]


def chart(pairs: pd.DataFrame, indicator: Indicator) -> Chart:
    """The most specialised pairs with their 95 % intervals, and a line at 1, the region's share.

    Args:
        pairs: `named(detection_pairs)`.
        indicator: `pair_location_quotient`.
    """
    lines = pairs.head(BARS)
    figure = charts.bar(lines, indicator, category="title")
    figure.update_yaxes(
        ticktext=[
            f"{_short(name)}<br>{_short(activity)}"
            for name, activity in zip(lines["name"], lines["activity"], strict=True)
        ]
    )
    between = [
        f"de {fr(low, indicator.unit, 1)} à {fr(high, indicator.unit, 1)}"
        for low, high in zip(lines["low"], lines["high"], strict=True)
    ]
    figure.update_trace(
        0,
        error_x={
            "type": "data",
            "array": lines["high"] - lines["value"],
            "arrayminus": lines["value"] - lines["low"],
            "color": charts.INK,
        },
        hovertext=[
            f"{title}<br>{text}, {words}"
            for title, text, words in zip(
                lines["title"], figure.data[0]["text"], between, strict=True
            )
        ],
        textposition="inside",
        insidetextanchor="start",
        insidetextfont={"color": "#fff"},
    )
    highest = float(lines["high"].max())
    figure.update_xaxes(range=[0, highest * 1.05])
    figure.add_vline(1, line={"color": charts.MUTED, "dash": "dash", "width": 1})
    figure.add_annotation(
        x=1, xanchor="center", y=1, yref="y domain", yanchor="bottom", showarrow=False,
        text="poids en région",
    )  # fmt: skip
    return figure.update_layout(height=ROW_HEIGHT * len(lines) + 90, margin={"t": 28})


def lecture(pairs: pd.DataFrame, indicator: Indicator) -> str:
    """The first pair read out, with the numbers behind its quotient."""
    first = pairs.iloc[0]
    low, high = (fr(first[end], decimals=indicator.decimals) for end in ("low", "high"))
    where = definite({"name": first["name"], "level": "epci"})
    return (
        f"au {fr_date(first['as_of'])}, {where} compte {fr(first['company_count'])} TPE "
        f"et PME en «{NBSP}{first['activity']}{NBSP}», contre {fr(first['expected'], decimals=1)} "
        f"avec la même part qu’en région{NNBSP}; le rapport, ramené vers la moyenne, est de "
        f"{fr(first['value'], decimals=indicator.decimals)} (intervalle à 95{NBSP}%{NBSP}: {low} à "
        f"{high})."
    )


def title(pairs: pd.DataFrame, indicator: Indicator) -> str:
    """The most specialised pair, as the finding of the chart."""
    first = pairs.iloc[0]
    return (
        f"{first['activity']}, {first['name']}{NBSP}: {times(first, indicator)}, la plus nette des "
        "pistes"
    )


def _short(text: str, length: int = 26) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
