"""`fetch tissu`: number of companies in each commune, from the SIRENE stock (Parquet).

The two files of the stock weigh three gigabytes; DuckDB reads only the columns needed and the rows
of the region. No name is read.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from method.wording import fr_date, plural
from pipelines.fetch import datagouv
from pipelines.fetch.client import Client, public_or
from pipelines.fetch.errand import Errand
from pipelines.fetch.mirror import mirrored
from pipelines.fetch.official import Official, Row
from pipelines.fetch.packages import FetchError
from pipelines.ingest.folder import ingest_workspace

OFFICIAL = Official(
    "tissu_economique", "sirene-stock.csv", "commande fetch tissu", "lignes de tissu économique"
)
SQL = Path(__file__).with_name("sql")
MIRROR = "sirene"
MAX_FILE_BYTES = 6 * 1024**3
# Resource id on data.gouv.fr, the same every month, and the names that the file may have.
FILES = {
    "StockEtablissement": (
        "a29c1297-1f92-4e2a-8f6b-8c902ce96c5f",
        ("StockEtablissement.parquet", "StockEtablissement_utf8.parquet"),
    ),
    "StockUniteLegale": (
        "350182c9-148a-46e0-8389-76c2ec1374a3",
        ("StockUniteLegale.parquet", "StockUniteLegale_utf8.parquet"),
    ),
}


def fetch_tissu(errand: Errand) -> str:
    """Count the companies of the region in the stock and deposit the counts with their vintage.

    Raises:
        FetchError: nothing was changed.
    """
    ingest_workspace(errand.connection, errand.raw, errand.now.date())
    already_sent = OFFICIAL.sent(errand.connection)
    departments = _departments(errand.connection)
    with tempfile.TemporaryDirectory() as folder:
        files: list[Path] = []
        for index, name in enumerate(FILES):
            errand.progress(f"SIRENE : {name}", index, len(FILES))
            files.append(_file(errand.client, name, Path(folder)))
        establishments, companies = map(str, files)
        parameters = {"establishments": establishments, "departments": departments}
        summary = _rows_of(errand.connection, "fabric_told", parameters)[0]
        counts = _rows_of(errand.connection, "fabric", parameters | {"companies": companies})
        digest = _digest(files)
    if not counts:
        raise FetchError("Le stock SIRENE ne compte aucune entreprise ouverte dans la région.")
    _check_nomenclature(summary)
    rows = _rows(counts, summary["kept_up_to"])
    own_rows = OFFICIAL.keep(rows, already_sent)
    count = OFFICIAL.publish(errand.raw, errand.connection, errand.now, own_rows)
    return (
        f"{plural(count, 'ligne')} de tissu économique, SIRENE au {fr_date(summary['kept_up_to'])} "
        f"({plural(len(files), 'fichier')}, SHA-256 {digest})."
    )


def _departments(connection: duckdb.DuckDBPyConnection) -> list[str]:
    rows = connection.execute(
        "select code from reference.territory where level = 'departement' order by code"
    ).fetchall()
    return [code for (code,) in rows]


def _file(client: Client, name: str, folder: Path) -> Path:
    """The file of the mirror, or the one downloaded from the site."""
    resource, names = FILES[name]
    files = mirrored(MIRROR, *names)
    if files:
        return files[-1]
    site = datagouv.address()
    path = folder / f"{name}.parquet"
    client.download(f"{site}/api/1/datasets/r/{resource}", path, MAX_FILE_BYTES, public_or(site))
    return path


def _rows_of(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, object]
) -> list[dict[str, Any]]:
    """Rows of a named query by column.

    Raises:
        FetchError: a file is not Parquet, or lacks a column that is read.
    """
    text = (SQL / f"{query}.sql").read_text(encoding="utf-8")
    try:
        answer = connection.execute(text, parameters)
        names = [column[0] for column in answer.description]
        return [dict(zip(names, values, strict=True)) for values in answer.fetchall()]
    except duckdb.Error:
        raise FetchError("Stock SIRENE : fichier illisible ou colonnes changées.") from None


def _digest(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _check_nomenclature(summary: dict[str, Any]) -> None:
    """Report establishments in another nomenclature, and refuse a stock that is mostly in it.

    Raises:
        FetchError: half of the establishments or more are not in NAF rév. 2.
    """
    others, everything = summary["other_nomenclature_count"], summary["open_count"]
    if others * 2 >= everything:
        raise FetchError(
            f"Stock SIRENE : {others} établissements sur {everything} ne sont pas en NAF rév. 2, "
            "la nomenclature des divisions attendues. Aucun compte n’en est tiré."
        )
    if others:
        print(
            f"{plural(others, 'établissement', 'établissements')} sur {everything} dans une autre "
            "nomenclature que la NAF rév. 2, hors des comptes.",
            file=sys.stderr,
        )


def _rows(counts: list[dict[str, Any]], kept_up_to: date) -> list[Row]:
    """Rows of the contract; companies without a known class are reported and left out."""
    unclassed = sum(one["nb_entreprises"] for one in counts if one["classe_taille"] is None)
    if unclassed:
        companies = plural(unclassed, "entreprise", "entreprises")
        print(f"{companies} sans classe de taille, hors des comptes.", file=sys.stderr)
    return [
        {name: str(value) for name, value in one.items()} | {"date_source": kept_up_to.isoformat()}
        for one in counts
        if one["classe_taille"] is not None
    ]
