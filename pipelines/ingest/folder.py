"""Read a raw folder contract by contract; unchanged contracts reuse their previous reading."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import duckdb

from pipelines import contracts
from pipelines.contracts import Contract
from pipelines.ingest import remembered
from pipelines.ingest.elsewhere import Elsewhere, Reading, reading
from pipelines.ingest.files import find_files
from pipelines.ingest.handed import Handed
from pipelines.ingest.headers import NEAR
from pipelines.ingest.issues import FileReport, IngestReport, make_issue
from pipelines.ingest.networks import spellings
from pipelines.ingest.run import NETWORKS, Ingest, forget
from pipelines.ingest.statements import sql


def ingest_workspace(
    connection: duckdb.DuckDBPyConnection,
    raw_dir: Path,
    today: date,
    known: remembered.Remembering | None = None,
    handed: Handed | None = None,
    elsewhere: Elsewhere | None = None,
) -> IngestReport:
    """Read a raw folder into `raw`, `quality` and `meta.source_file`.

    Args:
        connection: database with `reference.commune_france`; other schemas are created if missing.
        raw_dir: folder of a workspace.
        today: reference day for dates too far in the future.
        known: the steps of a build, which remembers unchanged contracts.
        handed: contracts read before, when the deposit that the build publishes was examined.
        elsewhere: workers on other machines, which read the files; read here without them.

    Returns:
        Outcome of each file. `refused` is True if a file is unusable as a whole; the others are
        still loaded, so that every fault is reported at once.

    Raises:
        RowsLost: the lines of a file do not add up to rows kept, rows set aside and other lines.
    """
    connection.execute(sql("published"))
    report = IngestReport()
    raw_files = find_files(raw_dir)
    files = {
        name: [(path, str(path.relative_to(raw_dir))) for path in paths]
        for name, paths in raw_files.by_contract.items()
    }
    with ExitStack() as ends:
        apart = None
        if elsewhere:
            count = sum(map(len, files.values()))
            apart = ends.enter_context(reading(elsewhere, connection, today, count))
        run = _Reading(connection, today, known, handed or Handed(), apart)
        for name in contracts.names():
            rivals = [str(path.relative_to(raw_dir)) for path in raw_files.rivals.get(name, [])]
            report.files += run.contract(contracts.load(name), files.get(name, []), rivals)
            if name == NETWORKS:
                run.ask(files)
        run.close()
    report.files += [_ignored(path, raw_dir) for path in raw_files.ignored]
    return report


@dataclass
class _Reading:
    """One workspace read contract by contract; the workshop opens at the first actual reading."""

    connection: duckdb.DuckDBPyConnection
    today: date
    known: remembered.Remembering | None
    handed: Handed
    elsewhere: Reading | None
    complete: set[str] = field(default_factory=set)
    _run: Ingest | None = None

    def ask(self, files: Mapping[str, list[tuple[Path, str]]]) -> None:
        """Have workers read the files that changed, all together, once the networks are known.

        A contract that will be read only because another one changed is asked for at its turn.
        """
        if self.elsewhere is None:
            return
        networks = spellings(self.connection) if NETWORKS in self.complete else {}
        for name, of_contract in files.items():
            contract = contracts.load(name)
            if self.known is None or remembered.has_changed(
                contract, of_contract, self.today, self.known
            ):
                self.elsewhere.ask(contract, of_contract, networks)

    def contract(
        self, contract: Contract, files: list[tuple[Path, str]], rivals: list[str]
    ) -> list[FileReport]:
        """Reports of the files of a contract, read now or in an earlier build."""
        if self.known is None:
            reports = self._read(contract, files, rivals)
        else:
            ingredients = remembered.ingredients(
                contract, files, self.today, self.complete, self.known
            )
            values = self.known.step(
                remembered.step_of(contract),
                [f"raw.{contract.name}"],
                # A build that refuses a file is never remembered.
                ingredients or {"fichier": "refusé"},
                lambda: (
                    self.handed.take(self.connection, contract, ingredients, self.today)
                    or remembered.plain(self._read(contract, files, rivals))
                ),
            )
            reports = remembered.reports(values)
        if not rivals:
            self.complete.add(contract.name)
        return reports

    def _read(
        self, contract: Contract, files: list[tuple[Path, str]], rivals: list[str]
    ) -> list[FileReport]:
        forget(self.connection, contract)
        self.connection.execute(sql("empty_raw", contract=contract))
        if self._run is None:
            self._run = Ingest(self.connection, self.today, elsewhere=self.elsewhere)
        self._run.known = self.complete
        if rivals:
            reports = [_rivals(contract, rivals)]
        else:
            reports = self._run.load_contract(contract, files) if files else []
        self._run.record(contract, reports)
        return reports

    def close(self) -> None:
        """Drop the ingest's own tables."""
        if self._run:
            self._run.close()


def _rivals(contract: Contract, paths: list[str]) -> FileReport:
    places = ", ".join(f"« {path} »" for path in paths)
    issue = make_issue(contract, "two_sources", expected=places)
    return FileReport(paths[0], contract.name, issues=[issue], refused=True)


def _ignored(path: Path, raw_dir: Path) -> FileReport:
    name = str(path.relative_to(raw_dir))
    near = get_close_matches(path.stem.lower(), contracts.names(), n=1, cutoff=NEAR)
    contract = contracts.load(contracts.names()[0])
    issue = make_issue(contract, "ignored_file", value=name, nearest=near[0] if near else None)
    return FileReport(name, "", issues=[issue])
