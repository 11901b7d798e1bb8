"""Sentences and chart of the page Détection."""

from __future__ import annotations

import pandas as pd
import pytest

from method.catalog import load_catalog
from method.naf import division_label, divisions
from method.wording import NBSP
from observatory.detection import families
from observatory.detection import leads as detection

QUOTIENT = load_catalog().indicators["pair_location_quotient"]


def _pairs(**changed: object) -> pd.DataFrame:
    """One row of `detection_pairs`: 36 companies where 3.1 were expected."""
    row = {
        "as_of": pd.Timestamp("2026-10-31"), "id": "1-13", "name": "CC du Lac",
        "is_partial": False, "naf_division": "13", "tpe_count": 30, "pme_count": 6,
        "eti_count": 1, "ge_count": 0, "company_count": 36, "expected": 3.1,
        "observed_quotient": 11.6, "value": 4.04, "low": 2.9, "high": 5.3, "status": "ok",
        "density_100km2": 1.2, "member_count": None, "member_status": "secret",
        "member_band": "few", "coverage_most": 2 / 36, "networks": "aucun",
    }  # fmt: skip
    return detection.with_texts(pd.DataFrame([row | changed]))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, f"moins de 3 (au plus 5,6{NBSP}%)"),
        ({"member_band": "some", "coverage_most": 1.0}, "3 ou plus, nombre secret"),
        (
            {"member_status": "ok", "member_count": 9, "coverage_most": 0.25},
            f"9 (25,0{NBSP}%)",
        ),
        ({"member_status": "no_data", "coverage_most": None}, "n.d."),
    ],
)
def test_members_are_described_as_far_as_secrecy_allows(changed: dict, words: str) -> None:
    assert _pairs(**changed).iloc[0]["members"] == words


def test_the_summary_names_the_first_track_without_a_verdict() -> None:
    first, second = detection.summary(_pairs(), QUOTIENT)
    assert first.startswith(f"1{NBSP}piste à vérifier sur place")
    assert f"fabrication de textiles, CC du Lac, 4,0 fois le poids régional, 36{NBSP}TPE" in second
    assert second.endswith(f"déjà dans un réseau{NBSP}: moins de 3 (au plus 5,6{NBSP}%).")
    several = pd.concat([_pairs(), _pairs(id="2-13")])
    assert detection.summary(several, QUOTIENT)[0].startswith(f"2{NBSP}pistes")
    assert "Aucune piste" in detection.summary(_pairs().iloc[:0], QUOTIENT)[0]


def test_each_division_has_one_family_and_each_family_one_colour() -> None:
    by_code = {code: families.of(code) for code in divisions()}
    assert {family.label for family in by_code.values()} == {f.label for f in families.every()}
    assert len({family.colour for family in families.every()}) == len(families.every())
    labels = [f.label for f in families.every() for a, b in f.divisions if a <= "13" <= b]
    assert labels == [by_code["13"].label] == ["Autres industries"]


def test_details_give_the_division_behind_the_quotient() -> None:
    lines = detection.details(_pairs(is_partial=True).to_dict("records")[0], QUOTIENT)
    text = " ".join(lines)
    assert f"36 TPE et PME observées pour 3,1 attendues{NBSP}: 11,6 fois" in text
    assert "située en région" in text
    assert detection.sizes(_pairs().iloc[0]) == f"Par taille{NBSP}: 30 TPE, 6 PME et 1 ETI."


def test_the_chart_carries_the_interval() -> None:
    figure = detection.chart(_pairs(), QUOTIENT).to_plotly()
    bar = figure.data[0]
    assert bar.error_x.array[0] == pytest.approx(5.3 - 4.04)
    assert bar.error_x.arrayminus[0] == pytest.approx(4.04 - 2.9)


def test_every_division_of_the_naf_has_its_words() -> None:
    assert len(divisions()) == 88
    assert division_label("13") == "Fabrication de textiles"
    assert division_label("04") == "04"
