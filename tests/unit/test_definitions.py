"""The search over definitions: accents, plurals, several words, a typing error."""

from __future__ import annotations

import pytest

from method.catalog import load_catalog
from observatory.figures.definitions import search

INDICATORS = tuple(load_catalog().indicators.values())


def found(query: str) -> list[str]:
    return [indicator.id for indicator in search(query, INDICATORS)]


def test_an_empty_search_gives_everything() -> None:
    assert len(found(" ")) == len(INDICATORS)


@pytest.mark.parametrize("asked", ["jours de tresorerie", "JOURS DE TRÉSORERIE", "cash_days"])
def test_accents_capitals_and_ids_find_the_same(asked: str) -> None:
    assert "cash_days" in found(asked)


def test_every_word_counts_and_a_name_comes_before_a_text() -> None:
    both = found("taux départ")
    assert both[0] == "churn_12m"
    assert set(both) <= set(found("taux")) & set(found("départ"))


def test_a_plural_and_a_slip_find_what_was_meant() -> None:
    assert "companies_active" in found("adhérentes entreprise")
    assert found("trésorrerie") == found("trésorerie")
    assert found("zzzz") == []
