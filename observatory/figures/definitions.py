"""Search in the definitions of the catalogue, tolerant of accents, plurals and typing errors."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

from method.catalog import Indicator

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


def _stem(word: str) -> str:
    return word.removesuffix("s") if len(word) > _STEM else word


def _nearest(word: str, vocabulary: set[str], texts: dict[str, str]) -> str:
    if any(word in text for text in texts.values()):
        return word
    return next(iter(get_close_matches(word, sorted(vocabulary), 1, _ALIKE)), word)


def _text(indicator: Indicator) -> str:
    parts = (indicator.label, indicator.short, indicator.definition, indicator.id)
    return " ".join(parts)
