"""The ingest itself: read, type, check, keep or set aside, and account for every row."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from method.faults import reason
from pipelines import contracts
from pipelines.contracts import Contract
from pipelines.ingest import plain_text
from pipelines.ingest.cells import Context
from pipelines.ingest.checks import applicable_codes
from pipelines.ingest.columns import TypedFile, close_workshop, open_workshop, type_files
from pipelines.ingest.header_faults import header_faults
from pipelines.ingest.headers import HeaderMatch, match_headers
from pipelines.ingest.issues import (
    FileRefused,
    FileReport,
    Issue,
    make_issue,
)
from pipelines.ingest.messages import catalogue
from pipelines.ingest.networks import spellings
from pipelines.ingest.read.reader import read_table, refuse_special
from pipelines.ingest.read.tables import TextTable
from pipelines.ingest.reading_issues import bad_rows, issue_rows, lost_rows, unique
from pipelines.ingest.reference import StoredReference
from pipelines.ingest.reported import describe, outcome, worded
from pipelines.ingest.rules import apply_rules
from pipelines.ingest.statements import sql

if TYPE_CHECKING:
    from pipelines.ingest.elsewhere import Reading

SENTENCE_SCHEMA = pa.schema(
    [
        ("column", pa.string()),
        ("code", pa.string()),
        ("value", pa.string()),
        ("facts", pa.string()),
        ("severity", pa.string()),
        ("message", pa.string()),
    ]
)

# The contract that lists the networks.
NETWORKS = "reseaux"
# Rows of the files that are typed together, whose text is in memory.
ROWS_TOGETHER = 50_000
# Tables with rows for each contract.
RECORDED = ("quality.rejects", "quality.warnings", "quality.checks", "meta.source_file")


class RowsLost(AssertionError):
    """Some lines of a file are not accounted for, or rows vanished: a bug in this program."""


@dataclass
class _Read:
    """A file whose text waits to be typed."""

    number: int
    text: TextTable
    positions: dict[str, int]
    report: FileReport


@dataclass
class Loaded:
    """A file that was read: its typed table and its report."""

    report: FileReport
    file: TypedFile
    headers: list[str]
    header_line: int


@dataclass
class Ingest:
    """One ingest run on a connection.

    Attributes:
        known: contracts that keys are checked against.
        loaded: files read so far.
        count: number of the last file.
        elsewhere: workers that read files; without them they are read here.
    """

    connection: duckdb.DuckDBPyConnection
    today: date
    known: set[str] = field(default_factory=set)
    loaded: list[Loaded] = field(default_factory=list)
    count: int = 0
    elsewhere: Reading | None = None

    def __post_init__(self) -> None:
        self.context = Context(StoredReference(self.connection), self.today)
        open_workshop(self.connection)
        self.connection.register(
            "message_code",
            pa.Table.from_pylist(
                [{"code": code, "severity": m.severity} for code, m in catalogue().items()]
            ),
        )
        self.connection.execute("insert into ingest.code select code, severity from message_code")
        self.connection.unregister("message_code")

    def load_contract(self, contract: Contract, files: list[tuple[Path, str]]) -> list[FileReport]:
        """Read and check every file of a contract; kept rows go to `raw.<contract>`."""
        self.learn(spellings(self.connection) if NETWORKS in self.known else {})
        with _together(self.connection):
            self.connection.execute(sql("rows", contract=contract))
            if self.elsewhere:
                reports = self._take_over(contract, files, self.elsewhere)
            else:
                reports = self.load_files(contract, files)
            apply_rules(self.connection, contract, frozenset(self.known))
            self.connection.execute(sql("keep", contract=contract))
            for loaded in self._of(contract):
                self._finish(loaded)
            self._assert_nothing_lost(contract)
        return reports

    def learn(self, networks: Mapping[str, str]) -> None:
        """Know the networks by what people write for them."""
        self.context = replace(self.context, networks=networks)

    def _of(self, contract: Contract) -> list[Loaded]:
        return [loaded for loaded in self.loaded if loaded.file.contract is contract]

    def _take_over(
        self, contract: Contract, files: list[tuple[Path, str]], elsewhere: Reading
    ) -> list[FileReport]:
        reports = []
        for report, loaded in elsewhere.take(
            self.connection, contract, files, self.context.networks
        ):
            reports.append(report)
            if loaded:
                self._add(loaded)
        return reports

    def _add(self, loaded: Loaded) -> None:
        """Add the rows of a typed file to those of its contract."""
        file = loaded.file
        self.connection.execute(
            sql("add_rows", contract=file.contract, number=file.number, table=file.table)
        )
        self.loaded.append(loaded)

    def load_files(self, contract: Contract, files: list[tuple[Path, str]]) -> list[FileReport]:
        """Read and type files; their rows wait for the rules."""
        reports, waiting = [], list[_Read]()
        for path, name in files:
            report = FileReport(name, contract.name)
            reports.append(report)
            read = self._read_file(contract, path, report)
            if waiting and not (read and _fits(read, waiting)):
                self._type(contract, waiting)
                waiting = []
            waiting += [read] if read else []
        if waiting:
            self._type(contract, waiting)
        return reports

    def _read_file(self, contract: Contract, path: Path, report: FileReport) -> _Read | None:
        """The text of a file, None if it is refused; fills in its report."""
        try:
            report.size = refuse_special(path)
            with path.open("rb") as content:
                report.sha256 = hashlib.file_digest(content, "sha256").hexdigest()
            text = read_table(path, contract)
            match = match_headers(contract, text.headers)
            describe(report, text, match)
            faults = header_faults(contract, text, match)
            report.issues += faults
            report.refused = any(catalogue()[issue.code].fatal for issue in faults)
        except FileRefused as refusal:
            facts = {"value": None, **refusal.facts}
            report.issues.append(make_issue(contract, refusal.code, refusal.line, None, **facts))
            report.refused = True
        except OSError as error:
            report.issues.append(make_issue(contract, "file_out_of_reach", value=reason(error)))
            report.refused = True
        return None if report.refused else self._tidied(contract, text, match, report)

    def _tidied(
        self, contract: Contract, text: TextTable, match: HeaderMatch, report: FileReport
    ) -> _Read:
        self.count += 1
        number = self.count
        self.connection.execute("insert into ingest.file values (?, ?)", [number, report.file])
        text, tidied = plain_text.tidied(text, contract, match.positions)
        if tidied:
            self._insert("ingest.issue", [{"file_no": number, **issue} for issue in tidied])
        return _Read(number, text, match.positions, report)

    def _type(self, contract: Contract, read: list[_Read]) -> None:
        """Type files with the same headers, whose rows join those of the contract."""
        texts = {one.number: one.text for one in read}
        typed = type_files(self.connection, texts, contract, read[0].positions, self.context)
        for one, file in zip(read, typed, strict=True):
            text = one.text
            self._insert("ingest.issue", list(issue_rows(file.number, text)))
            self._insert("ingest.bad_row", bad_rows(file.number, text))
            self._record_lost_values(file, text)
            one.report.decimal = self._decimal(file)
            self._add(Loaded(one.report, file, text.headers, text.header_line))

    def _record_lost_values(self, file: TypedFile, text: TextTable) -> None:
        lost = lost_rows(file.number, text)
        schema = self._schema("ingest.issue")
        for name in sorted({row["column"] for row in lost}):
            rows = [row for row in lost if row["column"] == name]
            self.connection.register("lost_cell", pa.Table.from_pylist(rows, schema))
            names = {"table": file.table, "number": file.number, "column": name}
            into = file.contract.field(name).siren_into
            into = None if into in file.positions else into
            self.connection.execute(sql("lost_values", into=into, **names))
            self.connection.unregister("lost_cell")

    def _schema(self, table: str) -> pa.Schema:
        return self.connection.sql(f"from {table} limit 0").to_arrow_table().schema

    def _insert(self, table: str, rows: list[dict[str, Any]]) -> None:
        if not rows:
            return
        self.connection.register("incoming_rows", pa.Table.from_pylist(rows, self._schema(table)))
        self.connection.execute(f"insert into {table} from incoming_rows")
        self.connection.unregister("incoming_rows")

    def _decimal(self, file: TypedFile) -> str | None:
        texts = [
            f"text_{position}"
            for name, position in file.positions.items()
            if file.contract.field(name).type == "number"
        ]
        if not texts:
            return None
        (used,) = self.connection.execute(
            sql("decimal_marks", table=file.table, texts=texts)
        ).fetchall()
        marks = [mark for mark, is_used in zip((",", "."), used, strict=True) if is_used]
        return " et ".join(marks) or None

    def _finish(self, loaded: Loaded) -> None:
        """Count the rows of a file and word its issues."""
        file, report = loaded.file, loaded.report
        names = {"number": file.number, "table": file.table, "contract": file.contract}
        counts = self.connection.execute(
            sql("row_counts", header_line=loaded.header_line, **names)
        ).fetchone() or (0, 0)
        report.rows_read, report.rows_rejected = counts
        report.rows_kept = report.rows_read - report.rows_rejected
        if report.tally is None or report.rows_read != report.tally.rows:
            raise RowsLost(f"{report.file}: {report.rows_read} rows of {report.tally}")
        rows = self.connection.execute(sql("issues_of_file", **names)).fetchall()
        issues: dict[tuple[Any, ...], Issue] = {}
        for row in rows:
            issue = worded(file.contract, row)
            issues.setdefault(row[1:], issue)
            report.issues.append(issue)
        if issues:
            self._publish(loaded, issues, names)

    def _publish(
        self, loaded: Loaded, issues: dict[tuple[Any, ...], Issue], names: dict[str, Any]
    ) -> None:
        sentences = [
            dict(zip(SENTENCE_SCHEMA.names, (*key, issue.message), strict=True))
            for key, issue in issues.items()
        ]
        self.connection.register("sentence", pa.Table.from_pylist(sentences, SENTENCE_SCHEMA))
        labels = unique(loaded.headers)
        pairs = ", ".join(f"?, text_{i}" for i in range(len(labels)))
        self.connection.execute(sql("rejects_of_file", pairs=pairs, **names), labels)
        self.connection.execute(sql("warnings_of_file", **names))
        self.connection.unregister("sentence")

    def _assert_nothing_lost(self, contract: Contract) -> None:
        count = self.connection.execute(sql("count_kept", contract=contract)).fetchone()
        expected = sum(loaded.report.rows_kept for loaded in self._of(contract))
        if count is None or count[0] != expected:
            raise RowsLost(f"{contract.name}: {count} kept, {expected} expected")

    def record(self, contract: Contract, reports: list[FileReport]) -> None:
        """Fill `meta.source_file` and `quality.checks`."""
        columns = self._schema("meta.source_file").names
        self._insert(
            "meta.source_file",
            [dict(zip(columns, outcome(contract, one), strict=True)) for one in reports],
        )
        flagged_lines: dict[str, set[tuple[str, int]]] = {}
        severities: dict[str, set[str]] = {}
        for report in reports:
            for issue in report.issues:
                flagged_lines.setdefault(issue.code, set()).add((report.file, issue.line))
                severities.setdefault(issue.code, set()).add(issue.severity)
        rows = [
            {
                "contract": contract.name,
                "code": code,
                "severity": min(severities.get(code, {catalogue()[code].severity})),
                "title": catalogue()[code].title,
                "rows_checked": sum(report.rows_read for report in reports),
                "rows_flagged": len(flagged_lines.get(code, ())),
            }
            for code in sorted({*applicable_codes(contract), *flagged_lines})
        ]
        self._insert("quality.checks", rows)

    def close(self) -> None:
        """Drop the ingest's own tables."""
        close_workshop(self.connection)


def check_file(
    path: Path,
    contract: str,
    connection: duckdb.DuckDBPyConnection,
    today: date | None = None,
) -> FileReport:
    """Check a single file; only `raw.<contract>` is left in the connection.

    Keys into other contracts are checked against the `raw` tables that the connection has.
    """
    spec = contracts.load(contract)
    existing = {
        name
        for (name,) in connection.execute(
            "select table_name from information_schema.tables where table_schema = 'raw'"
        ).fetchall()
    }
    connection.execute(sql("published"))
    forget(connection, spec)
    run = Ingest(connection, today or date.today(), known=existing - {contract})
    report = run.load_contract(spec, [(path, path.name)])[0]
    run.close()
    return report


def _fits(read: _Read, waiting: list[_Read]) -> bool:
    """Whether a file may be typed with those that wait."""
    rows = sum(one.text.table.num_rows for one in (*waiting, read))
    return read.text.headers == waiting[0].text.headers and rows <= ROWS_TOGETHER


def forget(connection: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    """Delete what an earlier reading of a contract recorded."""
    for table in RECORDED:
        connection.execute(f"delete from {table} where contract = ?", [contract.name])  # noqa: S608


@contextmanager
def _together(connection: duckdb.DuckDBPyConnection) -> Generator[None]:
    """Run statements as one: each would wait for the disk."""
    connection.execute("begin")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")
