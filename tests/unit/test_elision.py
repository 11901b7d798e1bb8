"""French elision, on the names that are met."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from method.elision import of
from method.settings import ROOT


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Aérolinde", "d’Aérolinde"),
        ("Agreen Tech Valley", "d’Agreen Tech Valley"),
        ("Élastopôle", "d’Élastopôle"),
        ("Œnopôle", "d’Œnopôle"),
        ("Cuirlande", "de Cuirlande"),
        ("Hydrogène Centre", "d’Hydrogène Centre"),
        ("Healthcare Loire Valley", "de Healthcare Loire Valley"),
        ("Les Champs du Possible", "des Champs du Possible"),
        ("Le Studium", "du Studium"),
        ("Lesquin", "de Lesquin"),
        ("l’ensemble des réseaux", "de l’ensemble des réseaux"),
        ("", "de "),
    ],
)
def test_a_name_is_elided_as_it_is_said(name: str, expected: str) -> None:
    assert of(name) == expected


def test_no_name_of_either_workspace_follows_a_wrong_word(demo_raw: Path) -> None:
    names = []
    for file in (ROOT / "data" / "raw" / "cvl" / "reseaux.csv", demo_raw / "reseaux.csv"):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            names += [row["nom"] for row in csv.DictReader(lines, delimiter=";")]
    assert len(names) > 30
    wrong = [
        name
        for name in names
        if (name[0] in "AÀÂÉÈÊEIÎOÔUÛŒ") is not of(name).startswith("d’") and name[0] not in "Hh"
    ]
    assert wrong == []
