"""A list of another tool: read by its SIRET, compared with members, refused in French."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from observatory.own.copy import BOTH, HERE, THERE, ListRefused, as_csv, compared, sirets

FIRST, SECOND, THIRD = "73282932000074", "55210055400013", "35600000000048"


@pytest.mark.parametrize(
    "content",
    [
        f"siret;nom\n{FIRST};A\n{SECOND};B\n{SECOND};B\n".encode("utf-8-sig"),
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


def test_members_of_the_day_stand_beside_the_list() -> None:
    own = pd.DataFrame(
        {
            "siret": [FIRST, SECOND, THIRD, None],
            "nom": ["Un", "Deux", "Trois", "Sans"],
            "sortie": [None, None, date(2025, 1, 1), None],
        }
    )
    rows = compared(own, [FIRST, THIRD], date(2026, 1, 1)).set_index("siret")["etat"]
    assert rows.to_dict() == {FIRST: BOTH, SECOND: HERE, THIRD: THERE}


def test_no_cell_of_a_copy_begins_a_formula() -> None:
    text = as_csv(pd.DataFrame({"a": ["=1+1", "+3", "mot", None], "b": [1.5, None, 2.0, -1.0]}))
    lines = text.decode("utf-8-sig").splitlines()
    assert lines[0] == "a;b"
    assert not any(line.startswith(("=", "+", "@")) for line in lines[1:])
    assert lines[3] == "mot;2"
