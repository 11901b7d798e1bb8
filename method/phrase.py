"""Sentences to quote: the catalogue `phrase` of an indicator, filled in with one of its values.

A phrase is text with named slots, each replaced by plain text: data is never code. The slots handle
French agreement: singular or plural, and the preposition that elides or contracts before a name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from method import elision
from method.wording import (
    ALL_NETWORKS,
    NBSP,
    SMALL,
    explained,
    fr,
    fr_date,
    fr_value,
    is_missing,
    rounded,
    small_team,
)

if TYPE_CHECKING:
    from method.catalog import Indicator
    from method.wording import Row

ALL_OF, TO_ALL = "des réseaux de la région", "aux réseaux de la région"
# Slots that a phrase may have, and examples of what fills them.
SLOTS = {
    "date": "31 décembre 2025",
    "valeur": "82,9 % ; 1 adhérent, 12 adhérents",
    "part": "82,9 % des ; 7 des 9 under ten",
    "de": "des réseaux de la région, d’Aérolinde",
    "a": "aux réseaux de la région, à Aérolinde",
    "est": "est, sont",
    "ont": "a, ont",
    "adherent": "adhère, adhèrent",
}
_SLOT = re.compile(r"\{([^{}]*)\}")
# Nouns whose singular keeps its s, and the plural ending of all others.
_INVARIABLE = frozenset({"mois"})
_PLURAL = re.compile(r"(?<=eau)x$|s$")


def faults(phrase: str, *, is_proportion: bool) -> list[str]:
    """List what is wrong in a phrase; empty for a valid one.

    Args:
        phrase: phrase of the catalogue.
        is_proportion: whether it states a part of a whole, and so needs a `{part}`.
    """
    slots = _SLOT.findall(phrase)
    problems = [f"unknown slot {{{name}}}" for name in slots if name not in SLOTS]
    if "{" in _SLOT.sub("", phrase) or "}" in _SLOT.sub("", phrase):
        problems.append("a brace that is no slot")
    if "date" not in slots:
        problems.append("no {date}")
    if is_proportion and "part" not in slots:
        problems.append("a proportion says its {part}")
    if not is_proportion and "part" in slots:
        problems.append("{part} of what is no proportion")
    if not phrase[:1].isupper() or not phrase.endswith("."):
        problems.append("no sentence")
    return problems


def sentence(indicator: Indicator, row: Row, subject: str) -> str:
    """One value as a sentence; empty if there is no value, or if `small_team` words it.

    Args:
        indicator: its catalogue entry.
        row: `as_of`, `value`, `numerator`, `denominator`, `n`, `status`.
        subject: `ALL_NETWORKS`, or the name of a network.
    """
    if row["status"] != "ok" or is_missing(row["value"]) or small_team(indicator, row):
        return ""
    value = float(row["value"])
    text = indicator.phrase
    # A figure rounded to 0 may not be 0.
    if value == 0 and indicator.phrase_zero and not rounded(indicator, row):
        text = indicator.phrase_zero
    elif indicator.is_proportion and _is_small(row) and float(row["numerator"]) < 2:
        # « 1 des 9 » would not agree with the rest of the sentence.
        return ""
    is_all = subject == ALL_NETWORKS
    is_one = abs(value) < 2
    filled = {
        "date": fr_date(row["as_of"]),
        "valeur": _value(indicator, row),
        "part": part(indicator, row),
        "de": ALL_OF if is_all else elision.of(subject),
        "a": TO_ALL if is_all else elision.to(subject),
        "est": "est" if is_one else "sont",
        "ont": "a" if is_one else "ont",
        "adherent": "adhère" if is_one else "adhèrent",
    }
    # A single pass: braces inside a name are not expanded again.
    text = _SLOT.sub(lambda slot: filled[slot[1]], text)
    return f"{text.removesuffix('.')}{explained(indicator, row, indicator.phrase_among or '')}."


def singular(noun: str) -> str:
    """`entreprises communes` → `entreprise commune`."""
    words = noun.split(" ")
    return " ".join(word if word in _INVARIABLE else _PLURAL.sub("", word) for word in words)


def _value(indicator: Indicator, row: Row) -> str:
    text = fr_value(indicator, row)
    if indicator.noun is None:
        return text
    is_one = abs(float(row["value"])) < 2
    return f"{text}{NBSP}{singular(indicator.noun) if is_one else indicator.noun}"


def part(indicator: Indicator, row: Row) -> str:
    """The start of what is a part of a whole: `82,9 % des`, `7 des 9` under ten."""
    if indicator.is_proportion and _is_small(row):
        return f"{fr(row['numerator'])} des {fr(row['denominator'])}"
    return f"{fr(row['value'], '%', indicator.decimals)} des"


def _is_small(row: Row) -> bool:
    denominator = row.get("denominator")
    is_known = not is_missing(denominator) and not is_missing(row.get("numerator"))
    return is_known and float(denominator or 0) < SMALL
