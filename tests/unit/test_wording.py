"""French numbers, dates and sentences; printed numbers can be parsed back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import pandas as pd
import pytest
from babel.numbers import parse_decimal
from hypothesis import given
from hypothesis import strategies as st

from method.catalog import load_catalog
from method.terms import fr_term
from method.wording import (
    MINUS,
    NBSP,
    NNBSP,
    champ,
    decimals_for,
    decimals_of,
    fr,
    fr_amounts,
    fr_cell,
    fr_change,
    fr_date,
    fr_euros,
    fr_list,
    fr_month,
    fr_short_date,
    fr_value,
    lecture,
    lower_first,
    plural,
    status_reason,
)
from observatory.figures.file_words import named_paths, source
from tests import published_build

BUILD = replace(published_build.BUILD, as_of=date(2026, 6, 30))
SCALES = {"%": 100, "points": 100, "k€": Decimal("0.001"), "M€": Decimal("0.000001")}
UNITS = ("count", "%", "€", "k€", "M€", "days", "months", "FTE", "h", "per month", "×", "0–1")


def _read_back(text: str) -> Decimal:
    """The number in a printed text, read by Babel's parser."""
    number = re.match(rf"[{MINUS}+]?[\d{NNBSP},]+", text)
    assert number
    return parse_decimal(number.group().replace(MINUS, "-").lstrip("+"), locale="fr")


@given(
    value=st.floats(-1e12, 1e12, allow_nan=False),
    unit=st.sampled_from(UNITS),
    decimals=st.integers(0, 3),
)
def test_what_is_printed_is_the_rounded_value(value: float, unit: str, decimals: int) -> None:
    text = fr(value, unit, decimals)
    if unit == "€" and (larger := text.rpartition(NBSP)[2]) != "€":
        # An amount takes the unit that reads best, with the digits of that unit.
        unit, decimals = larger, decimals_of(larger)
    exact = Decimal(str(value)) * SCALES.get(unit, 1)
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
    assert _read_back(text) == rounded
    assert "." not in text
    assert "-" not in text
    assert text.startswith(MINUS) == (rounded < 0)


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (1234567, "count", None, f"1{NNBSP}234{NNBSP}567"),
        (0.83449, "%", None, f"83,4{NBSP}%"),
        (12.345, "%", 1, f"1{NNBSP}234,5{NBSP}%"),
        (-0.00001, "%", None, f"0,0{NBSP}%"),
        (-1234.4, "€", None, f"{MINUS}1{NNBSP}234{NBSP}€"),
        (845_123, "k€", None, f"845{NBSP}k€"),
        (1_250_000, "M€", 2, f"1,25{NBSP}M€"),
        (1, "days", None, f"1{NBSP}jour"),
        (1.94, "days", 1, f"1,9{NBSP}jour"),
        (2, "days", None, f"2{NBSP}jours"),
        (3.25, "FTE", None, f"3,2{NBSP}ETP"),
        (None, "€", None, "n.d."),
        (float("nan"), "%", None, "n.d."),
        (pd.NA, "count", None, "n.d."),
        (np.float64(0.5), "0–1", None, "0,50"),
    ],
)
def test_numbers(value: float, unit: str, decimals: int | None, text: str) -> None:
    assert fr(value, unit, decimals) == text


@pytest.mark.parametrize("unit", sorted({i.unit for i in load_catalog().indicators.values()}))
def test_every_unit_of_the_catalogue_prints(unit: str) -> None:
    assert fr(1, unit)


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(KeyError):
        fr(1, "parsecs")


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.032, "%", f"+3,2{NBSP}points"),
        (-0.015, "%", f"{MINUS}1,5{NBSP}point"),
        (0.0001, "%", f"0,0{NBSP}point"),
        (12, "count", "+12"),
        (0, "count", "0"),
        (-5000, "€", f"{MINUS}5{NNBSP}000{NBSP}€"),
        (None, "count", "n.d."),
    ],
)
def test_changes_carry_their_sign_and_points(value: float, unit: str, text: str) -> None:
    assert fr_change(value, unit) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (9_999, f"9{NNBSP}999{NBSP}€"),
        (9_999.6, f"10{NBSP}k€"),
        (928_577, f"929{NBSP}k€"),
        (999_600, f"1,0{NBSP}M€"),
        (75_000, f"75{NBSP}k€"),
        (900_000, f"900{NBSP}k€"),
        (-1_200_000, f"{MINUS}1,2{NBSP}M€"),
        (None, "n.d."),
    ],
)
def test_amounts_take_the_unit_that_reads_best(value: float, text: str) -> None:
    assert fr_euros(value) == text
    # The same everywhere: a card, a cell, a sentence.
    assert fr(value, "€", 0) == fr_cell(value, "€", decimals=0) == text


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([75_000, 1_040_000, 0, None], ["75 k€", "1 040 k€", "0 k€", "n.d."]),
        ([246_000, 800], ["246 000 €", "800 €"]),
        ([6_834_000, -3_372_400, 0.2], ["6 834 k€", "−3 372 k€", "0 k€"]),
        ([12_000_000, 45_600_000], ["12,0 M€", "45,6 M€"]),
        ([0, 0], ["0 €", "0 €"]),
        ([], []),
    ],
)
def test_amounts_that_are_read_together_share_one_unit(
    values: list[float | None], texts: list[str]
) -> None:
    spaced = [text.replace(" k", "\u00a0k").replace(" M", "\u00a0M") for text in texts]
    spaced = [text.replace(" €", "\u00a0€").replace(" ", "\u202f") for text in spaced]
    assert fr_amounts(values) == spaced


def test_a_step_shows_just_the_digits_that_distinguish_ticks() -> None:
    assert decimals_for(0.25, "FTE") == 2
    assert decimals_for(0.05, "%") == 0
    assert decimals_for(0.005, "%") == 1
    assert decimals_for(250_000, "M€") == 2
    assert decimals_for(100, "count") == 0


def test_empty_cells_say_which_kind_of_empty() -> None:
    assert fr_cell(None, "%", "secret") == "s"
    assert fr_cell(None, "%", "no_data") == "n.d."
    assert fr_cell(0.0, "%", "ok") == f"0,0{NBSP}%"
    for status in ("no_data", "insufficient", "secret"):
        assert status_reason(status)


def test_dates() -> None:
    assert fr_date(date(2025, 12, 31)) == "31 décembre 2025"
    assert fr_date(pd.Timestamp("2026-01-01")) == "1er janvier 2026"
    assert fr_month(date(2026, 8, 31)) == "août 2026"
    assert fr_short_date(date(2026, 2, 3)) == "03/02/2026"


def test_lists_plurals_and_terms() -> None:
    assert [fr_list([]), fr_list(["a"]), fr_list(["a", "b", "c"])] == ["", "a", "a, b et c"]
    assert fr_list("abc", most=2) == "a, b et c", "a single one is named"
    assert fr_list("abcd", most=2) == "a, b et 2 autres"
    assert plural(1, "réseau", "réseaux") == f"1{NBSP}réseau"
    assert plural(0, "entreprise") == f"0{NBSP}entreprise"
    assert plural(1200, "entreprise") == f"1{NNBSP}200{NBSP}entreprises"
    assert fr_term("pole_competitivite") == "Pôle de compétitivité"
    assert fr_term(None) == "n.d."
    assert fr_term("autre_code") == "autre_code"
    assert [lower_first("Part des TPE"), lower_first("ETP en direction")] == [
        "part des TPE",
        "ETP en direction",
    ]


def _row(**values: object) -> dict[str, object]:
    return {
        "as_of": date(2025, 12, 31),
        "value": 0.3,
        "numerator": 12,
        "denominator": 40,
        "n": 40,
        "status": "ok",
        "low": 0.18,
        "high": 0.4549,
        **values,
    }


def test_the_note_of_a_proportion_shows_the_division_and_its_interval() -> None:
    indicator = load_catalog().indicators["tpe_pme_share"]
    assert lecture(indicator, _row(), "tous les réseaux") == (
        f"au 31 décembre 2025, pour tous les réseaux, part des TPE et PME{NBSP}: 30,0{NBSP}% "
        f"(12 sur 40{NNBSP}; intervalle de confiance à 95{NBSP}%{NBSP}: "
        f"18,0{NBSP}% à 45,5{NBSP}%)."
    )
    assert champ(indicator, "tous les réseaux").startswith(f"tous les réseaux{NNBSP}; ")
    note = source(indicator, BUILD)
    assert "listes d’adhérents et établissements" in note
    assert "version b1" in note
    assert "30 juin 2026" in note


def test_under_ten_a_proportion_is_read_as_its_counts() -> None:
    indicator = load_catalog().indicators["tpe_pme_share"]
    row = _row(value=7 / 9, numerator=7, denominator=9)
    assert fr_value(indicator, row) == "7 sur 9"
    assert lecture(indicator, row, "X").endswith(f"{NBSP}: 7 sur 9.")


def test_a_missing_value_is_read_with_its_reason() -> None:
    indicator = load_catalog().indicators["companies_active"]
    row = _row(value=None, numerator=None, denominator=None, status="no_data")
    assert lecture(indicator, row, "X").endswith("n.d. (aucune donnée transmise).")
    hidden = lecture(indicator, {**row, "status": "secret"}, "X")
    assert hidden.endswith("s (secret statistique).")


def test_a_count_says_what_it_counts() -> None:
    indicator = load_catalog().indicators["companies_active"]
    row = _row(value=1514, numerator=1514, denominator=None)
    assert lecture(indicator, row, "X").endswith(f"1{NNBSP}514{NBSP}entreprises.")


@pytest.mark.parametrize("indicator", load_catalog().indicators.values(), ids=lambda i: i.id)
def test_every_indicator_of_the_catalogue_has_its_note(indicator) -> None:
    whole = "l’ensemble des réseaux"
    texts = (lecture(indicator, _row(), whole), champ(indicator, whole), source(indicator, BUILD))
    for sentence in texts:
        assert sentence.endswith(".")
        assert not re.search(r"\d\.\d", sentence.replace("0.1.0", ""))
        assert ".." not in sentence


@pytest.mark.parametrize(
    ("indicator", "row", "text"),
    [
        ("key_person_share", {"value": 1.0, "numerator": 1, "denominator": 1, "n": 1},
         "1\u00a0poste, 1\u00a0personne"),
        ("key_person_share", {"value": 0.6, "numerator": 1, "denominator": 1.6, "n": 2},
         "2\u00a0postes, 2\u00a0personnes"),
        ("key_person_share", {"value": 0.4, "numerator": 1, "denominator": 2.5, "n": 3},
         "40,0\u00a0%"),
        ("team_turnover_12m", {"value": 1.0, "numerator": 1, "denominator": 1, "n": 2},
         "2\u00a0arrivées ou départs, 1,0 personne en moyenne"),
        ("team_turnover_12m", {"value": 0.25, "numerator": 1, "denominator": 4, "n": 5},
         "25,0\u00a0%"),
        ("team_turnover_36m", {"value": 0.1, "numerator": 0.5, "denominator": 6, "n": 3},
         "1\u00a0arrivée ou départ, 2,0 personnes en moyenne"),
    ],
)  # fmt: skip
def test_a_team_under_three_is_put_in_words(indicator: str, row: dict, text: str) -> None:
    assert fr_value(load_catalog().indicators[indicator], {**row, "status": "ok"}) == text


def test_an_unknown_team_is_not_a_small_team() -> None:
    row = {"value": None, "numerator": None, "denominator": None, "n": 1, "status": "insufficient"}
    assert "personne" not in fr_value(load_catalog().indicators["key_person_share"], row)


def test_files_are_named_by_their_content() -> None:
    received = ["adhesions.csv", "Adhésions/2026.xlsx", "Trésorerie.csv", "autre-chose.csv"]
    assert named_paths(received) == "listes d’adhérents, relevés de trésorerie et autre-chose"
