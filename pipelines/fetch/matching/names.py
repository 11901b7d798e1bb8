"""Likeness of two names of organisations, despite accents, acronyms, legal forms and common words.

A register writes « ASSOCIATION POLE S 2 E 2 » for what a page calls « S2E2 – Sciences et systèmes
de l’énergie électrique ». No likeness proves an identity: it only sorts a list for a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from method import plain_yaml

WORDS = plain_yaml.load(Path(__file__).with_name("words.yaml").read_text(encoding="utf-8"))
STOP = frozenset(WORDS["stop"])
FORMS = frozenset(WORDS["forms"])
GENERIC = frozenset(WORDS["generic"])
SHORT: dict[str, list[str]] = WORDS["short"]
GENERIC_WEIGHT = 0.25
# Minimum likeness and length of two words taken as one: « region » is near « legion ».
NEAR, NEAR_LENGTH = 0.85, 6
# Factor for two names that differ by a letter or two once their words are joined.
NEAR_GLUED = 0.9
# Likeness of an acronym and the words that it stands for, and of a short acronym and itself:
# many bodies share three letters.
BY_INITIALS, BY_ACRONYM, ACRONYM_LENGTH = 0.92, 0.8, 5
_APART = re.compile(r"\s[–—/-]\s|[/();:,|\[\]]")
_DATED = re.compile(r"\b(?:depuis|ex|anciennement|devenu|devenue)\b.*")


def words(text: str) -> tuple[str, ...]:
    """Words of a name in a common spelling: no accent, no capital, no apostrophe.

    Letters written separately form one word: « S.2.E.2 » is `s2e2`.
    """
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
    tokens = re.findall(r"[a-z0-9]+", plain.replace("&", " et ").replace("+", " plus "))
    return tuple(_spelled_out(tokens))


def parts(name: str) -> list[str]:
    """Names contained in a name, as one would search them: « X (Y depuis 2024) » gives X and Y."""
    names = (_DATED.sub("", part).strip() for part in _APART.split(name))
    return list(dict.fromkeys(part for part in names if part))


def variants(name: str) -> set[tuple[str, ...]]:
    """Names contained in a name: whole, between brackets or dashes, without its acronym."""
    versions = {version for version in map(words, [name, *parts(name)]) if version}
    return versions | {short for version in versions for short in _without_acronym(version)}


@cache
def similarity(one: str, other: str) -> float:
    """Likeness of two names, 0 to 1: the best over the variants of each."""
    pairs = ((a, b) for a in variants(one) for b in variants(other))
    return max((_likeness(a, b) for a, b in pairs), default=0.0)


def weight(words: Iterable[str]) -> float:
    """Weight of some words: one each, less for words that many names share."""
    return sum(GENERIC_WEIGHT if _singular(word) in GENERIC else 1.0 for word in words)


def _likeness(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    if _stands_for(one, other) or _stands_for(other, one):
        return BY_INITIALS
    one, other = _joined(_telling(one), other), _joined(_telling(other), one)
    if not one or not other:
        return 0.0
    if "".join(one) == "".join(other):
        return BY_ACRONYM if _is_acronym(one) else 1.0
    shared = _shared(one, other)
    least, both = min(weight(one), weight(other)), weight(one) + weight(other) - shared
    # The shared words must be distinctive: many names contain « Centre-Val de Loire ».
    contained = shared / least * min(1.0, shared)
    glued = NEAR_GLUED * _near("".join(one), "".join(other))
    return min(1.0, max(0.5 * contained + 0.5 * shared / both, glued))


def _telling(name: tuple[str, ...]) -> tuple[str, ...]:
    """The name without stop words and legal forms, unless it has no others."""
    wide = [long for word in name for long in SHORT.get(word, [word])]
    return tuple(word for word in wide if word not in STOP | FORMS) or name


def _joined(name: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Join two words that the other name writes as one: « agreen tech », « agreentech »."""
    joined: list[str] = []
    for word in name:
        if joined and joined[-1] + word in other:
            joined[-1] += word
        else:
            joined.append(word)
    return tuple(joined)


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Weight of the common words, each counted once, a near word in part."""
    remaining, total = list(other), 0.0
    for word in sorted(one, key=lambda w: w not in other):
        best = max(remaining, key=lambda candidate: _near(word, candidate), default="")
        likeness = _near(word, best)
        if likeness:
            remaining.remove(best)
            total += likeness * min(weight([word]), weight([best]))
    return total


@cache
def _near(one: str, other: str) -> float:
    if _singular(one) == _singular(other):
        return 1.0
    if min(len(one), len(other)) < NEAR_LENGTH:
        return 0.0
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return ratio if ratio >= NEAR else 0.0


def _stands_for(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether a single word is made of the other's initials: « AREA », « S2E2 » (s s e e)."""
    telling = _telling(short)
    if len(telling) != 1 or len(telling[0]) < 3:
        return False
    letters = "".join(_unfolded(telling[0]))
    full = [word for word in long if word not in STOP]
    return len(full) > 2 and any(
        letters == "".join(word[0] for word in of)
        for of in (full, [word for word in full if word not in FORMS])
    )


def _without_acronym(name: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The name without the word made of the initials of the words around it, and that word."""
    for position, word in enumerate(name):
        for rest in (name[position + 1 :], name[:position]):
            if len(rest) > 2 and _stands_for((word,), rest):
                yield rest
                yield (word,)


def _unfolded(acronym: str) -> Iterator[str]:
    """`s2e2` as s, s, e, e: a digit repeats the letter before it."""
    for letter, digits in re.findall(r"([a-z])(\d?)", acronym):
        yield from letter * int(digits or 1)


def _is_acronym(name: tuple[str, ...]) -> bool:
    return len(name) == 1 and len(name[0]) < ACRONYM_LENGTH


def _spelled_out(tokens: list[str]) -> Iterator[str]:
    """Words, with three or more consecutive single letters joined into one."""
    letters: list[str] = []
    for word in [*tokens, ""]:
        if len(word) == 1:
            letters.append(word)
            continue
        # An apostrophe leaves « l » and « d » as single letters.
        if len(letters) > 2 and not STOP.issuperset(letters):
            yield "".join(letters)
        else:
            yield from letters
        letters = []
        if word:
            yield word


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 4 and word[-1] in "sx" and word[-2] != "s" else word
