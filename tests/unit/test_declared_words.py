"""A declared figure is printed as declared, its qualifier in words."""

from __future__ import annotations

import pytest

from observatory.figures.public_wording import sentence, value_words


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


def test_a_sentence_to_quote_names_who_published_it() -> None:
    row = {
        "label": "Adhérents", "said": "600\u00a0adhérents", "when": "2024",
        "source_url": "https://www.cosmetic-valley.com/fr/chiffres",
    }  # fmt: skip
    assert sentence("Cosmetic Valley", row) == (
        "Cosmetic Valley, 2024\u00a0: 600\u00a0adhérents (publié sur cosmetic-valley.com)."
    )
    two = sentence("Végépolys Valley", row | {"label": "Équipe"}, "https://insee.fr/a")
    assert two.endswith(
        ", équipe\u00a0: 600\u00a0adhérents (publié sur cosmetic-valley.com et insee.fr)."
    )
    for nowhere in ("https://exemple.invalid/a", None, float("nan")):
        assert sentence("Aérolinde", row | {"source_url": nowhere}).endswith("600\u00a0adhérents.")
