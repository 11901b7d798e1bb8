"""What a published build says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Build:
    """What `meta.build` says of a published build. `as_of` is the last month end of the panel."""

    id: str
    workspace: str
    label: str
    is_fictional: bool
    as_of: date
    region: str
    built_at: datetime
    code_version: str
    territories_vintage: str
