"""A small France and two networks, so that each check has something to be checked against."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines.ingest import FileReport, check_file, contracts
from pipelines.ingest.statements import sql
from tests.files.builder import SIRET, SIRET_2, SIRET_ZEROS

TODAY = date(2026, 11, 23)
COMMUNES = [
    ("28085", "Chartres", "28", "24", True, None),
    ("45234", "Orléans", "45", "24", True, None),
    ("28276", "Montainville", "28", "24", False, "28319"),
    ("28319", "Les Villages", "28", "24", True, None),
    ("01004", "Ambérieu", "01", "84", True, None),
    ("75056", "Paris", "75", "11", True, None),
]


@pytest.fixture
def france() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with `reference.commune_france` only."""
    with duckdb.connect() as connection:
        connection.execute("create schema reference")
        connection.execute(
            "create table reference.commune_france (code varchar, name varchar, "
            "department_code varchar, region_code varchar, is_current boolean, "
            "successor_code varchar)"
        )
        connection.executemany(
            "insert into reference.commune_france values (?, ?, ?, ?, ?, ?)", COMMUNES
        )
        yield connection


@pytest.fixture
def connection(france: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The same with what networks, SIRENE, a grant and a project say."""
    france.execute("create schema raw")
    for name in ("reseaux", "etablissements", "subventions", "projets"):
        france.execute(sql("empty_raw", contract=contracts.load(name)))
    france.execute("insert into raw.reseaux (id_reseau) values ('alpha'), ('beta')")
    france.executemany(
        "insert into raw.etablissements (siret) values (?)", [[SIRET], [SIRET_2], [SIRET_ZEROS]]
    )
    france.execute("insert into raw.subventions (referenceDecision, montant) values ('C-1', 1000)")
    france.execute("insert into raw.projets (id_projet) values ('P-1')")
    return france


@pytest.fixture
def check(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> Callable[[str, str, bytes], FileReport]:
    """Write a file and check it."""

    def run(contract: str, name: str, content: bytes) -> FileReport:
        path = tmp_path / name
        path.write_bytes(content)
        return check_file(path, contract, connection, TODAY)

    return run
