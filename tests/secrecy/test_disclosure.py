"""The choice by figure is data: complete, and shown with its reason."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from method.catalog import load_catalog
from method.disclosure import Disclosure, Rule, load_disclosure


def test_every_indicator_open_to_the_public_has_its_rule_and_no_other_has() -> None:
    named = {name for rule in load_disclosure().rules for name in rule.indicators}
    open_ones = {
        i.id for i in load_catalog().indicators.values() if i.viewer == "public" and i.is_network
    }
    assert named == open_ones


def test_the_sums_are_of_reserved_indicators() -> None:
    indicators = load_catalog().indicators
    for one in load_disclosure().sums:
        for name in (one.total, *one.parts):
            assert indicators[name].viewer == "staff"


def test_a_rule_that_cannot_be_applied_is_refused() -> None:
    good = {"indicators": ("x",), "rule": "coarse", "step": 0.05, "least": 20, "reason": "r"}
    assert Rule.model_validate(good)
    for wrong in ({"step": None}, {"least": None}, {"block": "split"}, {"rule": "region"}):
        with pytest.raises(ValidationError):
            Rule.model_validate(good | wrong)
    with pytest.raises(ValidationError, match="twice"):
        Disclosure.model_validate({"rules": [good, good], "sums": [], "tables": []})
