"""History entry of a deposit, and the current time."""

from __future__ import annotations

from datetime import UTC, date, datetime

from pipelines.desk import history, words
from pipelines.desk.deposit import Staged
from pipelines.desk.examine import EVERYBODY, Examination
from pipelines.desk.history import Entry


def now() -> datetime:
    """Current time, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Current day, in UTC, as for a build."""
    return now().date()


def stamp() -> str:
    """Current time, in the format of the history."""
    return now().isoformat(timespec="seconds")


def of_deposit(staged: Staged, examination: Examination) -> Entry:
    """Entry of a deposit, without the states before and after it."""
    return Entry(
        id=staged.id,
        at=stamp() if staged.mode != "source" else staged.at.isoformat(timespec="seconds"),
        who=staged.who,
        action="source" if staged.mode == "source" else "deposit",
        contract=staged.contract,
        file=staged.name,
        sha256=history.sha256(staged.file),
        size=staged.file.stat().st_size,
        mode=staged.mode,
        # « Tout remplacer » also changes networks that the file does not name.
        networks=tuple(sorted({*examination.networks, *examination.by_network()} - {EVERYBODY})),
        rows_kept=examination.file.rows_kept,
        rows_rejected=examination.file.rows_rejected,
        said=words.sentence(examination),
    )
