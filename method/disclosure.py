"""How each figure is published, and why; loads `method/disclosure.yaml`.

Decides, for each figure, whether it is published as it is, hidden with the territory cell of the
same counts, or rounded. Deny by default: an indicator without a rule is not published.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from method import plain_yaml
from method.entry import Entry, Text
from method.settings import ROOT

DISCLOSURE_FILE = ROOT / "method" / "disclosure.yaml"

Share = Annotated[float, Field(gt=0, lt=1)]


class Rule(Entry):
    """How some indicators open to the public are published.

    Attributes:
        rule: `open`, as it is; `region`, secret or rounded where the region's cell of the same
            counts is secret for that network; `coarse`, always rounded.
        block: which mask of the region's cell applies (`pipelines/steps/territory_secrecy.py`).
        step: rounding step, in the indicator's unit; without one, a figure that cannot be exact is
            secret.
        least: number of companies in a network below which a rounded figure is secret.
    """

    indicators: Annotated[tuple[str, ...], Field(min_length=1)]
    rule: Literal["open", "region", "coarse"]
    block: Literal["stock", "split", "small", "large", "flow"] | None = None
    step: Share | None = None
    least: Annotated[int, Field(ge=3)] | None = None
    reason: Text

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        if (self.rule == "region") != (self.block is not None):
            raise ValueError("`block` goes with the rule `region`, and only with it")
        if (self.step is None) != (self.least is None):
            raise ValueError("`step` and `least` go together")
        if self.rule == "coarse" and self.step is None:
            raise ValueError("a coarse figure has a `step`")
        return self


class Sum(Entry):
    """Figures of all networks together that add up: when one part is hidden, all of them are."""

    total: str
    parts: Annotated[tuple[str, ...], Field(min_length=1)]
    reason: Text


class TableChoice(Entry):
    """How a whole table or a kind of figure is treated, for readers of the methodology page.

    Attributes:
        table: name known to the reader.
        of: the published tables concerned; every table that the public or the rapporteur reads is
            in one of these choices.
        treatment: how it is published, in a few words.
        reason: why.
    """

    table: Text
    of: Annotated[tuple[str, ...], Field(min_length=1)]
    treatment: Text
    reason: Text


class Disclosure(Entry):
    """The rules of publication; the thresholds of secrecy are in `method/secrecy.py`."""

    rules: tuple[Rule, ...]
    sums: tuple[Sum, ...]
    tables: tuple[TableChoice, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        ids = [name for rule in self.rules for name in rule.indicators]
        if len(ids) != len(set(ids)):
            raise ValueError(f"named twice: {sorted({n for n in ids if ids.count(n) > 1})}")
        return self

    def rule_of(self, indicator_id: str) -> Rule | None:
        """Rule of an indicator, or None if it is not published."""
        return next((rule for rule in self.rules if indicator_id in rule.indicators), None)


@cache
def load_disclosure(file: Path = DISCLOSURE_FILE) -> Disclosure:
    """Load the rules of the project, once per process.

    Raises:
        ValidationError: a missing, unknown or inconsistent field, or a duplicate indicator.
    """
    return Disclosure.model_validate(plain_yaml.load(file.read_text(encoding="utf-8")))
