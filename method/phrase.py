"""Sentences to quote: the `phrase` of an indicator in the catalogue, filled with one of its values.

A phrase is a text with named slots, each replaced by a text and nothing more: data is never code.
The slots carry what French agrees: the number of the value, and the preposition that a name elides
or contracts.
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
    small_team,
)

if TYPE_CHECKING:
    from method.catalog import Indicator
    from method.wording import Row

ALL_OF, TO_ALL = "des réseaux de la région", "aux réseaux de la région"
# What a phrase may hold, and what each stands for.
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
# Nouns whose singular keeps its s, and the sign of the plural of all others.
_INVARIABLE = frozenset({"mois"})
_PLURAL = re.compile(r"(?<=eau)x$|s$")


def faults(phrase: str, *, is_proportion: bool) -> list[str]:
    """What is wrong in a phrase; nothing in a lawful one.

    Args:
        phrase: of the catalogue.
        is_proportion: it tells a part of a whole, hence a `{part}`.
    """
    named = _SLOT.findall(phrase)
    found = [f"unknown slot {{{name}}}" for name in named if name not in SLOTS]
    if "{" in _SLOT.sub("", phrase) or "}" in _SLOT.sub("", phrase):
        found.append("a brace that is no slot")
    if "date" not in named:
        found.append("no {date}")
    if is_proportion and "part" not in named:
        found.append("a proportion says its {part}")
    if not is_proportion and "part" in named:
        found.append("{part} of what is no proportion")
    if not phrase[:1].isupper() or not phrase.endswith("."):
        found.append("no sentence")
    return found


def sentence(indicator: Indicator, row: Row, subject: str) -> str:
    """One value as a sentence; empty where the value is none, or where words of its own say it.

    Args:
        indicator: its entry of the catalogue.
        row: `as_of`, `value`, `numerator`, `denominator`, `n`, `status`.
        subject: `ALL_NETWORKS`, or the name of a network.
    """
    if row["status"] != "ok" or is_missing(row["value"]) or small_team(indicator, row):
        return ""
    value = float(row["value"])
    told = indicator.phrase
    if value == 0 and indicator.phrase_zero:
        told = indicator.phrase_zero
    elif indicator.is_proportion and _is_small(row) and float(row["numerator"]) < 2:
        # « 1 des 9 » would not agree with what follows.
        return ""
    is_all = subject == ALL_NETWORKS
    is_one = abs(value) < 2
    filled = {
        "date": fr_date(row["as_of"]),
        "valeur": _value(indicator, row),
        "part": _part(indicator, row),
        "de": ALL_OF if is_all else elision.of(subject),
        "a": TO_ALL if is_all else elision.to(subject),
        "est": "est" if is_one else "sont",
        "ont": "a" if is_one else "ont",
        "adherent": "adhère" if is_one else "adhèrent",
    }
    # One pass: what a name holds is not looked at again.
    told = _SLOT.sub(lambda slot: filled[slot[1]], told)
    return f"{told.removesuffix('.')}{explained(indicator, row, indicator.phrase_among or '')}."


def singular(noun: str) -> str:
    """`entreprises communes` → `entreprise commune`."""
    words = noun.split(" ")
    return " ".join(word if word in _INVARIABLE else _PLURAL.sub("", word) for word in words)


def _value(indicator: Indicator, row: Row) -> str:
    said = fr_value(indicator, row)
    if indicator.noun is None:
        return said
    is_one = abs(float(row["value"])) < 2
    return f"{said}{NBSP}{singular(indicator.noun) if is_one else indicator.noun}"


def _part(indicator: Indicator, row: Row) -> str:
    if indicator.is_proportion and _is_small(row):
        return f"{fr(row['numerator'])} des {fr(row['denominator'])}"
    return f"{fr(row['value'], '%', indicator.decimals)} des"


def _is_small(row: Row) -> bool:
    denominator = row.get("denominator")
    known = not is_missing(denominator) and not is_missing(row.get("numerator"))
    return known and float(denominator or 0) < SMALL
