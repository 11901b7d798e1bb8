"""Files read and typed by the workers of an engine on several machines, a file at a time.

A worker does all that needs no other file: the text, its types, and the issues of its cells; it is
told the networks, which cells may name. It leaves them as Parquet in a folder that every machine
sees. The driver loads them, then checks keys and rules, which need all the files.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb

from method.published import literal, quoted
from pipelines import contracts
from pipelines.contracts import Contract
from pipelines.ingest.columns import TypedFile
from pipelines.ingest.issues import FileReport
from pipelines.ingest.remembered import REFERENCE
from pipelines.ingest.run import Ingest, Loaded
from pipelines.ingest.statements import sql
from pipelines.steps.apart import Answer, Worker, Workers

# What the reading of a file adds to the tables of the ingest, besides its own.
SHARED = ("ingest.file", "ingest.issue", "ingest.bad_row", "ingest.emptied")


class Elsewhere(NamedTuple):
    """Workers of an engine, and a folder that they see under the same path."""

    workers: Workers
    folder: Path


class Read(NamedTuple):
    """A file read elsewhere; `positions` is empty if it is refused."""

    report: FileReport
    positions: dict[str, int]
    headers: list[str]
    header_line: int


@dataclass(frozen=True)
class Files:
    """What workers know to read a file."""

    folder: Path
    today: date

    def read(
        self, networks: Mapping[str, str], number: int, contract: str, path: Path, name: str
    ) -> Read:
        """Read a file into Parquet.

        Args:
            networks: those known, by what people write for them.
            number: of the file; those of one contract are in their order.
            contract: its name.
            path: the file, under the same path on every machine.
            name: its path in the workspace.
        """
        of = contracts.load(contract)
        # A worker of Spark has one processor, as others beside it have.
        with duckdb.connect(config={"threads": 1}) as connection:
            connection.execute("create schema reference")
            for table in REFERENCE:
                known = literal(self.folder / f"{table}.parquet")
                connection.execute(f"create view {table} as from read_parquet({known})")
            connection.execute(sql("published"))
            ingest = Ingest(connection, self.today, count=number - 1)
            ingest.learn(networks)
            connection.execute(sql("rows", contract=of))
            (report,) = ingest.load_files(of, [(path, name)])
            if not ingest.loaded:
                return Read(report, {}, [], 0)
            (loaded,) = ingest.loaded
            for table in (loaded.file.table, *SHARED):
                place = literal(self.place(table, number))
                connection.execute(f"copy {table} to {place} (format parquet)")
            return Read(report, loaded.file.positions, loaded.headers, loaded.header_line)

    def place(self, table: str, number: int) -> Path:
        """Parquet of what the reading of a file left in a table."""
        return self.folder / f"{number}-{table}.parquet"


class Reading:
    """Files that workers read: asked for together, then taken over contract by contract."""

    def __init__(self, files: Files, workers: Iterable[Worker]) -> None:
        self._files = files
        self._workers = iter(enumerate(workers, start=1))
        self._asked: dict[Path, tuple[int, Answer]] = {}

    def ask(
        self,
        contract: Contract,
        files: Iterable[tuple[Path, str]],
        networks: Mapping[str, str],
    ) -> None:
        """Have files read that have not been asked for, by path and name; see `Files.read`."""
        for path, name in files:
            if path not in self._asked:
                number, worker = next(self._workers)
                told = (networks, number, contract.name, path.absolute(), name)
                self._asked[path] = number, worker.ask(Files.read, *told)

    def take(
        self,
        connection: duckdb.DuckDBPyConnection,
        contract: Contract,
        files: Iterable[tuple[Path, str]],
        networks: Mapping[str, str],
    ) -> Iterator[tuple[FileReport, Loaded | None]]:
        """Load the files of a contract into the tables of the ingest, as if read here."""
        self.ask(contract, files, networks)
        for path, _ in files:
            number, answer = self._asked[path]
            report, positions, headers, header_line = answer()
            loaded = None
            if not report.refused:
                file = TypedFile(number, contract, positions)
                place = literal(self._files.place(file.table, number))
                connection.execute(f"create table {file.table} as from read_parquet({place})")
                for table in SHARED:
                    place = literal(self._files.place(table, number))
                    connection.execute(f"insert into {table} from read_parquet({place})")
                loaded = Loaded(report, file, headers, header_line)
            yield report, loaded


@contextmanager
def reading(
    elsewhere: Elsewhere, connection: duckdb.DuckDBPyConnection, today: date, files: int
) -> Generator[Reading]:
    """Workers that read, for as long as a workspace is read.

    Args:
        elsewhere: the workers, and the folder.
        connection: database with the tables `REFERENCE`.
        today: reference day for dates too far in the future.
        files: most files that they may be asked for.
    """
    folder = elsewhere.folder.absolute() / "read"
    folder.mkdir(parents=True)
    for table in REFERENCE:
        place = literal(folder / f"{table}.parquet")
        connection.execute(f"copy {quoted(table)} to {place} (format parquet)")
    shared = Files(folder, today)
    with elsewhere.workers(shared, parts=files, worth=True) as started:
        yield Reading(shared, started)
