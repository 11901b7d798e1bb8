"""Which entries answer what was typed, the best first: accents, order and small errors forgiven.

A typed word is looked for as it is, as a beginning, inside a word, then among words that look like
it (`difflib`, of the standard library: three thousand short words take it some milliseconds, and
only where nothing answers as it was typed).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from observatory.search.index import KINDS, Entry, words

MOST = 8
LONGEST = 80
# Letters under which a word is not looked for inside others, nor among those that look like it.
SHORTEST = 3
ALIKE = 0.75
# How well a typed word answers, the best first; text is that of a definition.
EXACT, BEGINS, INSIDE, CLOSE, TEXT = range(5)
# Words that say nothing when others are typed.
EMPTY = frozenset(
    ("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "qui", "sur")
)


def find(entries: Sequence[Entry], typed: str, most: int = MOST) -> list[Entry]:
    """The entries that hold every typed word, the best first; none for nothing typed."""
    asked = words(typed[:LONGEST])
    asked = tuple(word for word in asked if word not in EMPTY) or asked
    if not asked:
        return []
    whole = " ".join(words(typed[:LONGEST]))
    strict = dict.fromkeys(asked, frozenset[str]())
    found = _ranked(entries, strict, whole) or _ranked(entries, _close(entries, asked), whole)
    return found[:most]


def _ranked(
    entries: Sequence[Entry], asked: Mapping[str, frozenset[str]], whole: str
) -> list[Entry]:
    """Entries that hold every word asked, or one of those that look like it, the best first."""
    ranked = []
    for place, entry in enumerate(entries):
        qualities = [_quality(entry, word, close) for word, close in asked.items()]
        told = [quality for quality in qualities if quality is not None]
        if len(told) == len(asked):
            ranked.append((_rank(entry, told, whole), place))
    return [entries[place] for _, place in sorted(ranked)]


def _rank(entry: Entry, qualities: list[int], whole: str) -> tuple:
    return (
        entry.name != whole,
        max(qualities),
        sum(qualities),
        KINDS.index(entry.kind),
        -entry.weight,
        entry.name,
    )


def _quality(entry: Entry, word: str, close: frozenset[str]) -> int | None:
    if word in entry.tokens:
        return EXACT
    if any(token.startswith(word) for token in entry.tokens):
        return BEGINS
    if len(word) >= SHORTEST and any(word in token for token in entry.tokens):
        return INSIDE
    if not close.isdisjoint(entry.tokens):
        return CLOSE
    return TEXT if word in entry.text else None


def _close(entries: Sequence[Entry], asked: Sequence[str]) -> dict[str, frozenset[str]]:
    """For each typed word, those of the index that look like it."""
    vocabulary = {token for entry in entries for token in entry.tokens}
    return {
        word: frozenset(get_close_matches(word, vocabulary, n=MOST, cutoff=ALIKE))
        if len(word) > SHORTEST and not word.isdigit()
        else frozenset()
        for word in asked
    }
