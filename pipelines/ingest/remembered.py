"""What the reading of a contract depends on, and its reports as plain values to store.

A file is read again when its content, its name, its contract, the ingest code or the tables its
keys refer to have changed. The day matters only if a date was too far in the future: no other fault
depends on it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from pipelines.build.code import code_of
from pipelines.contracts import Contract
from pipelines.ingest.issues import FileRefused, FileReport, Issue
from pipelines.ingest.read.reader import refuse_special
from pipelines.ingest.rules import GRANT_RULES
from pipelines.ingest.tally import Tally

DAY = "jour"
# Tables that communes are checked against.
REFERENCE = ("reference.commune_france", "reference.postal_code")
# Faults that may disappear on a later day.
OF_THE_DAY = frozenset({"date_too_far", "year_invalid"})


class Remembering(Protocol):
    """How a build remembers the result of a contract; see `pipelines.build.memory.Memory`."""

    def step(
        self,
        name: str,
        outputs: Sequence[str],
        ingredients: Mapping[str, str],
        run: Callable[[], Any],
    ) -> Any:
        """Run the step, or return its remembered result."""

    def inputs(self, tables: Iterable[str]) -> dict[str, str]:
        """Content of tables by name."""

    def told(self, name: str) -> tuple[Mapping[str, str], Any] | None:
        """Ingredients and result of a step of the previous build."""


def step_of(contract: Contract) -> str:
    """Name of the step that reads a contract."""
    return f"raw.{contract.name}"


def ingredients(
    contract: Contract,
    files: Sequence[tuple[Path, str]],
    today: date,
    complete: AbstractSet[str],
    known: Remembering,
) -> dict[str, str] | None:
    """Everything that the rows of a contract depend on; None if a file must not be opened.

    Args:
        contract: contract to read.
        files: path and name of each file.
        today: reference day for dates too far in the future.
        complete: contracts already read, which its keys and rules may be checked against.
        known: the steps of the build.
    """
    hashes = {
        "code": code_of("pipelines.ingest", "pipelines.contracts"),
        DAY: _day(contract, today, known),
    }
    try:
        for path, file_name in files:
            refuse_special(path)
            with path.open("rb") as content:
                hashes[file_name] = hashlib.file_digest(content, "sha256").hexdigest()
    except (FileRefused, OSError):
        return None
    targets = {key.reference.resource for key in contract.foreign_keys}
    if set(GRANT_RULES) & set(contract.rules):
        targets.add("subventions")
    tables = [f"raw.{name}" for name in targets & complete]
    return hashes | known.inputs([*REFERENCE, *tables])


def has_changed(
    contract: Contract, files: Sequence[tuple[Path, str]], today: date, known: Remembering
) -> bool:
    """Whether a contract must be read again, whatever becomes of the others."""
    now = ingredients(contract, files, today, frozenset(), known)
    former = known.told(step_of(contract))
    return now is None or former is None or not now.items() <= former[0].items()


def _day(contract: Contract, today: date, memory: Remembering) -> str:
    former = memory.told(step_of(contract))
    if former:
        day = former[0].get(DAY, "")
        codes = {issue["code"] for report in former[1] or () for issue in report["issues"]}
        if day <= today.isoformat() and not codes & OF_THE_DAY:
            return day
    return today.isoformat()


def plain(reports: Sequence[FileReport]) -> list[dict[str, Any]]:
    """Convert reports to values that JSON can store."""
    return [asdict(report) for report in reports]


def reports(told: Sequence[Mapping[str, Any]]) -> list[FileReport]:
    """Rebuild the reports converted by `plain`."""
    rebuilt = []
    for values in told:
        report = FileReport(**values)
        report.issues = [Issue(**issue) for issue in values["issues"]]
        report.tally = Tally(**values["tally"]) if values["tally"] else None
        rebuilt.append(report)
    return rebuilt
