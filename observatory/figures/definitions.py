"""Search in the definitions of the catalogue, tolerant of accents, plurals and typing errors."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

from method.catalog import Indicator, load_catalog
from method.wording import NBSP, fr, fr_list, plural

# A longer word loses its final s: « adhérents » finds « adhérent ».
_STEM = 4
_ALIKE = 0.75


def folded(text: str) -> str:
    """The text without capitals, accents or typographic apostrophes."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def search(text: str, indicators: Iterable[Indicator]) -> list[Indicator]:
    """Indicators whose definition contains every word, those with all of them in their name first.

    A word that appears in no definition is replaced by the nearest one that does.

    Args:
        text: what the reader typed.
        indicators: those to search, in order.
    """
    candidates = list(indicators)
    words = [_stem(word) for word in folded(text).split() if word]
    if not words:
        return candidates
    texts = {one.id: folded(_text(one)) for one in candidates}
    vocabulary = {word.strip(".,;:()«»") for text in texts.values() for word in text.split()}
    words = [_nearest(word, vocabulary, texts) for word in words]
    matches = [one for one in candidates if all(word in texts[one.id] for word in words)]
    return sorted(matches, key=lambda one: not all(word in folded(one.label) for word in words))


def sentence(matches: list[Indicator], query: str, *, is_chosen: bool) -> str:
    """The result of a search, or the definition of the chosen indicator, in one sentence."""
    if is_chosen:
        return f"{matches[0].label}{NBSP}: {matches[0].short}"
    if not query.strip():
        families = len(load_catalog().families)
        return f"{fr(len(matches))} définitions, en {fr(families)} familles{NBSP}: cherchez un mot."
    if not matches:
        return f"Aucune définition ne contient «{NBSP}{query.strip()}{NBSP}»."
    count = plural(len(matches), "définition contient", "définitions contiennent")
    return f"{count} «{NBSP}{query.strip()}{NBSP}»{NBSP}: {fr_list(i.label for i in matches[:3])}."


def _stem(word: str) -> str:
    return word.removesuffix("s") if len(word) > _STEM else word


def _nearest(word: str, vocabulary: set[str], texts: dict[str, str]) -> str:
    if any(word in text for text in texts.values()):
        return word
    return next(iter(get_close_matches(word, sorted(vocabulary), 1, _ALIKE)), word)


def _text(indicator: Indicator) -> str:
    parts = (indicator.label, indicator.short, indicator.definition, indicator.id)
    return " ".join(parts)
