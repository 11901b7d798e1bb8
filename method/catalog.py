"""The catalogue of indicators: the single source of labels, units, definitions and thresholds.

Loads `method/indicators.yaml` and rejects invalid entries. Shares are stored as fractions (unit
`%`): only the formatter multiplies them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import (
    Field,
    ValidationError,
    model_validator,
)

from method import phrase, plain_yaml
from method.entry import Entry, Slug, Text
from method.settings import ROOT

CATALOG_FILE = ROOT / "method" / "indicators.yaml"

Unit = Literal["count", "%", "€", "days", "months", "FTE", "h", "per month", "×", "0–1"]
Address = Annotated[str, Field(pattern=r"^https?://")]
Family = Literal[
    "membership", "territory", "treasury", "people", "workload", "projects", "fragility"
]


class CatalogError(Exception):
    """The catalogue is invalid: a fault of the project, never of the data."""


class Thresholds(Entry):
    """Bounds between which fragility goes from 0 (`safe`) to 100 (`critical`), in its unit."""

    safe: float
    critical: float
    source: Text


class Benchmark(Entry):
    """A value published elsewhere, shown next to ours for comparison and never as a norm.

    `address` is that of the page where it was read.
    """

    value: float
    label: Text
    source: Text
    scope: Text
    address: Address | None = None


class SmallTeam(Entry):
    """What is counted in a small team: `posts`, or `moves` over a number of years.

    `n` counts the posts. Moves are twice the numerator; the mean team size is the denominator
    divided by the years.
    """

    said: Literal["posts", "moves"]
    years: Annotated[int, Field(gt=0)] = 1


class Indicator(Entry):
    """One indicator.

    Attributes:
        label: short French label, as a chart title or a column header.
        short: one sentence for a tooltip.
        phrase: a sentence to quote, with the slots of `method.phrase`.
        phrase_zero: the sentence for a value of 0, when the wording differs.
        phrase_among: what the denominator of a proportion is restricted to (« de taille connue »).
        definition: full French definition, shown on the methodology page.
        formula: the arithmetic in words, numerator first.
        noun: what a count counts, in the plural (« entreprises »); counts only.
        counted: `events` over a window, or a `stock` at a date; counts only.
        tolerance: smallest change that counts, for anything but proportions and counts of events:
            a fraction of the earlier value, or of the scale for a share or an index from 0 to 1.
        direction: whether more is `better`, `worse` or `neutral`.
        files: raw files needed; if one of them is empty the status is `no_data`.
        viewer: widest audience for a named network's value.
        n_min: smallest `n` for which the value is shown.
        small_team: how to put a team under three into words, instead of a rate.
        is_proportion: part of a whole counted in units, hence a Wilson interval.
        is_network: published in `marts.indicator_values`.
        is_territorial: published in `marts.territory_values`.
        table: the table it is published in otherwise: by territory and activity, by pair of
            networks, by months of stay.
    """

    id: Slug
    family: Family
    label: Text
    short: Text
    phrase: Text
    phrase_zero: Text | None = None
    phrase_among: Text | None = None
    definition: Text
    formula: Text
    unit: Unit
    noun: Text | None = None
    counted: Literal["events", "stock"] | None = None
    tolerance: Annotated[float, Field(ge=0, lt=1)] = 0.02
    decimals: Annotated[int, Field(ge=0, le=3)]
    direction: Literal["better", "worse", "neutral"]
    thresholds: Thresholds | None = None
    files: Annotated[tuple[Slug, ...], Field(min_length=1)]
    viewer: Literal["public", "staff"]
    n_min: Annotated[int, Field(ge=0)] = 1
    small_team: SmallTeam | None = None
    is_proportion: bool = False
    is_network: bool = True
    is_territorial: bool = False
    table: Annotated[str, Field(pattern=r"^(core|marts)\.[a-z_]+$")] | None = None
    caveat: Text | None = None
    benchmarks: tuple[Benchmark, ...] = ()

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        if (self.unit == "count") != (self.noun is not None):
            raise ValueError("`noun` goes with the unit `count`, and only with it")
        if (self.unit == "count") != (self.counted is not None):
            raise ValueError("`counted` goes with the unit `count`, and only with it")
        if self.is_proportion and self.unit != "%":
            raise ValueError("a proportion has the unit `%`")
        if faults := phrase.faults(self.phrase, is_proportion=self.is_proportion):
            raise ValueError(f"`phrase`: {', '.join(faults)}")
        if self.phrase_zero and (faults := phrase.faults(self.phrase_zero, is_proportion=False)):
            raise ValueError(f"`phrase_zero`: {', '.join(faults)}")
        if not (self.is_network or self.is_territorial or self.table):
            raise ValueError("published nowhere")
        if self.thresholds:
            rises = self.thresholds.safe < self.thresholds.critical
            if self.thresholds.safe == self.thresholds.critical:
                raise ValueError("`safe` and `critical` are equal")
            if self.direction != ("worse" if rises else "better"):
                raise ValueError("thresholds and direction disagree")
        return self


class FamilyLabel(Entry):
    """A family of indicators, in display order."""

    id: Family
    label: Text


class FragilityDimension(Entry):
    """One of the five dimensions: the mean of its indicators, weighted by `weight`."""

    id: Slug
    label: Text
    weight: Annotated[float, Field(gt=0, le=1)]
    indicators: Annotated[tuple[Slug, ...], Field(min_length=1)]


class Alarm(Entry):
    """An indicator value that raises the level to at least « à surveiller »."""

    indicator: Slug
    below: float | None = None
    at_most: float | None = None


class Fragility(Entry):
    """Conventions of the composite score; scores run from 0 (safe) to 100 (critical)."""

    source: Text
    dimensions: tuple[FragilityDimension, ...]
    coverage_min: Annotated[float, Field(gt=0, le=1)]
    watch_from: float
    fragile_above: float
    alarms: tuple[Alarm, ...]
    draws: int
    concentration: float

    @model_validator(mode="after")
    def _weights_sum_to_one(self) -> Self:
        if abs(sum(d.weight for d in self.dimensions) - 1) > 1e-9:
            raise ValueError("weights of the dimensions do not sum to 1")
        return self


class Stages(Entry):
    """Rules of the stage, applied in this order: impulsion, développement, else pérennisation."""

    source: Text
    impulsion_below_age_months: float
    impulsion_below_members: int
    impulsion_below_fte: float
    developpement_from_fte: float
    developpement_from_members: int
    developpement_from_age_months: float


class Detection(Entry):
    """Default thresholds of the Détection page; shares are ratios."""

    source: Text
    quotient_min: Annotated[float, Field(gt=0)]
    coverage_max: Annotated[float, Field(ge=0, le=1)]
    companies_min: Annotated[int, Field(ge=1)]


class HourlyCost(Entry):
    """Loaded cost of an hour of work in euros: its default and the range a reader may set."""

    source: Text
    default_eur: Annotated[int, Field(gt=0)]
    min_eur: Annotated[int, Field(gt=0)]
    max_eur: Annotated[int, Field(gt=0)]


class Catalog(Entry):
    """All indicators by id, in the order of the file, and the conventions of the score."""

    families: tuple[FamilyLabel, ...]
    indicators: dict[str, Indicator]
    fragility: Fragility
    stages: Stages
    detection: Detection
    hourly_cost: HourlyCost

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        families = {family.id for family in self.families}
        for indicator in self.indicators.values():
            if indicator.family not in families:
                raise ValueError(f"{indicator.id}: family {indicator.family} has no label")
        scored = [name for d in self.fragility.dimensions for name in d.indicators]
        for name in scored:
            if name not in self.indicators or self.indicators[name].thresholds is None:
                raise ValueError(f"{name}: scored, without an entry or without thresholds")
        for alarm in self.fragility.alarms:
            if alarm.indicator not in self.indicators:
                raise ValueError(f"{alarm.indicator}: an alarm on no indicator")
        return self

    def of_family(self, family: Family) -> list[Indicator]:
        """Indicators of one family, in the order of the file."""
        return [i for i in self.indicators.values() if i.family == family]


def parse_catalog(text: str) -> Catalog:
    """Validate the text of a catalogue.

    Raises:
        CatalogError: invalid YAML, a duplicate id, or a missing, unknown or inconsistent field.
    """
    try:
        content = plain_yaml.load(text)
        entries = content["indicators"]
        by_id = {entry["id"]: entry for entry in entries}
        if len(by_id) < len(entries):
            ids = [entry["id"] for entry in entries]
            raise CatalogError(f"ids given twice: {sorted({i for i in ids if ids.count(i) > 1})}")
        return Catalog.model_validate({**content, "indicators": by_id})
    except (yaml.YAMLError, KeyError, TypeError, ValidationError) as error:
        raise CatalogError(str(error)) from error


@cache
def load_catalog(file: Path = CATALOG_FILE) -> Catalog:
    """Load the catalogue of the project, once per process.

    Raises:
        CatalogError: see `parse_catalog`.
    """
    return parse_catalog(file.read_text(encoding="utf-8"))
