"""The CESER opinion of April 2023, and what today's figures say of its six barriers.

The content is `observatory/opinion/opinion.yaml`; an indicator or a page that does not exist is
refused. Readings are made from figures by the rules below; none is written where one is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from method import change, plain_yaml
from method.catalog import Indicator, load_catalog
from method.wording import (
    NBSP,
    fr,
    fr_list,
    fr_value,
    lower_first,
    status_reason,
)

FILE = Path(__file__).with_name("opinion.yaml")
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
# How many did what, for one and for several; each tone of `Change` has its words.
_COUNTED: dict[change.Tone, tuple[str, str]] = {
    "better": ("s’améliore", "s’améliorent"),
    "worse": ("se dégrade", "se dégradent"),
    "neutral": ("est en hausse ou en baisse", "sont en hausse ou en baisse"),
    "stable": ("est stable", "sont stables"),
    "unclear": ("compte trop peu pour conclure", "comptent trop peu pour conclure"),
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
    return Opinion.model_validate(plain_yaml.load(FILE.read_text(encoding="utf-8")))


def trend(indicator: Indicator, row: Mapping[Any, Any]) -> str:
    """Where an indicator went in twelve months: `▲ s’améliore`, or that nothing compares.

    Args:
        indicator: its entry of the catalogue.
        row: its row of `indicator_headlines`.
    """
    told = change.tell(indicator, row, change.before(row))
    return "sans comparaison" if told is None else f"{told.mark} {told.word}"


def reading(indicators: Sequence[Indicator], rows: Mapping[str, Mapping[Any, Any]]) -> str:
    """What the figures of a barrier say together: how many get better, worse, or stay.

    Args:
        indicators: those of the barrier.
        rows: their rows of `indicator_headlines`, by id.
    """
    known = [i for i in indicators if i.id in rows]
    told = [change.tell(i, rows[i.id], change.before(rows[i.id])) for i in known]
    tones = Counter(one.tone for one in told if one)
    said = [
        f"{fr(tones[tone])} {one if tones[tone] < 2 else many}"
        for tone, (one, many) in _COUNTED.items()
        if tones[tone]
    ]
    if not said:
        return "Aucune évolution n’est mesurée sur douze mois."
    return f"Sur {fr(len(indicators))} indicateurs, en douze mois{NBSP}: {fr_list(said)}."


def value_words(indicator: Indicator, row: Mapping[Any, Any]) -> str:
    """`82,9 % (+0,2 point en douze mois : stable)`, or why there is no figure."""
    if row["status"] != "ok":
        return status_reason(row["status"])
    told = change.tell(indicator, row, change.before(row))
    if told is None:
        return fr_value(indicator, row)
    return f"{fr_value(indicator, row)} ({change.words(indicator, told, 'en douze mois')})"


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
