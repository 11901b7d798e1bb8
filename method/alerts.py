"""The rules of the alerts, and the sentence that says why one fired.

Rules are in `method/alerts.yaml`; the bounds they name (`critical`, `safe`) are in the catalogue.
The build applies them to the history (`pipelines/steps/alert_event.py`); what people do with an
alert is kept by `observatory/fragility/alert_book.py`.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self

import numpy as np
import yaml
from numpy.typing import NDArray
from pydantic import Field, ValidationError, model_validator

from method import plain_yaml
from method.catalog import Catalog, Indicator, load_catalog
from method.entry import Entry, Slug, Text
from method.settings import ROOT
from method.wording import (
    NBSP,
    fr,
    fr_change,
    fr_date,
    fr_euros,
    fr_known_date,
    fr_month,
    is_missing,
    plural,
    small_team,
)

RULES_FILE = ROOT / "method" / "alerts.yaml"
# The total of `marts.fragility`, which is not in `marts.indicator_values`.
SCORE = "fragility_score"

Severity = Literal["urgente", "a_suivre", "rappel"]
SEVERITY_LABELS: dict[str, str] = {
    "urgente": "Urgente",
    "a_suivre": "À suivre",
    "rappel": "Rappel",
}
State = Literal["nouveau", "vu", "en_cours", "clos"]
STATE_LABELS: dict[str, str] = {
    "nouveau": "Nouveau",
    "vu": "Vu",
    "en_cours": "En cours",
    "clos": "Clos",
}


class AlertRulesError(Exception):
    """The rules are invalid: a fault of the project, never of the data."""


class _Rule(Entry):
    id: Slug
    label: Text
    severity: Severity


class Condition(Entry):
    """Holds when an indicator reaches its bound, on the side that its direction calls worse."""

    indicator: Slug
    bound: Literal["critical", "safe"] | float


class ThresholdRule(_Rule):
    """Holds when every condition holds.

    `sentence` replaces figures that mean little by themselves, such as a flag.
    """

    kind: Literal["threshold"]
    sentence: Text | None = None
    conditions: Annotated[tuple[Condition, ...], Field(min_length=1)]


class ChangeRule(_Rule):
    """Holds when the change over `months` reaches `by`, whose sign gives the direction.

    `field` may be the numerator, to follow a count inside a share: `counted` names what it counts.
    `relative` divides the change by the value at the start.
    """

    kind: Literal["change"]
    indicator: Slug
    field: Literal["value", "numerator"] = "value"
    counted: str | None = None
    months: Annotated[int, Field(gt=0)]
    by: float
    relative: bool = False


class MissingRule(_Rule):
    """Holds when an indicator once known has been unknown for `months` month ends or more."""

    kind: Literal["missing"]
    indicator: Slug
    months: Annotated[int, Field(gt=0)]


class CalendarRule(_Rule):
    """Holds when what ends within `within_days` is `share_min` or more of what is running."""

    kind: Literal["calendar"]
    source: Literal["agreement", "mandate", "label"]
    within_days: Annotated[int, Field(gt=0)]
    share_min: Annotated[float, Field(ge=0, le=1)]


Rule = Annotated[
    ThresholdRule | ChangeRule | MissingRule | CalendarRule, Field(discriminator="kind")
]


class AlertRules(Entry):
    """All rules, and what keeps thresholds and changes from reacting to noise.

    Attributes:
        fire_after, clear_after: number of consecutive month ends that fire and clear an alert.
        clear_share: part of the way back to the other goalpost that a value must go to clear.
        owners: organisations and roles that an alert may be assigned to, never persons.
    """

    fire_after: Annotated[int, Field(gt=0)]
    clear_after: Annotated[int, Field(gt=0)]
    clear_share: Annotated[float, Field(ge=0, lt=1)]
    owners: Annotated[tuple[Text, ...], Field(min_length=1)]
    rules: tuple[Rule, ...]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        ids = [rule.id for rule in self.rules]
        if len(set(ids)) < len(ids):
            raise ValueError(f"ids given twice: {sorted({i for i in ids if ids.count(i) > 1})}")
        return self

    @property
    def by_id(self) -> dict[str, Rule]:
        """Rules by id, in the order of the file."""
        return {rule.id: rule for rule in self.rules}

    def indicators(self) -> list[str]:
        """Indicators of the catalogue that at least one rule reads."""
        ids: list[str] = []
        for rule in self.rules:
            if isinstance(rule, ThresholdRule):
                ids.extend(condition.indicator for condition in rule.conditions)
            elif not isinstance(rule, CalendarRule):
                ids.append(rule.indicator)
        return sorted(set(ids) - {SCORE})


def parse_rules(text: str, catalog: Catalog) -> AlertRules:
    """Validate the text of the rules against the catalogue.

    Raises:
        AlertRulesError: invalid YAML, an invalid field, an unknown indicator or a missing bound.
    """
    try:
        rules = AlertRules.model_validate(plain_yaml.load(text))
    except (yaml.YAMLError, ValidationError) as error:
        raise AlertRulesError(str(error)) from error
    for name in rules.indicators():
        if name not in catalog.indicators:
            raise AlertRulesError(f"{name}: no such indicator")
    for rule in rules.rules:
        if isinstance(rule, ThresholdRule):
            for condition in rule.conditions:
                bound_of(condition, catalog)
        if isinstance(rule, ChangeRule) and abs(rule.by) <= _tolerance(rule, catalog):
            raise AlertRulesError(f"{rule.id}: a move of {rule.by} is not a change")
    return rules


def _tolerance(rule: ChangeRule, catalog: Catalog) -> float:
    """Largest move that does not count as a change, in the unit of `by`; 0 if value-dependent."""
    indicator = catalog.indicators[rule.indicator]
    return indicator.tolerance if rule.relative or indicator.unit in ("%", "0–1") else 0.0


@cache
def load_rules(file: Path = RULES_FILE) -> AlertRules:
    """Rules of the project, read once per process.

    Raises:
        AlertRulesError: see `parse_rules`.
    """
    return parse_rules(file.read_text(encoding="utf-8"), load_catalog())


class Bound(NamedTuple):
    """A number, its wrong side, and the margin that a value must cross back to clear."""

    value: float
    is_floor: bool
    margin: float = 0.0

    def is_met(self, values: NDArray[np.float64], share: float = 0.0) -> NDArray[np.bool_]:
        """Whether each value is on the wrong side of the bound, moved by a share of the margin."""
        if self.is_floor:
            return values <= self.value + share * self.margin
        return values >= self.value - share * self.margin


def bound_of(condition: Condition, catalog: Catalog) -> Bound:
    """Bound of a condition: a floor when a higher value is better.

    The margin is the distance between the goalposts, or zero for a number written in the rule.

    Raises:
        AlertRulesError: the indicator has no such bound, or neither direction is worse.
    """
    indicator = catalog.indicators[condition.indicator]
    if indicator.direction == "neutral":
        raise AlertRulesError(f"{indicator.id}: neither side is worse, no bound can fire")
    is_floor = indicator.direction == "better"
    if not isinstance(condition.bound, str):
        return Bound(condition.bound, is_floor)
    if indicator.thresholds is None:
        raise AlertRulesError(f"{indicator.id}: no threshold in the catalogue")
    bounds = indicator.thresholds
    return Bound(getattr(bounds, condition.bound), is_floor, abs(bounds.safe - bounds.critical))


class Evidence(NamedTuple):
    """What a rule read in its last month: values in the units of the catalogue, None if unknown."""

    values: tuple[float | None, ...] = ()
    numerators: tuple[float, ...] = ()
    previous: float | None = None
    last_known_on: date | None = None
    subject: str | None = None
    due_on: date | None = None
    due_precision: str | None = None
    amount_eur: float | None = None
    others: int = 0


def reason(rule: Rule, seen: Evidence, catalog: Catalog) -> str:
    """One French sentence explaining why the rule holds."""
    if isinstance(rule, ThresholdRule):
        return _threshold_reason(rule, seen, catalog)
    if isinstance(rule, ChangeRule):
        return _change_reason(rule, seen, catalog)
    if isinstance(rule, MissingRule):
        return _missing_reason(rule, seen, catalog)
    return _calendar_reason(rule, seen)


def _threshold_reason(rule: ThresholdRule, facts: Evidence, catalog: Catalog) -> str:
    if rule.sentence:
        return rule.sentence
    parts = []
    for rank, (condition, value) in enumerate(zip(rule.conditions, facts.values, strict=True)):
        indicator = catalog.indicators[condition.indicator]
        numerator = facts.numerators[rank] if facts.numerators else None
        team = _small_team(indicator, value, numerator)
        bound = bound_of(condition, catalog)
        word = "ou moins" if bound.is_floor else "ou plus"
        parts.append(
            f"{indicator.label}{NBSP}: {team or fr(value, indicator.unit, indicator.decimals)} "
            f"(alerte à {fr(bound.value, indicator.unit, indicator.decimals)} {word})"
        )
    return f"{f'{NBSP}; '.join(parts)}."


def _small_team(indicator: Indicator, value: float | None, numerator: float | None) -> str | None:
    """A rate for a team of fewer than three, in words; None for any other figure."""
    if not value or is_missing(numerator):
        return None
    assert numerator is not None  # noqa: S101 — for the type checker: `is_missing` has checked it
    row = {"status": "ok", "numerator": numerator, "denominator": numerator / value}
    return small_team(indicator, row)


def _change_reason(rule: ChangeRule, facts: Evidence, catalog: Catalog) -> str:
    value, previous = facts.values[0], facts.previous
    indicator = catalog.indicators[rule.indicator]
    label, unit, decimals = indicator.label, indicator.unit, indicator.decimals
    if rule.field == "numerator":
        label, unit, decimals = rule.counted or label, "count", 0
    assert value is not None and previous is not None  # noqa: S101 — a change has two ends
    by = (
        _signed_percent((value - previous) / abs(previous))
        if rule.relative
        else fr_change(value - previous, unit, decimals)
    )
    return (
        f"{label}{NBSP}: {fr(value, unit, decimals)}, contre {fr(previous, unit, decimals)}, "
        f"{plural(rule.months, 'mois', 'mois')} plus tôt ({by})."
    )


def _signed_percent(change: float) -> str:
    return f"{'+' if change > 0 else ''}{fr(change, '%', 0)}"


def _missing_reason(rule: MissingRule, facts: Evidence, catalog: Catalog) -> str:
    label = catalog.indicators[rule.indicator].label
    months = int(facts.values[0] or 0)
    last = f", dernière valeur en {fr_month(facts.last_known_on)}" if facts.last_known_on else ""
    return f"{label}{NBSP}: rien depuis {plural(months, 'mois', 'mois')}{last}."


def _calendar_reason(rule: CalendarRule, facts: Evidence) -> str:
    due = fr_date(facts.due_on) if facts.due_on else ""
    others = facts.others
    if rule.source == "mandate":
        return f"{facts.subject}{NBSP}: le mandat prend fin le {due}."
    more = f" et {plural(others, 'autre', 'autres')}" if others else ""
    if rule.source == "label":
        return f"{facts.subject}{more}{NBSP}: {_label_end(facts)}."
    return (
        f"{facts.subject}{more}{NBSP}: {fr_euros(facts.amount_eur)} de conventions sans suite "
        f"signée, première échéance le {due}."
    )


def _label_end(facts: Evidence) -> str:
    if facts.due_on is None:
        return "le label prend fin"
    when = fr_known_date(facts.due_on, facts.due_precision)
    return {
        "mois": f"le label prend fin en {when}, le jour n’étant pas connu",
        "annee": f"le label prend fin en {when}, le jour n’étant pas connu",
    }.get(facts.due_precision or "", f"le label prend fin le {when}")
