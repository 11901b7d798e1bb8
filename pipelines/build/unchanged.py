"""Whether a build would publish the same content again, known before any heavy import."""

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
    """Hash of everything a build depends on, including the day and the ledger of releases.

    Args:
        inputs_sha256: `inputs_hash` of the raw folder.
        raw: raw folder, with its ledger.
        today: day of the build.
        as_of: requested month end.
        strict: whether rejected rows are refused.
    """
    parts = [inputs_sha256, environment(), today.isoformat(), repr(as_of), repr(strict)]
    return digest([*parts, *ledger_files(raw).values()])


def standing(curated: Path, asked: str) -> Path | None:
    """The published database, if the last build had the same fingerprint."""
    current = current_build(curated)
    state = state_of(curated) if current else {}
    is_same = state.get("build") == current and state.get("fingerprint") == asked
    return database(curated, current) if current and is_same else None
