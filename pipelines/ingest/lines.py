"""Lines of a file, named in a sentence as a person would say them: « lignes 3, 5 à 9 et 12 »."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.ingest.numbers import spell

MAX_SPANS = 12


def spell_lines(lines: Iterable[int]) -> str:
    """`ligne 3`, `lignes 3 et 5`: neighbours joined, the first dozen of groups at most."""
    spans: list[list[int]] = []
    for line in sorted(set(lines)):
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    told = [part for first, last in spans for part in _span(first, last)]
    if len(told) > MAX_SPANS:
        return f"lignes {', '.join(told[:MAX_SPANS])}…"
    if len(told) == 1:
        return f"ligne {told[0]}" if told[0].isdigit() else f"lignes {told[0]}"
    return f"lignes {', '.join(told[:-1])} et {told[-1]}"


def _span(first: int, last: int) -> list[str]:
    if last - first < 2:
        return [str(line) for line in range(first, last + 1)]
    return [f"{first} à {last}"]


def count_lines(count: int) -> str:
    """`1 ligne`, `2 500 lignes`."""
    return f"{spell(count)} ligne{'s' if count > 1 else ''}"
