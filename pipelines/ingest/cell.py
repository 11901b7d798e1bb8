"""The result of reading a cell, and the context that the reading needs."""

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
    """Reference data of France, the day of the reading, and what the whole column proves."""

    reference: Reference
    today: date
    evidence: Evidence = NO_EVIDENCE
