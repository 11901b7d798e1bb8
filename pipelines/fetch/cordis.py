"""CORDIS archives: who takes part in which European project, French participants by SIREN.

CORDIS has no SIREN; the intra-community VAT number of a French body is a key and its SIREN. A
participant without a sound one is left: a name proves nobody. No name is read.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from stdnum.fr import tva

from pipelines.fetch.packages import FetchError
from pipelines.ingest.identifiers import is_siren
from pipelines.ingest.numbers import BadNumber, parse_number

MAX_MEMBER_BYTES = 1024**3
PROJECT = frozenset({"id", "status", "title", "totalCost", "ecMaxContribution", "ecSignatureDate"})
ORGANIZATION = frozenset(
    {"projectID", "vatNumber", "country", "role", "order", "netEcContribution"}
)
COORDINATOR = "coordinator"


@dataclass(frozen=True)
class Participation:
    """A French body in a project; `aid_eur` is None when it is not given."""

    project: str
    siren: str
    role: str
    order: float
    aid_eur: float | None


def participations(archive: Path) -> Iterator[Participation]:
    """French participations whose VAT number is sound.

    Raises:
        FetchError: no such archive, or no such columns.
    """
    for row in _rows(archive, "organization.csv", ORGANIZATION):
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


def projects(archive: Path, wanted: Container[str]) -> Iterator[dict[str, str]]:
    """Rows of `project.csv` by id.

    Raises:
        FetchError: no such archive, or no such columns.
    """
    for row in _rows(archive, "project.csv", PROJECT):
        if row["id"] in wanted:
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


def _rows(archive: Path, name: str, columns: frozenset[str]) -> Iterator[dict[str, str]]:
    try:
        with zipfile.ZipFile(archive) as opened:
            member = next(one for one in opened.infolist() if Path(one.filename).name == name)
            # zipfile gives no more than the size that it declares.
            if member.file_size > MAX_MEMBER_BYTES:
                raise FetchError(f"{archive.name} : {name} dépasse 1 Go, refusé.")
            with opened.open(member) as content:
                text = io.TextIOWrapper(content, "utf-8-sig", newline="")
                reader = csv.DictReader(text, delimiter=";", restval="")
                absent = columns.difference(reader.fieldnames or [])
                if absent:
                    raise FetchError(
                        f"{archive.name} : {name} n’a plus les colonnes attendues "
                        f"({', '.join(sorted(absent))})."
                    )
                yield from reader
    except (StopIteration, zipfile.BadZipFile, UnicodeDecodeError, csv.Error, EOFError):
        raise FetchError(f"{archive.name} : {name} absent ou illisible.") from None
