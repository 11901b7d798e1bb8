"""Findings of `doctor`: a fact, its severity, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warning", "fault"]
SIGNS: dict[Level, str] = {"ok": "✓", "warning": "!", "fault": "✗"}


@dataclass(frozen=True)
class Finding:
    """One line of a check: `what` is French, `do` is empty if there is nothing to do."""

    check: str
    level: Level
    what: str
    do: str = ""


def ok(check: str, what: str) -> Finding:
    """Finding of a check that passes."""
    return Finding(check, "ok", what)


def warning(check: str, what: str, do: str) -> Finding:
    """Finding about something that works now but may not last."""
    return Finding(check, "warning", what, do)


def fault(check: str, what: str, do: str) -> Finding:
    """Finding about a fault: readers see it, or somebody could read private data."""
    return Finding(check, "fault", what, do)
