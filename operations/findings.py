"""What `doctor` finds: a fact, how grave, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warning", "fault"]
SIGNS: dict[Level, str] = {"ok": "✓", "warning": "!", "fault": "✗"}


@dataclass(frozen=True)
class Finding:
    """One line of a check: `what` is French, `do` is empty where there is nothing to do."""

    check: str
    level: Level
    what: str
    do: str = ""


def ok(check: str, what: str) -> Finding:
    """All is well."""
    return Finding(check, "ok", what)


def warning(check: str, what: str, do: str) -> Finding:
    """Works, and will not always."""
    return Finding(check, "warning", what, do)


def fault(check: str, what: str, do: str) -> Finding:
    """Wrong: readers see it, or somebody may read what they should not."""
    return Finding(check, "fault", what, do)
