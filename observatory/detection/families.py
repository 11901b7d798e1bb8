"""Families of activities, to colour the leads: six, since eighty-eight divisions are too many."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from method import plain_yaml

FILE = Path(__file__).with_name("families.yaml")


@dataclass(frozen=True)
class Family:
    """A family: its French label, its colour, and its ranges of divisions (first, last)."""

    label: str
    colour: str
    divisions: tuple[tuple[str, str], ...]


@cache
def every() -> tuple[Family, ...]:
    """Families in NAF order."""
    entries = plain_yaml.load(FILE.read_text(encoding="utf-8"))
    return tuple(
        Family(
            entry["label"],
            entry["colour"],
            tuple((first, last) for first, last in entry["divisions"]),
        )
        for entry in entries
    )


@cache
def of(division: str) -> Family:
    """The family of a division; the last family for a code outside all ranges."""
    return next(
        (f for f in every() if any(a <= division <= b for a, b in f.divisions)), every()[-1]
    )
