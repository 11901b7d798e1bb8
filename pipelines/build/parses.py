"""What parsing the texts of the project gave, which one process tells the next.

Finding the tables of a SELECT or the imports of a module takes milliseconds, for three hundred
texts that rarely change. A build writes what it found beside its steps, and the next one looks it
up by the text itself: a memory that is old only costs time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

Names = list[str]
# What earlier processes told, and what this one asked for: texts that have changed are forgotten.
_learnt: dict[str, Names] = {}
_asked: dict[str, Names] = {}


def names_in(
    text: bytes, parsers: tuple[Path, ...], parse: Callable[[bytes], Iterable[str]]
) -> Names:
    """Names that a function finds in a text, from an earlier parse if there was one.

    Args:
        text: text to parse.
        parsers: modules of the function, whose texts are part of the key.
        parse: depends on nothing but the text and the installed packages.
    """
    key = hashlib.sha256(_source(parsers) + text).hexdigest()[:32]
    if key not in _asked:
        _asked[key] = _learnt[key] if key in _learnt else sorted(set(parse(text)))
    return _asked[key]


def learn(found: Mapping[str, Names]) -> None:
    """Add what an earlier process with the same packages found."""
    _learnt.update(found)


def told() -> dict[str, Names]:
    """What this process asked for, to pass to `learn` in the next one."""
    return dict(_asked)


@cache
def _source(parsers: tuple[Path, ...]) -> bytes:
    return hashlib.sha256(b"".join(file.read_bytes() for file in parsers)).digest()
