"""Data shown as plain text: how Markdown would render it, and what a document may contain."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from method.plain_text import UNSEEN, plain, seen, shortened, spaced
from tests.hostile_texts import TEXTS

# Patterns that Streamlit replaces in text after Markdown (links, addresses, emoji, icons).
AFTERWARDS = re.compile(
    # From the first letter of a word alone: one from each letter takes seconds in a long word.
    r"(?:https?://|www(?=\.))[-.\w]+|(?<![-.\w+])[-.\w+]+@[-\w]+\.[-\w]+|:[+\w-]+:|:\w+\[|:material"
    r"|(?:^|\s)(?:<->|->|<-|--|>=|<=|~=)(?:\s|$)",
    re.IGNORECASE,
)
COMMON = MarkdownIt("gfm-like", {"linkify": False})
KINDS = {"paragraph_open", "inline", "paragraph_close", "bullet_list_open", "bullet_list_close",
         "list_item_open", "list_item_close"}  # fmt: skip


def _bare(text: str) -> str:
    return " ".join(seen(text).split())


@pytest.mark.parametrize(
    ("text", "around"),
    [
        pytest.param(text, around, id=f"{name} in {around}")
        for name, text in TEXTS.items()
        for around in ("{}", "- {}", "Fiche : {}", "Par {}. Ensuite.")
    ],
)
def test_markdown_shows_the_text_and_makes_nothing_of_it(text: str, around: str) -> None:
    tokens = COMMON.parse(around.format(plain(text)))
    assert {token.type for token in tokens} <= KINDS
    inside = [child for token in tokens for child in token.children or ()]
    assert {child.type for child in inside} <= {"text", "text_special"}
    visible_text = "".join(child.content for child in inside)
    assert not AFTERWARDS.search(visible_text)
    assert _bare(text) in _bare(visible_text)
    assert "$" not in around.format(plain(text)).replace("\\$", "")


def test_french_text_is_left_alone() -> None:
    for text in (
        "Réseau d’Orléans – 12\u202f000\u00a0€ (2025)",
        "Lecture\u00a0: 3,5\u00a0%\u202f; oui",
        "n.d.",
        "le 31 octobre 2026, de 9:30 à 10:00",
        "https://exemple.fr/?a=1;b",
    ):
        assert spaced(text) == text
    assert plain("n.d.") == "n.d."


def test_the_spaces_that_nobody_types_are_put_in() -> None:
    for typed, printed in (
        ("Qui reste ; qui part ?", "Qui reste\u202f; qui part\u202f?"),
        ("Est-ce sûr\u00a0? Oui !", "Est-ce sûr\u202f? Oui\u202f!"),
        (
            "Source : « 3 % des 10 000 € »",
            "Source\u00a0: «\u00a03\u00a0% des 10\u202f000\u00a0€\u00a0»",
        ),
        ("de 800 à 900 k€", "de 800 à 900\u00a0k€"),
    ):
        assert spaced(typed) == printed
        assert spaced(printed) == printed
        assert plain(typed) == printed


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_shown_text_has_no_invisible_characters(text: str) -> None:
    assert not [sign for sign in seen(text) if not sign.isprintable() and not sign.isspace()]


def test_a_pattern_that_two_engines_read() -> None:
    import pyarrow.compute as pc

    for code in [*range(0x3000), *range(0xFE00, 0x10000), *range(0x1FFF0, 0x20000), 0xE0041]:
        sign = chr(code)
        assert pc.match_substring_regex([sign], UNSEEN)[0].as_py() == (seen(sign) == ""), code


def test_a_text_too_long_says_that_it_goes_on() -> None:
    assert shortened("abcdef", 4) == "abc…"
    assert shortened("abcd", 4) == "abcd"
