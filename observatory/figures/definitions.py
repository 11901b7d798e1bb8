"""Search over the definitions of the catalogue: forgiving of accents, of plurals and of typing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

from method.catalog import Indicator

# Letters from which the end of a word is let go: « adhérent » finds « adhérents ».
_STEM = 4
_ALIKE = 0.75


def folded(text: str) -> str:
    """The text without capitals, accents or typographic apostrophes."""
    apart = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def search(asked: str, indicators: Iterable[Indicator]) -> list[Indicator]:
    """Indicators whose definition holds every word asked for, those that hold it in their name
    first; words that are nowhere are read as the nearest word there is.

    Args:
        asked: what the reader typed.
        indicators: those to search, in order.
    """
    known = list(indicators)
    words = [_stem(word) for word in folded(asked).split() if word]
    if not words:
        return known
    texts = {one.id: folded(_text(one)) for one in known}
    vocabulary = {word.strip(".,;:()«»") for text in texts.values() for word in text.split()}
    words = [_nearest(word, vocabulary, texts) for word in words]
    found = [one for one in known if all(word in texts[one.id] for word in words)]
    return sorted(found, key=lambda one: not all(word in folded(one.label) for word in words))


def _stem(word: str) -> str:
    return word.removesuffix("s") if len(word) > _STEM else word


def _nearest(word: str, vocabulary: set[str], texts: dict[str, str]) -> str:
    if any(word in text for text in texts.values()):
        return word
    return next(iter(get_close_matches(word, sorted(vocabulary), 1, _ALIKE)), word)


def _text(indicator: Indicator) -> str:
    parts = (indicator.label, indicator.short, indicator.definition, indicator.id)
    return " ".join(parts)
