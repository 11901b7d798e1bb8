"""Possible help for a figure in the red: schemes of `help.yaml`, by indicator.

The content stays in the file with its sources; this only reads it, and leaves the choice to the
reader.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from method import plain_yaml
from method.alerts import SCORE, Rule, ThresholdRule
from method.entry import Entry, Slug, Text

SCHEMES_FILE = Path(__file__).with_name("help.yaml")
# A calendar rule has no indicator: these are the indicators related to its date.
_CALENDAR_INDICATORS = {
    "agreement": ("annual_agreement_share",),
    "mandate": ("president_changes_36m",),
    "label": ("regional_grant_12m",),
}


class Scheme(Entry):
    """One scheme to propose; `status` is a key of `Schemes.statuses`."""

    id: Slug
    title: Text
    text: Text
    indicators: Annotated[tuple[Slug, ...], Field(min_length=1)]
    source: Text
    source_url: Text | None
    status: Slug


class Schemes(Entry):
    """All schemes, in the order of the file."""

    statuses: dict[Slug, Text]
    schemes: tuple[Scheme, ...]

    @model_validator(mode="after")
    def _statuses_exist(self) -> Schemes:
        for scheme in self.schemes:
            if scheme.status not in self.statuses:
                raise ValueError(f"{scheme.id}: status {scheme.status} is not described")
        return self

    def for_indicators(self, indicator_ids: Iterable[str]) -> list[Scheme]:
        """Schemes for at least one of these indicators, those for the most of them first."""
        ids = set(indicator_ids)
        schemes = [scheme for scheme in self.schemes if ids & set(scheme.indicators)]
        return sorted(schemes, key=lambda scheme: -len(ids & set(scheme.indicators)))

    def for_rule(self, rule: Rule) -> list[Scheme]:
        """Schemes for an alert; none for missing data or for the score."""
        if isinstance(rule, ThresholdRule):
            return self.for_indicators(c.indicator for c in rule.conditions)
        if rule.kind == "calendar":
            return self.for_indicators(_CALENDAR_INDICATORS[rule.source])
        if rule.kind == "missing" or rule.indicator == SCORE:
            return []
        return self.for_indicators([rule.indicator])


@cache
def load_schemes(file: Path = SCHEMES_FILE) -> Schemes:
    """Schemes of the project, read once per process."""
    return Schemes.model_validate(plain_yaml.load(file.read_text(encoding="utf-8")))
