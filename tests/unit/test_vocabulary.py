"""`docs/vocabulary.md` is enforced: no displayed text uses another word for the same thing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import pytest

from method.settings import ROOT
from tests.architecture import source
from tests.shown_texts import PROGRAMS, shown

TABLE = ROOT / "docs" / "vocabulary.md"
# A `|` in an expression is written `\|` in a table.
# An expression that counts in a sentence, followed by a plural that would be wrong for one.
_COUNT = re.compile(r"\blen\(|\bcount\b|\brows_\w+$|\bharvest\.\w+$")
_MANY = re.compile(
    r"[ \u00a0](?!sans|dans|hors|fois|mois|moins|plus|depuis|series|parts|rows|files)"
    r"[a-zà-ÿ]+[sx]\b"
)
# Counts that are never one: classes of a map, the six freins, anything behind a condition.
_SEVERAL = ("len(painting.classes)", "len(fragile)", "_count(len(standings))", "_count(len(rows))")
_CELL = re.compile(r"(?<!\\)\|")


def refused() -> dict[str, re.Pattern[str]]:
    """Forbidden word → the pattern that recognises it."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [_CELL.split(line)[1:-1] for line in lines if line.startswith("| ")][1:]
    words = [word for row in rows for word in re.findall(r"`([^`]+)`", row[2])]
    words += re.findall(r"never `([^`]+)`", lines[-2] + lines[-1])
    return {word: re.compile(word.replace("\\|", "|"), re.IGNORECASE) for word in words}


def test_the_table_is_read() -> None:
    words = refused()
    assert len(words) > 25
    assert words["\\bsorties\\b"].search("Sorties en 12 mois")
    assert words["^niveau$"].search("Niveau")
    assert not words["^niveau$"].search("Niveau de fragilité")
    assert words["niveau (territorial\\|géographique)"].search("le niveau géographique")
    assert words["\\bn = \\d"].search("n = 12")


@cache
def _shown() -> list[tuple[str, str]]:
    return [*shown()]


@pytest.mark.parametrize("word", refused())
def test_no_screen_says_it_otherwise(word: str) -> None:
    pattern = refused()[word]
    offenders = [
        f"{where}: {text.strip()[:80]}" for where, text in _shown() if pattern.search(text)
    ]
    assert offenders == []


@cache
def _sentences() -> list[tuple[str, list[ast.expr]]]:
    """Location and parts of each f-string."""
    return [
        (f"{source.name(file)}:{node.lineno}", node.values)
        for file in source.files(*PROGRAMS, "pipelines")
        for node in source.nodes(file)
        if isinstance(node, ast.JoinedStr)
    ]


def _bare_counts() -> Iterator[str]:
    for where, parts in _sentences():
        for value, text in pairwise(parts):
            if isinstance(value, ast.FormattedValue) and isinstance(text, ast.Constant):
                counted = ast.unparse(value.value)
                is_bare = "fr(" not in counted and counted not in _SEVERAL
                if is_bare and _COUNT.search(counted) and _MANY.match(str(text.value)):
                    yield f"{where}: {counted}{text.value}"


def test_no_count_is_followed_by_a_plural_that_one_would_not_take() -> None:
    assert list(_bare_counts()) == []


def _plurals() -> Iterator[str]:
    """Calls of `plural` with several words and no plural form: one « s » is added at the end."""
    for file in source.files(*PROGRAMS):
        for node in source.nodes(file):
            if not isinstance(node, ast.Call) or len(node.args) != 2:
                continue
            called, noun = node.func, node.args[1]
            is_plural = isinstance(called, ast.Name) and called.id == "plural"
            if is_plural and isinstance(noun, ast.Constant) and " " in str(noun.value):
                yield f"{source.name(file)}:{node.lineno} {noun.value}"


def test_several_words_are_given_their_plural() -> None:
    assert list(_plurals()) == []


def test_no_sentence_takes_its_capitals_from_an_acronym() -> None:
    """`lower_first` leaves « TPE » as it is."""
    lowered = [
        f"{where}: {ast.unparse(part.value)}"
        for where, parts in _sentences()
        for part in parts
        if isinstance(part, ast.FormattedValue) and ".lower()" in ast.unparse(part.value)
    ]
    # The suffix of a file name is not a sentence.
    assert [one for one in lowered if "suffix" not in one] == []
