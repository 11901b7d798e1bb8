"""A published build, for tests of words and documents that need no workspace."""

from __future__ import annotations

from datetime import date, datetime

from method.build import Build

BUILD = Build(
    id="b1",
    workspace="demo",
    label="Démonstration",
    is_fictional=True,
    as_of=date(2026, 10, 31),
    region="24",
    built_at=datetime(2026, 11, 1),
    code_version="0",
    territories_vintage="2026",
)
