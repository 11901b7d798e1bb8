"""A list from another tool: read by its SIRET, compared with members, refused in French."""

from __future__ import annotations

import csv
from datetime import date

import pandas as pd
import pytest

from observatory.own.copy import (
    BOTH,
    HERE,
    PROPOSED,
    THERE,
    ListRefused,
    as_csv,
    compared,
    proposal,
    siret_list,
    sirets,
)
from observatory.own.words import who_may_open
from pipelines import contracts

FIRST, SECOND, THIRD = "73282932000074", "55210055400013", "35600000000048"


@pytest.mark.parametrize(
    "content",
    [
        f"siret;nom\n{FIRST};A\n{SECOND};B\n{SECOND};B\n".encode("utf-8-sig"),
        f"siret;nom\r{FIRST};A\r{SECOND};B\r".encode(),
        f"Nom,N° SIRET\nÉté,{FIRST}\nB,552 100 554 00013\n".encode("cp1252"),
        f"SIRET établissement\tx\n{FIRST}\t1\n12345678901234\t2\n{SECOND}\t3\n".encode(),
    ],
)
def test_a_list_is_read_by_its_column_of_siret(content: bytes) -> None:
    assert sirets(content) == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "siret"),
        (b"nom;siren\nA;1\n", "siret"),
        (b"siret\n1\n", "valide"),
        (b"x" * 3_000_000, "Mo"),
    ],
)
def test_any_other_list_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(ListRefused, match=said):
        sirets(content)


def test_a_list_with_a_cell_too_long_is_refused() -> None:
    former = csv.field_size_limit(100)  # one for all readers of the process
    try:
        with pytest.raises(ListRefused, match="trop longue"):
            sirets(b"siret\n" + b"1" * 200)
    finally:
        csv.field_size_limit(former)


def test_current_members_are_compared_with_the_list() -> None:
    own = pd.DataFrame(
        {
            "siret": [FIRST, SECOND, THIRD, None],
            "nom": ["Un", "Deux", "Trois", "Sans"],
            "sortie": [None, None, date(2025, 1, 1), None],
        }
    )
    rows = compared(own, [FIRST, THIRD], date(2026, 1, 1)).set_index("siret")["etat"]
    assert rows.to_dict() == {FIRST: BOTH, SECOND: HERE, THIRD: THERE}


def test_a_list_of_sirets_is_the_members_of_the_day_and_reads_back() -> None:
    own = pd.DataFrame(
        {
            "siret": [SECOND, FIRST, THIRD, None, FIRST],
            "nom": ["Deux", "Un", "Trois", "Sans", "Un"],
            "sortie": [None, date(2026, 1, 1), date(2025, 12, 31), None, None],
        }
    )
    content = siret_list(own, date(2026, 1, 1))
    assert content.decode("utf-8-sig").splitlines() == ["siret", *sorted([FIRST, SECOND])]
    assert sirets(content) == sorted([FIRST, SECOND])


def test_a_proposal_has_the_columns_that_the_contract_asks_for() -> None:
    contract = contracts.load("adhesions")
    required = {field.name for field in contract.fields if field.required}
    assert required <= set(PROPOSED) <= set(contract.field_names)
    lines = proposal("alpha", [FIRST], "entreprise", date(2026, 1, 5)).decode("utf-8-sig")
    assert lines.splitlines()[1] == f"alpha;{FIRST};entreprise;2026-01-05"


def test_staff_see_which_funder_cannot_open_its_page() -> None:
    assert who_may_open(12, 12) == ""
    assert "ne peut pas ouvrir" in who_may_open(12, 0)
    assert "Aucune convention ne porte ce nom" in who_may_open(0, 0)
    assert "12\u00a0conventions" in who_may_open(12, 0)
    assert "3\u00a0conventions des 12" in who_may_open(12, 3)
    assert "idAttribuant" in who_may_open(1, 0)


def test_no_cell_of_a_copy_begins_a_formula() -> None:
    text = as_csv(pd.DataFrame({"a": ["=1+1", "+3", "mot", None], "b": [1.5, None, 2.0, -1.0]}))
    lines = text.decode("utf-8-sig").splitlines()
    assert lines[0] == "a;b"
    assert not any(line.startswith(("=", "+", "@")) for line in lines[1:])
    assert lines[3] == "mot;2"
