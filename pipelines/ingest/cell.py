"""The result of reading a cell, and the context needed to read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipelines.ingest.evidence import NO_EVIDENCE, Evidence
from pipelines.ingest.reference import Reference

Value = str | float | int | bool | date


@dataclass
class Cell:
    """Reading of a cell: its value (None if unusable) and the code of its issue, if any."""

    value: Value | None = None
    code: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Context:
    """French reference data, the day of the ingest, and the evidence from the whole column.

    `networks` are the known networks, by what people write for them (`networks.spellings`).
    """

    reference: Reference
    today: date
    evidence: Evidence = NO_EVIDENCE
    networks: Mapping[str, str] = field(default_factory=dict)
