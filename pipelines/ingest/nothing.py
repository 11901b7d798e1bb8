"""What people write in a cell to mean « nothing »: read as empty, and reported."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from string import ascii_lowercase

from pipelines.ingest.headers import simplify
from pipelines.ingest.numbers import squeeze

_SIGNS = re.compile(r"[-—_./\\?*…= ]+")
_WORDS = frozenset(
    {
        *("nc", "nd", "nr", "na", "ns", "so", "neant", "sansobjet", "aucun", "aucune", "rien"),
        *("nonconnu", "nonconnue", "nonrenseigne", "nonrenseignee", "noncommunique", "vide"),
        *("noncommuniquee", "nondisponible", "nonconcerne", "nonapplicable", "inconnu"),
        *("inconnue", "null", "none", "nan", "acompleter", "arenseigner", "apreciser", "npr"),
    }
)
# Dates used by programs and people to mean « no end » or « unknown ».
SENTINELS = frozenset({date(1900, 1, 1), date(2099, 12, 31), date(2999, 12, 31)})
_NO_DAY = re.compile(
    r"(?:00?[-/.]){2}(?:0000|1900)|(?:0000|1900)(?:[-/.]00?){2}|00?/01/1900"
    r"|31[-/.]12[-/.]9999|9999[-/.]12[-/.]31|01[-/.]01[-/.]0001|0001-01-01|30/12/1899|1899-12-30"
)


def says_nothing(text: str) -> bool:
    """True for « - », « néant », « N.C. », « [ND] » and the like."""
    bare = squeeze(text)
    return _SIGNS.fullmatch(bare) is not None or (len(bare) <= 20 and simplify(bare) in _WORDS)


@cache
def spellings() -> list[str]:
    """RE2 patterns that match every Latin-1 spelling of a word for nothing, ignoring case.

    Anything but an unaccented letter may appear between two letters.
    """
    signs = [chr(code) for code in range(0xA0, 0x100)]
    variants = {
        letter: letter + "".join(sign for sign in signs if simplify(sign) == letter)
        for letter in ascii_lowercase
    }
    return [
        "[^A-Za-z]*".join(f"[{variants[letter]}]" for letter in word) for word in sorted(_WORDS)
    ]


def is_no_day(text: str) -> bool:
    """True for 31/12/9999, 00/00/0000 and the like, with or without a time of day."""
    day = re.sub(r"[T ]\d{1,2}:\d{2}.*", "", squeeze(text))
    return _NO_DAY.fullmatch(day) is not None
