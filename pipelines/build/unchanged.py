"""Whether a build would say what is published again: told at once, before anything is loaded."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipelines.build.code import digest, environment
from pipelines.build.memory import state_of
from pipelines.build.publish import current_build, database
from pipelines.build.releases import ledger_files


def fingerprint(
    inputs_sha256: str, raw: Path, today: date, as_of: date | None, strict: bool
) -> str:
    """Hash of all that a build depends on, the day and the ledger of what was shown included.

    Args:
        inputs_sha256: `inputs_hash` of the raw folder.
        raw: raw folder, with its ledger.
        today: day of the build.
        as_of: month end that was asked for.
        strict: whether rows set aside are refused.
    """
    asked = [inputs_sha256, environment(), today.isoformat(), repr(as_of), repr(strict)]
    return digest([*asked, *ledger_files(raw).values()])


def standing(curated: Path, asked: str) -> Path | None:
    """The published database, where the last build was made of the same."""
    current = current_build(curated)
    state = state_of(curated) if current else {}
    is_same = state.get("build") == current and state.get("fingerprint") == asked
    return database(curated, current) if current and is_same else None
