"""`fetch subventions`: grants to the networks, as public bodies publish them (SCDL).

Files are read by the project's own ingest, which copes with damaged ones; only the rows whose
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
    # The file that corrects a decision may be the one that is not read.
    settled=("montant",),
)
GRANTS = Path(__file__).with_name("sql") / "grants.sql"
# Formats that the ingest reads; a file published in several is read in each, its rows kept once.
FORMATS = frozenset({"csv", "xlsx", "ods"})


@dataclass
class _Harvest:
    """Rows kept so far, their keys, digests of the files read and number of files refused."""

    rows: list[Row] = field(default_factory=list)
    given: set[tuple[str, str, str]] = field(default_factory=set)
    digests: list[str] = field(default_factory=list)
    refused: int = 0


def fetch_subventions(errand: Errand) -> str:
    """Find the grant files, read them and deposit the rows of the networks.

    A grant already given by another file is left to that file. A file that cannot be downloaded or
    read is reported and skipped, if nothing of it was kept the last time; so is a row about a
    network that the ingest rejects.

    Raises:
        FetchError: no file could be read; nothing was changed.
    """
    ingest_workspace(errand.connection, errand.raw, errand.now.date())
    networks = networks_by_siren(errand.connection)
    already_sent = OFFICIAL.sent(errand.connection)
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
    own_rows = OFFICIAL.keep(
        sorted(harvest.rows, key=_place), already_sent, is_whole=not harvest.refused
    )
    if harvest.refused and not harvest.digests:
        raise FetchError("Aucun fichier de subventions n’a pu être lu.")
    OFFICIAL.publish(errand.raw, errand.connection, errand.now, own_rows)
    digest = hashlib.sha256("".join(harvest.digests).encode()).hexdigest()
    return (
        f"{plural(len(own_rows), 'subvention')} "
        f"({plural(len(harvest.digests), 'fichier lu', 'fichiers lus')}, "
        f"{plural(harvest.refused, 'inutilisable')}, SHA-256 {digest})."
    )


def _files(client: Client, publisher: Publisher) -> list[Resource]:
    files = datagouv.resources(client, publisher, SCHEMA)
    if files is None:
        print(f"{publisher.name} : inconnu de data.gouv.fr sous ce SIREN.", file=sys.stderr)
        return []
    readable = [one for one in files if one.format in FORMATS]
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
    label = f"{resource.publisher.name}, « {resource.title} »"
    path = folder / f"subventions.{resource.format}"
    try:
        received = client.download(
            resource.url, path, MAX_FILE_BYTES, public_or(datagouv.address())
        )
    except FetchError as error:
        print(f"{label} : {error}", file=sys.stderr)
        harvest.refused += 1
        return
    report = check_file(path, OFFICIAL.contract, connection, today)
    if report.refused:
        reason = next((one.message for one in report.issues if one.severity == "error"), "")
        print(f"{label} : fichier inutilisable. {reason}", file=sys.stderr)
        harvest.refused += 1
        return
    harvest.digests.append(received.sha256)
    _tell_set_aside(label, connection, networks)
    unclear = [one.line for one in report.issues if one.code == "share_unclear"]
    query = GRANTS.read_text(encoding="utf-8")
    grants = connection.execute(query, {"sirens": list(networks), "unclear": unclear})
    names = [column[0] for column in grants.description]
    newer_keys = frozenset(harvest.given)
    for values in grants.fetchall():
        row = {name: value or "" for name, value in zip(names, values, strict=True)}
        del row["source_line"]
        row |= _known_of(row, networks)
        # A decision may contain several grants to one beneficiary: a newer file replaces them all.
        key = (row["idAttribuant"], row["referenceDecision"], row["idBeneficiaire"])
        if key not in newer_keys:
            harvest.rows.append(row)
            harvest.given.add(key)


def _place(row: Row) -> tuple[str, ...]:
    """Sort key of the rows: the same answers always give the same file."""
    names = ("idAttribuant", "referenceDecision", "idBeneficiaire", "dateConvention", "objet")
    return tuple(row[name] for name in (*names, "montant"))


def _known_of(row: Row, networks: dict[str, list[str]]) -> Row:
    """Columns of the contract that follow from the identifiers."""
    types = {publisher.siren: publisher.type for publisher in datagouv.publishers()}
    ids = networks[row["idBeneficiaire"][:9]]
    return {
        "id_reseau": ids[0] if len(ids) == 1 else "",
        "type_financeur": types.get(row["idAttribuant"][:9], ""),
    }


def _tell_set_aside(
    label: str, connection: duckdb.DuckDBPyConnection, networks: dict[str, list[str]]
) -> None:
    """Print the rows about a network that the ingest rejected."""
    rows = connection.execute("select line, message, raw from quality.rejects").fetchall()
    for line, message, raw in rows:
        digits = [re.sub(r"\D", "", str(cell))[:9] for cell in json.loads(raw).values()]
        if not networks.keys().isdisjoint(digits):
            print(f"{label}, ligne {line} écartée : {message}", file=sys.stderr)
