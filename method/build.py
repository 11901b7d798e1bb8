"""Metadata of a published build."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Build:
    """The row of `meta.build` for a published build. `as_of` is the panel's last month end."""

    id: str
    workspace: str
    label: str
    is_fictional: bool
    as_of: date
    region: str
    built_at: datetime
    code_version: str
    territories_vintage: str
