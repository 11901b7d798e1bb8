"""How near two names of organisations are: accents, acronyms, legal forms, words that say little.

A register writes « ASSOCIATION POLE S 2 E 2 » for what a page calls « S2E2 – Sciences et systèmes
de l’énergie électrique ». No likeness is an identity: what comes out orders a list for a person.
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
# Least likeness of two words that may be one, and least length: « region » is near « legion ».
NEAR, NEAR_LENGTH = 0.85, 6
# Two names that differ by a letter or two once their words are written in one.
NEAR_GLUED = 0.9
# An acronym against the words that it stands for, and a short acronym against itself alone:
# many bodies share three letters.
BY_INITIALS, BY_ACRONYM, ACRONYM_LENGTH = 0.92, 0.8, 5
_APART = re.compile(r"\s[–—/-]\s|[/();:,|\[\]]")
_DATED = re.compile(r"\b(?:depuis|ex|anciennement|devenu|devenue)\b.*")


def words(text: str) -> tuple[str, ...]:
    """Words of a name in one spelling: no accent, no capital, no apostrophe.

    Letters written apart are one word: « S.2.E.2 » is `s2e2`.
    """
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()
    found = re.findall(r"[a-z0-9]+", plain.replace("&", " et ").replace("+", " plus "))
    return tuple(_spelled_out(found))


def parts(name: str) -> list[str]:
    """The names that a name holds, as one would search them: « X (Y depuis 2024) » is X and Y."""
    found = (_DATED.sub("", part).strip() for part in _APART.split(name))
    return list(dict.fromkeys(part for part in found if part))


def variants(name: str) -> set[tuple[str, ...]]:
    """The names that a name holds: whole, between brackets or dashes, without its own acronym."""
    found = {told for told in map(words, [name, *parts(name)]) if told}
    return found | {short for told in found for short in _without_acronym(told)}


@cache
def similarity(one: str, other: str) -> float:
    """Likeness of two names, 0 to 1: the best of the names that each holds."""
    pairs = ((a, b) for a in variants(one) for b in variants(other))
    return max((_likeness(a, b) for a, b in pairs), default=0.0)


def weight(told: Iterable[str]) -> float:
    """How much a few words tell: one each, less for what many share."""
    return sum(GENERIC_WEIGHT if _singular(word) in GENERIC else 1.0 for word in told)


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
    # What is shared must tell something: « Centre-Val de Loire » is held by many names.
    held = shared / least * min(1.0, shared)
    glued = NEAR_GLUED * _near("".join(one), "".join(other))
    return min(1.0, max(0.5 * held + 0.5 * shared / both, glued))


def _telling(told: tuple[str, ...]) -> tuple[str, ...]:
    """Without the words that tell nothing, unless it is all that there is."""
    wide = [long for word in told for long in SHORT.get(word, [word])]
    return tuple(word for word in wide if word not in STOP | FORMS) or told


def _joined(told: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Two words as one where the other name writes them so: « agreen tech », « agreentech »."""
    found: list[str] = []
    for word in told:
        if found and found[-1] + word in other:
            found[-1] += word
        else:
            found.append(word)
    return tuple(found)


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Weight of the words that both have, each word counted once, a near word in part."""
    left, total = list(other), 0.0
    for word in sorted(one, key=lambda w: w not in other):
        best = max(left, key=lambda candidate: _near(word, candidate), default="")
        likeness = _near(word, best)
        if likeness:
            left.remove(best)
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
    """Whether one word is made of the other's initials: « AREA », « S2E2 » (s s e e)."""
    telling = _telling(short)
    if len(telling) != 1 or len(telling[0]) < 3:
        return False
    asked = "".join(_unfolded(telling[0]))
    full = [word for word in long if word not in STOP]
    return len(full) > 2 and any(
        asked == "".join(word[0] for word in of)
        for of in (full, [word for word in full if word not in FORMS])
    )


def _without_acronym(told: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The name without the word that is made of the initials of the words around it."""
    for place, word in enumerate(told):
        for rest in (told[place + 1 :], told[:place]):
            if len(rest) > 2 and _stands_for((word,), rest):
                yield rest
                yield (word,)


def _unfolded(acronym: str) -> Iterator[str]:
    """`s2e2` as s, s, e, e: a digit says how many times the letter before it stands."""
    for letter, digits in re.findall(r"([a-z])(\d?)", acronym):
        yield from letter * int(digits or 1)


def _is_acronym(told: tuple[str, ...]) -> bool:
    return len(told) == 1 and len(told[0]) < ACRONYM_LENGTH


def _spelled_out(found: list[str]) -> Iterator[str]:
    """Words, three letters or more that stand alone in a row being one."""
    alone: list[str] = []
    for word in [*found, ""]:
        if len(word) == 1:
            alone.append(word)
            continue
        # « l » and « d » are what an apostrophe leaves.
        if len(alone) > 2 and not STOP.issuperset(alone):
            yield "".join(alone)
        else:
            yield from alone
        alone = []
        if word:
            yield word


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 4 and word[-1] in "sx" and word[-2] != "s" else word
