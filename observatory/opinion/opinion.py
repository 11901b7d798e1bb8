"""The CESER opinion of April 2023: its findings, its six barriers, its three recommendations.

The content is in `observatory/opinion/opinion.yaml`; an unknown indicator or page is refused.
Today's figures on it are computed in `standing.py`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from method import plain_yaml
from method.catalog import load_catalog

FILE = Path(__file__).with_name("opinion.yaml")
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


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
    """One of the six barriers, the indicators that measure it and the page with its details.

    Attributes:
        short: its name on a card.
        said: what the opinion says of it, as a clause.
        headlines: indicators that can represent it alone; the first one with a value does.
    """

    id: Text
    number: int
    title: Text
    short: Text
    said: Text
    headlines: Annotated[tuple[str, ...], Field(min_length=1)]
    text: Text
    indicators: Annotated[tuple[str, ...], Field(min_length=2, max_length=5)]
    page: Text


class Measure(_Entry):
    """One measure of a recommendation; `gap` states what no file measures."""

    id: Text
    title: Text
    short: Text
    barriers: tuple[str, ...]
    indicators: tuple[str, ...]
    gap: Text | None = None


class Recommendation(_Entry):
    """One of the three groups of recommendations."""

    id: Text
    number: int
    title: Text
    short: Text
    moment: Text
    measures: Annotated[tuple[Measure, ...], Field(min_length=1)]


class Opinion(_Entry):
    """The opinion, as summarised by its public page."""

    title: Text
    author: Text
    nature: Text
    date: Text
    date_label: Text
    url: Text
    reading: Text
    figures: tuple[Figure, ...]
    fragile_moments: tuple[Moment, ...]
    barriers: tuple[Barrier, ...]
    recommendations: tuple[Recommendation, ...]

    @model_validator(mode="after")
    def _names_exist(self) -> Opinion:
        indicators = load_catalog().indicators
        barriers = {barrier.id for barrier in self.barriers}
        for barrier in self.barriers:
            if unknown := set(barrier.indicators) - set(indicators):
                raise ValueError(f"{barrier.id}: unknown indicators {sorted(unknown)}")
            if unknown := set(barrier.headlines) - set(barrier.indicators):
                raise ValueError(f"{barrier.id}: headlines {sorted(unknown)} do not measure it")
        for measure in self.measures.values():
            if unknown := set(measure.indicators) - set(indicators):
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
    """The opinion, read once per process.

    Raises:
        ValidationError: the file is invalid, or has an unknown name.
    """
    return Opinion.model_validate(plain_yaml.load(FILE.read_text(encoding="utf-8")))
