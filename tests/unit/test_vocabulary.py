"""`docs/vocabulary.md` holds: no text that a reader sees says a thing by another word."""

from __future__ import annotations

import re

import pytest

from method.settings import ROOT
from tests.shown_texts import shown

TABLE = ROOT / "docs" / "vocabulary.md"
# A `|` of an expression is written `\|` in a table.
_CELL = re.compile(r"(?<!\\)\|")


def refused() -> dict[str, re.Pattern[str]]:
    """What is never said → how it is recognised."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [_CELL.split(line)[1:-1] for line in lines if line.startswith("| ")][1:]
    told = [word for row in rows for word in re.findall(r"`([^`]+)`", row[2])]
    told += re.findall(r"never `([^`]+)`", lines[-2] + lines[-1])
    return {word: re.compile(word.replace("\\|", "|"), re.IGNORECASE) for word in told}


def test_the_table_is_read() -> None:
    words = refused()
    assert len(words) > 25
    assert words["\\bsorties\\b"].search("Sorties en 12 mois")
    assert words["^niveau$"].search("Niveau")
    assert not words["^niveau$"].search("Niveau de fragilité")
    assert words["niveau (territorial\\|géographique)"].search("le niveau géographique")
    assert words["\\bn = \\d"].search("n = 12")


@pytest.mark.parametrize("word", refused())
def test_no_screen_says_it_otherwise(word: str) -> None:
    pattern = refused()[word]
    said = [f"{where}: {text.strip()[:80]}" for where, text in shown() if pattern.search(text)]
    assert said == []
