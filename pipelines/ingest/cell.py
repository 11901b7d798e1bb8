"""What the reading of a cell gives, and what it depends on besides the cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipelines.ingest.evidence import NO_EVIDENCE, Evidence
from pipelines.ingest.reference import Reference

Value = str | float | int | bool | date


@dataclass
class Cell:
    """What a cell means: its value (None when it cannot be used) and the remark on it, if any."""

    value: Value | None = None
    code: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Context:
    """What France is, the day of the reading, and what the rest of the column proves."""

    reference: Reference
    today: date
    evidence: Evidence = NO_EVIDENCE
