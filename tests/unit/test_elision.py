"""French elision, on the names of both workspaces."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from method.elision import of, opening, the, to
from method.settings import ROOT
from tests.shown_texts import PROGRAMS

# Words that may precede a name, and variables that hold the name of a network or a funder.
BEFORE = re.compile(r"(?:^|[\s(«])(?:de|d’|à|par|chez|pour|avec|auprès de) ?$")
# Prepositions that contract with the article (« du Pôle »): `of` and `to` write both.
CONTRACTED = re.compile(r"(?:^|\W)(?:de|d’|à) ?$")
A_NAME = re.compile(r"""(?:\.subject|\[.(?:name|other_name|network|funder|funder_name).\])\W*$""")


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
        ("Pôle Corvelune", "du Pôle Corvelune"),
        ("Pôlepharma", "de Pôlepharma"),
        ("Réseau Hydrogène Centre-Val de Loire", "du Réseau Hydrogène Centre-Val de Loire"),
        ("Région Centre-Val de Loire", "de la Région Centre-Val de Loire"),
        ("État (démonstration)", "de l’État (démonstration)"),
        ("Fonds européens", "des Fonds européens"),
    ],
)
def test_a_name_is_elided_as_it_is_pronounced(name: str, expected: str) -> None:
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


def test_a_common_noun_takes_its_article_in_a_sentence() -> None:
    assert the("Pôle Corvelune") == "le Pôle Corvelune"
    assert to("Pôle Corvelune") == "au Pôle Corvelune"
    assert to("Fonds européens") == "aux Fonds européens"
    assert to("État") == "à l’État"
    assert opening("Pôle Corvelune") == "Le Pôle Corvelune"
    assert opening("État") == "L’État"
    assert the("Aérolinde") == opening("Aérolinde") == "Aérolinde"
    assert the("l’ensemble des réseaux") == "l’ensemble des réseaux"


def _bare_names() -> Iterator[str]:
    for folder in PROGRAMS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                parts = node.values if isinstance(node, ast.JoinedStr) else []
                for text, value in pairwise(parts):
                    if isinstance(text, ast.Constant) and isinstance(value, ast.FormattedValue):
                        name = ast.unparse(value.value)
                        is_whole = name.startswith("the(") and not CONTRACTED.search(text.value)
                        if BEFORE.search(text.value) and A_NAME.search(name) and not is_whole:
                            yield f"{file.relative_to(ROOT)}:{value.lineno}: {name}"


def test_no_sentence_puts_a_bare_name_after_a_preposition() -> None:
    assert list(_bare_names()) == []
