"""What the reading of a contract depends on, and its reports as plain values that can be kept.

A file is read again when its content, its name, its contract, the code that reads or what its keys
point to has moved. The day counts only where a date was held too far ahead: time makes no other
date worse.
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
# Where communes are checked.
REFERENCE = ("reference.commune_france", "reference.postal_code")
# Faults that another day may not find.
OF_THE_DAY = frozenset({"date_too_far", "year_invalid"})


class Remembering(Protocol):
    """How a build keeps what a contract gave; see `pipelines.build.memory.Memory`."""

    def step(
        self,
        name: str,
        outputs: Sequence[str],
        ingredients: Mapping[str, str],
        run: Callable[[], Any],
    ) -> Any:
        """Run, or give what was given then."""

    def inputs(self, tables: Iterable[str]) -> dict[str, str]:
        """Content of tables by name."""

    def told(self, name: str) -> tuple[Mapping[str, str], Any] | None:
        """Ingredients of a step of the former build and what it gave."""


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
    """All that the rows of a contract depend on; None where a file is not to be opened at all.

    Args:
        contract: what is read.
        files: path and name of each file.
        today: day from which a date is too far ahead.
        complete: contracts read before, that its keys and rules may be checked against.
        known: the steps of the build.
    """
    found = {
        "code": code_of("pipelines.ingest", "pipelines.contracts"),
        DAY: _day(contract, today, known),
    }
    try:
        for path, shown in files:
            refuse_special(path)
            with path.open("rb") as content:
                found[shown] = hashlib.file_digest(content, "sha256").hexdigest()
    except (FileRefused, OSError):
        return None
    targets = {key.reference.resource for key in contract.foreign_keys}
    if set(GRANT_RULES) & set(contract.rules):
        targets.add("subventions")
    tables = [f"raw.{name}" for name in targets & complete]
    return found | known.inputs([*REFERENCE, *tables])


def _day(contract: Contract, today: date, known: Remembering) -> str:
    former = known.told(step_of(contract))
    if former:
        day = former[0].get(DAY, "")
        codes = {issue["code"] for report in former[1] or () for issue in report["issues"]}
        if day <= today.isoformat() and not codes & OF_THE_DAY:
            return day
    return today.isoformat()


def plain(reports: Sequence[FileReport]) -> list[dict[str, Any]]:
    """Reports as JSON can hold them."""
    return [asdict(report) for report in reports]


def reports(told: Sequence[Mapping[str, Any]]) -> list[FileReport]:
    """The reports that `plain` was given."""
    found = []
    for one in told:
        report = FileReport(**one)
        report.issues = [Issue(**issue) for issue in one["issues"]]
        report.tally = Tally(**one["tally"]) if one["tally"] else None
        found.append(report)
    return found
