"""Files read elsewhere, each on its own, leave what reading them here leaves."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from method.published import quoted
from pipelines.build.memory import Memory
from pipelines.ingest import ingest_workspace
from pipelines.ingest.elsewhere import Elsewhere
from pipelines.ingest.issues import IngestReport
from pipelines.ingest.remembered import REFERENCE
from pipelines.steps.apart import Answer, Here, Method, Worker
from tests.files.builder import MEMBERS, member
from tests.files.cases import CASES
from tests.ingest.world import TODAY, make_france

TABLES = (
    "select schema_name || '.' || table_name from duckdb_tables() "
    "where schema_name <> 'reference' order by all"
)


class _Noting:
    """A worker that notes which files it is asked for."""

    def __init__(self, of: object, noted: list[str]) -> None:
        self._here, self._noted = Here(of), noted

    def ask(self, method: Method, *told: Any) -> Answer:
        self._noted.append(told[-1])
        return self._here.ask(method, *told)


class _Place:
    """A place with workers, and the files that each reading asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[list[str]] = []

    def read(
        self, connection: duckdb.DuckDBPyConnection, raw: Path, memory: Memory | None = None
    ) -> IngestReport:
        folder = self.folder / str(len(self.asked))
        return ingest_workspace(
            connection, raw, TODAY, memory, elsewhere=Elsewhere(self._workers, folder)
        )

    @contextmanager
    def _workers(self, of: object, *, parts: int, worth: bool) -> Generator[Sequence[Worker]]:
        assert worth
        noted: list[str] = []
        self.asked.append(noted)
        yield [_Noting(of, noted) for _ in range(parts)]


@pytest.fixture
def place(tmp_path: Path) -> _Place:
    return _Place(tmp_path / "shared")


def test_every_damaged_file_is_read_elsewhere_as_here(tmp_path: Path, place: _Place) -> None:
    raw = tmp_path / "raw"
    for number, case in enumerate(CASES.values()):
        file = raw / case.contract / f"{number}-{case.file}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(case.content)
    with make_france() as here, make_france() as other:
        report = ingest_workspace(here, raw, TODAY)
        assert place.read(other, raw) == report
        assert len(place.asked[0]) == len([file for file in report.files if file.contract])
        names = here.execute(TABLES).fetchall()
        assert other.execute(TABLES).fetchall() == names
        for (name,) in names:
            table = quoted(name)
            assert columns(other, table) == columns(here, table)
            rows = other.execute(f"from {table}").fetchall()
            assert repr(rows) == repr(here.execute(f"from {table}").fetchall()), name


def test_networks_are_known_by_their_names_elsewhere_too(raw: Path, place: _Place) -> None:
    text = member().replace("alpha", "Bêta")
    (raw / "adhesions.csv").write_text(f"{MEMBERS}\n{text}\n", encoding="utf-8")
    with make_france() as connection:
        place.read(connection, raw)
        found = connection.execute("select id_reseau from raw.adhesions").fetchall()
    assert found == [("beta",)]


def test_only_what_changed_is_read_again(tmp_path: Path, raw: Path, place: _Place) -> None:
    members = raw / "adhesions.csv"
    members.write_text(f"{MEMBERS}\n{member()}\n", encoding="utf-8")
    with make_france() as connection:
        for _ in range(2):
            read_and_remember(connection, raw, place)
        members.write_text(f"{MEMBERS}\n{member()}\n{member()}\n", encoding="utf-8")
        read_and_remember(connection, raw, place)
        # Members are checked against networks: they are read again when these change.
        with (raw / "reseaux.csv").open("a", encoding="utf-8") as networks:
            networks.write("gamma;Gamma;cluster;Cuir;actif\n")
        read_and_remember(connection, raw, place)
    assert list(map(sorted, place.asked)) == [
        ["adhesions.csv", "reseaux.csv"],
        [],
        ["adhesions.csv"],
        ["adhesions.csv", "reseaux.csv"],
    ]


def read_and_remember(connection: duckdb.DuckDBPyConnection, raw: Path, place: _Place) -> None:
    memory = Memory.of(connection)
    memory.contents |= dict.fromkeys(REFERENCE, "the same")
    place.read(connection, raw, memory)
    memory.write({})


def columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple]:
    return connection.execute(f"describe {table}").fetchall()
