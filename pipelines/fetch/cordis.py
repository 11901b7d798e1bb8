"""CORDIS archives: French participants of European projects, by SIREN.

CORDIS has no SIREN, but the VAT number of a French body is a check key followed by its SIREN. A
participant without a valid one is skipped: a name proves no identity. No name is read.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from stdnum.fr import tva

from pipelines.fetch.archive import rows
from pipelines.ingest.identifiers import is_siren
from pipelines.ingest.numbers import BadNumber, parse_number

PROJECT = frozenset({"id", "status", "title", "totalCost", "ecMaxContribution", "ecSignatureDate"})
ORGANIZATION = frozenset(
    {"projectID", "vatNumber", "country", "role", "order", "netEcContribution"}
)
COORDINATOR = "coordinator"


@dataclass(frozen=True)
class Participation:
    """A French body in a project; `aid_eur` is None when not given."""

    project: str
    siren: str
    role: str
    order: float
    aid_eur: float | None


def participations(archive: Path) -> Iterator[Participation]:
    """French participations with a valid VAT number.

    Raises:
        FetchError: the archive or one of its columns is missing.
    """
    for row in rows(archive, "organization.csv", ";", ORGANIZATION):
        siren = _siren(row)
        if siren:
            order = number(row["order"])
            yield Participation(
                row["projectID"],
                siren,
                row["role"],
                float("inf") if order is None else order,
                number(row["netEcContribution"]),
            )


def projects(archive: Path, ids: Container[str]) -> Iterator[dict[str, str]]:
    """Rows of `project.csv` whose id is wanted.

    Raises:
        FetchError: the archive or one of its columns is missing.
    """
    for row in rows(archive, "project.csv", ";", PROJECT):
        if row["id"] in ids:
            yield row


def number(text: str) -> float | None:
    """An amount, which CORDIS writes with a point or with a comma; None when there is none."""
    try:
        return parse_number(text)
    except BadNumber:
        return None


def _siren(row: dict[str, str]) -> str | None:
    if row["country"] != "FR" or not tva.is_valid(row["vatNumber"]):
        return None
    siren = tva.to_siren(row["vatNumber"])
    return siren if is_siren(siren) else None
