"""Line numbers of a file, worded as a person would: « lignes 3, 5 à 9 et 12 »."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.ingest.numbers import spell

MAX_SPANS = 12


def spell_lines(lines: Iterable[int]) -> str:
    """`ligne 3`, `lignes 3 et 5`: adjacent lines merged, at most the first dozen groups."""
    spans: list[list[int]] = []
    for line in sorted(set(lines)):
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    parts = [part for first, last in spans for part in _span(first, last)]
    if len(parts) > MAX_SPANS:
        return f"lignes {', '.join(parts[:MAX_SPANS])}…"
    if len(parts) == 1:
        return f"ligne {parts[0]}" if parts[0].isdigit() else f"lignes {parts[0]}"
    return f"lignes {', '.join(parts[:-1])} et {parts[-1]}"


def _span(first: int, last: int) -> list[str]:
    if last - first < 2:
        return [str(line) for line in range(first, last + 1)]
    return [f"{first} à {last}"]


def count_lines(count: int) -> str:
    """`1 ligne`, `2 500 lignes`."""
    return f"{spell(count)} ligne{'s' if count > 1 else ''}"
