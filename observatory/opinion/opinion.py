"""The CESER opinion of April 2023, and what today's figures say of its six barriers.

The content is `observatory/opinion/opinion.yaml`; an indicator or a page that does not exist is
refused. Readings are made from figures by the rules below; none is written where one is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from method.catalog import Indicator, load_catalog
from method.wording import (
    NBSP,
    fr,
    fr_change,
    fr_list,
    fr_value,
    is_missing,
    lower_first,
    status_reason,
)

FILE = Path(__file__).with_name("opinion.yaml")
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Trend = Literal["better", "worse", "steady", "moved", "unknown"]
TREND_WORDS: dict[Trend, str] = {
    "better": "▲ s’améliore",
    "worse": "▼ se dégrade",
    "steady": "= stable",
    "moved": "↕ bouge",
    "unknown": "· inconnu",
}


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Figure(_Entry):
    """A number of the opinion."""

    id: Text
    label: Text
    value: float
    unit: Text


class Moment(_Entry):
    """One of the three moments when a network is fragile."""

    id: Text
    stage: Text
    title: Text
    text: Text


class Barrier(_Entry):
    """One of the six barriers, the indicators that measure it and the page that details it."""

    id: Text
    number: int
    title: Text
    text: Text
    indicators: Annotated[tuple[str, ...], Field(min_length=2, max_length=5)]
    page: Text


class Measure(_Entry):
    """One measure of a recommendation; `gap` says what no file measures."""

    id: Text
    title: Text
    barriers: tuple[str, ...]
    indicators: tuple[str, ...]
    gap: Text | None = None


class Recommendation(_Entry):
    """One of the three groups of recommendations."""

    id: Text
    number: int
    title: Text
    moment: Text
    measures: Annotated[tuple[Measure, ...], Field(min_length=1)]


class Opinion(_Entry):
    """The opinion, as its public page sums it up."""

    title: Text
    author: Text
    nature: Text
    date: Text
    date_label: Text
    url: Text
    reading: Text
    figures: tuple[Figure, ...]
    caution: Text
    fragile_moments: tuple[Moment, ...]
    barriers: tuple[Barrier, ...]
    recommendations: tuple[Recommendation, ...]

    @model_validator(mode="after")
    def _names_exist(self) -> Opinion:
        known = load_catalog().indicators
        barriers = {barrier.id for barrier in self.barriers}
        for barrier in self.barriers:
            if unknown := set(barrier.indicators) - set(known):
                raise ValueError(f"{barrier.id}: unknown indicators {sorted(unknown)}")
        for measure in self.measures.values():
            if unknown := set(measure.indicators) - set(known):
                raise ValueError(f"{measure.id}: unknown indicators {sorted(unknown)}")
            if unknown := set(measure.barriers) - barriers:
                raise ValueError(f"{measure.id}: unknown barriers {sorted(unknown)}")
            if not measure.indicators and measure.gap is None:
                raise ValueError(f"{measure.id}: measured by nothing, and does not say why")
        return self

    @property
    def measures(self) -> dict[str, Measure]:
        """Every measure by id, in order."""
        return {m.id: m for group in self.recommendations for m in group.measures}


@cache
def load_opinion() -> Opinion:
    """The opinion, read once a process.

    Raises:
        ValidationError: the file is wrong, or names what does not exist.
    """
    return Opinion.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def trend(indicator: Indicator, row: Mapping[Any, Any]) -> Trend:
    """Where an indicator went in twelve months, as the catalogue's direction reads it.

    Args:
        indicator: its entry of the catalogue.
        row: its row of `indicator_headlines`.
    """
    change = row["change_12m"]
    if row["status"] != "ok" or is_missing(change):
        return "unknown"
    if fr_change(change, indicator.unit, indicator.decimals) == fr_change(
        0, indicator.unit, indicator.decimals
    ):
        return "steady"
    if indicator.direction == "neutral":
        return "moved"
    return "better" if (change > 0) == (indicator.direction == "better") else "worse"


def reading(indicators: Sequence[Indicator], rows: Mapping[str, Mapping[Any, Any]]) -> str:
    """What the figures of a barrier say together: how many get better, worse, or stay.

    Args:
        indicators: those of the barrier.
        rows: their rows of `indicator_headlines`, by id.
    """
    trends = [trend(i, rows[i.id]) for i in indicators if i.id in rows]
    said = [
        f"{fr(trends.count(kind))} {one if trends.count(kind) < 2 else many}"
        for kind, one, many in (
            ("better", "s’améliore", "s’améliorent"),
            ("worse", "se dégrade", "se dégradent"),
            ("moved", "bouge", "bougent"),
            ("steady", "ne bouge pas", "ne bougent pas"),
        )
        if trends.count(kind)
    ]
    if not said:
        return "Aucune évolution n’est mesurée sur douze mois."
    return f"Sur {fr(len(indicators))} indicateurs, en douze mois{NBSP}: {fr_list(said)}."


def value_words(indicator: Indicator, row: Mapping[Any, Any]) -> str:
    """`82,9 % (+0,2 point en douze mois)`, or why there is no figure."""
    if row["status"] != "ok":
        return status_reason(row["status"])
    if is_missing(row["change_12m"]):
        return fr_value(indicator, row)
    change = fr_change(row["change_12m"], indicator.unit, indicator.decimals)
    return f"{fr_value(indicator, row)} ({change} en douze mois)"


def gaps(indicators: Sequence[Indicator], rows: Mapping[str, Mapping[Any, Any]]) -> str:
    """Which indicators have no value, why, and which files would fill them; empty when none."""
    missing = [i for i in indicators if i.id not in rows or rows[i.id]["status"] != "ok"]
    if not missing:
        return ""
    parts = []
    for indicator in missing:
        status = rows[indicator.id]["status"] if indicator.id in rows else "no_data"
        files = fr_list(f"`{name}`" for name in indicator.files)
        parts.append(f"{lower_first(indicator.label)} ({status_reason(status)}, fichiers {files})")
    return f"Ce qui manque pour mesurer ce frein{NBSP}: {fr_list(parts)}."
