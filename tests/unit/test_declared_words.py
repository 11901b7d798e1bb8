"""A declared figure is printed as declared, its qualifier in words."""

from __future__ import annotations

import pytest

from observatory.figures.public_wording import value_words


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (100, "entreprises (plus de)", "plus de 100\u00a0entreprises"),
        (10, "M€ (environ)", "environ 10\u00a0M€"),
        (80, "% (plus de)", "plus de 80\u00a0%"),
        (5_000_000, "€ (environ, produits)", "environ 5\u00a0M€ (produits)"),
        (66, "% (plus de, des produits)", "plus de 66\u00a0% (des produits)"),
        (608, "adhérents", "608\u00a0adhérents"),
        (7.5, "%", "7,5\u00a0%"),
        (3.5, "Md€", "3,5\u00a0Md€"),
        (12_000, "emplois", "12\u202f000\u00a0emplois"),
        (50, "adhérents (sur 12 mois)", "50\u00a0adhérents (sur 12 mois)"),
    ],
)
def test_a_qualifier_goes_where_a_reader_expects_it(value: float, unit: str, said: str) -> None:
    assert value_words({"value": value, "unit": unit}) == said
