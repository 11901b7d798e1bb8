"""Entries that match a typed text, best first; accents, word order and small errors are ignored.

A typed word is matched as it is, as a prefix, inside a word, then with similar words (`difflib`, of
the standard library: a few milliseconds over three thousand short words, only when nothing matches
as typed).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from observatory.search.index import KINDS, Entry, words

MOST = 8
LONGEST = 80
# Below this length, a word is matched neither inside others nor with similar ones.
SHORTEST = 3
ALIKE = 0.75
# Quality of a match, best first; `TEXT` is a match in a definition.
EXACT, BEGINS, INSIDE, CLOSE, TEXT = range(5)
# Words that are ignored when others are typed.
EMPTY = frozenset(
    ("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "qui", "sur")
)


def find(entries: Sequence[Entry], typed: str, most: int = MOST) -> list[Entry]:
    """The entries that match every typed word, best first; none if nothing is typed."""
    searched = words(typed[:LONGEST])
    searched = tuple(word for word in searched if word not in EMPTY) or searched
    if not searched:
        return []
    whole = " ".join(words(typed[:LONGEST]))
    strict = dict.fromkeys(searched, frozenset[str]())
    matches = _ranked(entries, strict, whole) or _ranked(entries, _close(entries, searched), whole)
    return matches[:most]


def _ranked(
    entries: Sequence[Entry], searched: Mapping[str, frozenset[str]], whole: str
) -> list[Entry]:
    """Entries that match every word, or a similar one, best first."""
    ranked = []
    for place, entry in enumerate(entries):
        qualities = [_quality(entry, word, close) for word, close in searched.items()]
        matched = [quality for quality in qualities if quality is not None]
        if len(matched) == len(searched):
            ranked.append((_rank(entry, matched, whole), place))
    return [entries[place] for _, place in sorted(ranked)]


def _rank(entry: Entry, qualities: list[int], whole: str) -> tuple:
    return (
        entry.name != whole and _bare(whole, entry.text) != _bare(entry.name),
        max(qualities),
        sum(qualities),
        KINDS.index(entry.kind),
        -entry.weight,
        entry.name,
    )


def _bare(text: str, called: frozenset[str] = frozenset()) -> list[str]:
    """The words of a text that name something: `département de l’Indre` is the name `Indre`."""
    return [word for word in text.split() if word not in EMPTY and word not in called]


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


def _close(entries: Sequence[Entry], searched: Sequence[str]) -> dict[str, frozenset[str]]:
    """For each typed word, the similar words of the index."""
    vocabulary = {token for entry in entries for token in entry.tokens}
    return {
        word: frozenset(get_close_matches(word, vocabulary, n=MOST, cutoff=ALIKE))
        if len(word) > SHORTEST and not word.isdigit()
        else frozenset()
        for word in searched
    }
