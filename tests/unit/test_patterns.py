"""No pattern doubles its time with each additional letter: files and addresses pass through them.

A loop whose iterations can end in several places matches « aaaa » in as many ways as there are
splits, and tries them all when the text does not match. The possessive quantifiers (`++`) of
Python 3.11 allow one split only.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from re import _constants as code
from re import _parser as parser
from typing import Any

import pytest

import method
import observatory
import pipelines
import ui

LETTERS = frozenset(map(chr, range(128))) | {"é", "\u00a0", "€"}
LOOPS = (code.MAX_REPEAT, code.MIN_REPEAT)
# A repeat bounded by this number of iterations ends soon, however they are split.
FEW = 3


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern of the project, under its module and name."""
    for package in (method, observatory, pipelines, ui):
        for module_info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(module_info.name)
            for name, value in vars(module).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    yield f"{module_info.name}.{name}", value


def firsts(items: Any, flags: int) -> tuple[frozenset[str], bool]:
    """Letters that a sequence may start with, and whether it may be empty."""
    begun: frozenset[str] = frozenset()
    for item in items:
        letters, is_empty = _first(item, flags)
        begun |= letters
        if not is_empty:
            return begun, False
    return begun, True


def _first(item: tuple, flags: int) -> tuple[frozenset[str], bool]:
    kind, value = item
    if kind in (*LOOPS, code.POSSESSIVE_REPEAT):
        least, _, body = value
        letters, is_empty = firsts(body, flags)
        return letters, is_empty or least == 0
    if kind is code.SUBPATTERN:
        return firsts(value[3], flags)
    if kind is code.ATOMIC_GROUP:
        return firsts(value, flags)
    if kind is code.BRANCH:
        branches = [firsts(branch, flags) for branch in value[1]]
        return frozenset().union(*(letters for letters, _ in branches)), any(e for _, e in branches)
    if kind in (code.AT, code.ASSERT, code.ASSERT_NOT):
        return frozenset(), True
    return _letters(item, flags), False


def _letters(item: tuple, flags: int) -> frozenset[str]:
    if item[0] is code.GROUPREF:
        return LETTERS
    state = parser.State()
    state.flags = flags
    one = parser.SubPattern(state, [item])
    compiled = re._compiler.compile(one, flags & re.IGNORECASE | flags & re.DOTALL)
    return frozenset(filter(compiled.fullmatch, LETTERS))


def cuts(items: Any, flags: int, rest: tuple = ()) -> Iterator[frozenset[str]]:
    """Letters on which an iteration that ends with `rest` may either end or continue."""
    for rank, (kind, value) in enumerate(items):
        after = (*items[rank + 1 :], *rest)
        if kind in LOOPS:
            least, most, body = value
            if least != most and firsts(after, flags)[1]:
                yield firsts(body, flags)[0]
            yield from cuts(list(body), flags, after)
        elif kind is code.SUBPATTERN:
            yield from cuts(list(value[3]), flags, after)
        elif kind is code.BRANCH:
            for branch in value[1]:
                yield from cuts(list(branch), flags, after)


def is_slow(pattern: str, flags: int) -> bool:
    """Whether a loop of the pattern may split one text in many ways."""
    waiting: list[Any] = [parser.parse(pattern, flags)]
    while waiting:
        for kind, value in waiting.pop():
            if kind in LOOPS and value[1] > FEW:
                body = list(value[2])
                again, _ = firsts(body, flags)
                if any(letters & again for letters in cuts(body, flags)):
                    return True
            if kind in (*LOOPS, code.POSSESSIVE_REPEAT):
                waiting.append(value[2])
            elif kind is code.SUBPATTERN:
                waiting.append(value[3])
            elif kind is code.BRANCH:
                waiting += value[1]
    return False


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"(?:[a-z][a-z.]*/?)+", True),
        (r"(?:de|\d{1,4})*", True),
        (r"(?:de|\d++)*", False),
        (r"[a-z][a-z.]*(?:/[a-z][a-z.]*)*", False),
        (r"(?:[ML]\d+,\d+|Z)+", False),
        (r"(a+)+b", True),
    ],
)
def test_slow_patterns_are_recognised(pattern: str, expected: bool) -> None:
    assert is_slow(pattern, 0) == expected


def test_no_pattern_is_slow() -> None:
    by_name = dict(patterns())
    assert len(by_name) > 30
    assert [name for name, one in by_name.items() if is_slow(one.pattern, one.flags)] == []
