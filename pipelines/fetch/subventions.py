"""`fetch subventions`: what public bodies publish of their grants to the networks (SCDL).

Files are read by the project's own ingest, which knows how they come damaged; only the rows whose
beneficiary is a network of the workspace are kept.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from method.wording import plural
from pipelines.fetch import datagouv
from pipelines.fetch.client import Client, public_or
from pipelines.fetch.datagouv import Publisher, Resource
from pipelines.fetch.errand import Errand
from pipelines.fetch.official import Official, Row, networks_by_siren
from pipelines.fetch.packages import FetchError
from pipelines.ingest import check_file
from pipelines.ingest.folder import ingest_workspace
from pipelines.ingest.limits import MAX_FILE_BYTES

SCHEMA = "scdl/subventions"
OFFICIAL = Official(
    "subventions",
    "data-gouv.csv",
    "commande fetch subventions",
    "subventions",
    same=("referenceDecision", "idBeneficiaire"),
)
GRANTS = Path(__file__).with_name("sql") / "grants.sql"
# What the ingest reads; a file given in several formats is read in each, its rows kept once.
FORMATS = frozenset({"csv", "xlsx", "ods"})


@dataclass
class _Harvest:
    """Rows kept so far, by funder, decision and beneficiary; files read and left."""

    rows: list[Row] = field(default_factory=list)
    given: set[tuple[str, str, str]] = field(default_factory=set)
    digests: list[str] = field(default_factory=list)
    refused: int = 0


def fetch_subventions(errand: Errand) -> str:
    """Find the grant files, read them and deposit the rows of the networks.

    A grant that another file already gives is left to that file. A file that cannot be had or read
    is told and left; so is a row about a network that the ingest sets aside.

    Raises:
        FetchError: nothing was changed.
    """
    ingest_workspace(errand.connection, errand.raw, errand.now.date())
    networks = networks_by_siren(errand.connection)
    sent = OFFICIAL.sent(errand.connection)
    harvest = _Harvest()
    publishers = datagouv.publishers()
    with tempfile.TemporaryDirectory() as folder:
        for index, publisher in enumerate(publishers):
            errand.progress(publisher.name, index, len(publishers))
            for resource in _files(errand.client, publisher):
                _read(
                    errand.client,
                    resource,
                    Path(folder),
                    errand.connection,
                    errand.now.date(),
                    networks,
                    harvest,
                )
    kept = OFFICIAL.keep(sorted(harvest.rows, key=_place), sent)
    OFFICIAL.publish(errand.raw, errand.connection, errand.now, kept)
    digest = hashlib.sha256("".join(harvest.digests).encode()).hexdigest()
    return (
        f"{plural(len(kept), 'subvention')} "
        f"({plural(len(harvest.digests), 'fichier lu', 'fichiers lus')}, "
        f"{plural(harvest.refused, 'inutilisable')}, SHA-256 {digest})."
    )


def _files(client: Client, publisher: Publisher) -> list[Resource]:
    found = datagouv.resources(client, publisher, SCHEMA)
    if found is None:
        print(f"{publisher.name} : inconnu de data.gouv.fr sous ce SIREN.", file=sys.stderr)
        return []
    readable = [one for one in found if one.format in FORMATS]
    if not readable:
        print(f"{publisher.name} : aucun fichier de subventions déclaré.", file=sys.stderr)
    return readable


def _read(
    client: Client,
    resource: Resource,
    folder: Path,
    connection: duckdb.DuckDBPyConnection,
    today: date,
    networks: dict[str, list[str]],
    harvest: _Harvest,
) -> None:
    shown = f"{resource.publisher.name}, « {resource.title} »"
    path = folder / f"subventions.{resource.format}"
    try:
        received = client.download(
            resource.url, path, MAX_FILE_BYTES, public_or(datagouv.address())
        )
    except FetchError as error:
        print(f"{shown} : {error}", file=sys.stderr)
        harvest.refused += 1
        return
    report = check_file(path, OFFICIAL.contract, connection, today)
    if report.refused:
        reason = next((one.message for one in report.issues if one.severity == "error"), "")
        print(f"{shown} : fichier inutilisable. {reason}", file=sys.stderr)
        harvest.refused += 1
        return
    harvest.digests.append(received.sha256)
    _tell_set_aside(shown, connection, networks)
    unclear = [one.line for one in report.issues if one.code == "share_unclear"]
    query = GRANTS.read_text(encoding="utf-8")
    found = connection.execute(query, {"sirens": list(networks), "unclear": unclear})
    names = [column[0] for column in found.description]
    newer = frozenset(harvest.given)
    for values in found.fetchall():
        row = {name: value or "" for name, value in zip(names, values, strict=True)}
        del row["source_line"]
        row |= _known_of(row, networks)
        # One decision may hold several grants of one beneficiary: a newer file replaces them all.
        key = (row["idAttribuant"], row["referenceDecision"], row["idBeneficiaire"])
        if key not in newer:
            harvest.rows.append(row)
            harvest.given.add(key)


def _place(row: Row) -> tuple[str, ...]:
    """What orders the rows of the file, so that one answer gives one file."""
    names = ("idAttribuant", "referenceDecision", "idBeneficiaire", "dateConvention", "objet")
    return tuple(row[name] for name in (*names, "montant"))


def _known_of(row: Row, networks: dict[str, list[str]]) -> Row:
    """The columns of ours that identifiers decide."""
    types = {publisher.siren: publisher.type for publisher in datagouv.publishers()}
    ids = networks[row["idBeneficiaire"][:9]]
    return {
        "id_reseau": ids[0] if len(ids) == 1 else "",
        "type_financeur": types.get(row["idAttribuant"][:9], ""),
    }


def _tell_set_aside(
    shown: str, connection: duckdb.DuckDBPyConnection, networks: dict[str, list[str]]
) -> None:
    """Name the rows about a network that the ingest did not keep."""
    rows = connection.execute("select line, message, raw from quality.rejects").fetchall()
    for line, message, raw in rows:
        digits = [re.sub(r"\D", "", str(cell))[:9] for cell in json.loads(raw).values()]
        if not networks.keys().isdisjoint(digits):
            print(f"{shown}, ligne {line} écartée : {message}", file=sys.stderr)
