"""The disclosure choice for each figure is data: complete, and shown with its reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from method.catalog import load_catalog
from method.disclosure import Disclosure, Rule, load_disclosure
from observatory.gate.access import OPEN_TABLES, VIEWS_ROOT
from observatory.gate.queries import load_query, query_files
from observatory.gate.store import Store


def test_every_indicator_open_to_the_public_has_its_rule_and_no_other_has() -> None:
    names = {name for rule in load_disclosure().rules for name in rule.indicators}
    open_ones = {
        i.id for i in load_catalog().indicators.values() if i.viewer == "public" and i.is_network
    }
    assert names == open_ones


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


def test_every_table_that_a_restricted_role_reads_is_in_a_choice_and_no_other(
    demo_curated: Path,
) -> None:
    """A new figure reads a table: opening that table requires a choice about what is published."""
    tables_chosen = {name for choice in load_disclosure().tables for name in choice.of}
    assert tables_chosen == OPEN_TABLES | {
        file.stem for role in ("public", "rapporteur") for file in VIEWS_ROOT.glob(f"{role}/*.sql")
    }
    store = Store(demo_curated.parent)
    tables_read: set[str] = set()
    for role in ("public", "rapporteur"):
        tables = store.session("demo", role, is_signed_in=True).tables
        assert tables <= tables_chosen
        for name in query_files():
            _, inputs = load_query(name)
            tables_read |= inputs if inputs <= tables else set()
    # A table that no query of these roles reads is not open.
    assert tables_chosen - tables_read == set()
