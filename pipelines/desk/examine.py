"""Preview of a publication: which rows are added, changed and removed, and for which networks.

The whole ingest runs on a mirror of the raw folder with the change applied, so that the preview is
exactly what publishing will do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from method.errors import ReaderError
from pipelines import contracts
from pipelines.build.memory import Memory, content_of
from pipelines.contracts import Contract
from pipelines.desk import attribution, history, plan
from pipelines.desk.deposit import Staged, close
from pipelines.desk.portions import (
    NOBODY,
    Row,
    not_among,
    portion_path,
    read_rows,
    same_keys,
)
from pipelines.desk.statements import sql
from pipelines.ingest import handed
from pipelines.ingest.folder import ingest_workspace
from pipelines.ingest.issues import FileReport, IngestReport, make_issue
from pipelines.ingest.remembered import REFERENCE, step_of
from pipelines.ingest.rules import key_groups
from pipelines.ingest.run import check_file

# A network that loses more than this share of its rows needs a confirmation.
MOST_GONE = 0.1
EVERYBODY = "*"
KINDS = ("added", "changed", "gone", "kept")


class NotPublishable(ReaderError):
    """The file was refused, or is no longer staged; the message is in French."""


@dataclass(frozen=True)
class Loss:
    """Rows that would be lost, perhaps unexpectedly."""

    network: str
    contract: str
    gone: int
    before: int
    is_named: bool  # the file names this network


@dataclass(frozen=True)
class Examination:
    """Effect of a change.

    `changes` has one row per data row: `contract`, `network`, `change` (`added`, `changed`,
    `gone`), `key`, `columns` that differ, `before` and `after` as JSON. `counts` has one row per
    contract and network with any rows: `before`, `added`, `changed`, `gone`, `kept`. `networks`
    are those named by the file; `base` is the state it was compared with.
    """

    file: FileReport
    workspace: IngestReport
    changes: pd.DataFrame
    counts: pd.DataFrame
    networks: tuple[str, ...]
    base: str
    contract: str = ""
    mode: str = ""
    rows_by_network: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    known_networks: int = 0

    def by_network(self, contract: str | None = None) -> dict[str, dict[str, int]]:
        """Counts of `added`, `changed`, `gone` and `kept` rows by affected network id."""
        rows = self.counts[self.counts["contract"] == (contract or self.contract)]
        has_moved = rows[["added", "changed", "gone"]].sum(axis=1) > 0
        affected = rows[has_moved | rows["network"].isin(self.networks)]
        return {
            row["network"]: {kind: int(row[kind]) for kind in KINDS}
            for row in affected.to_dict("records")
        }

    def total(self) -> dict[str, int]:
        """Counts of rows added, changed, gone and kept in the contracts that change."""
        return {kind: int(self.counts[kind].sum()) for kind in KINDS}

    def losses(self) -> list[Loss]:
        """Losses that need a confirmation, first for networks that the file does not name."""
        losses = [
            Loss(
                row["network"], row["contract"], int(row["gone"]), int(row["before"]),
                self._is_expected(row),
            )
            for row in self.counts.to_dict("records")
            if row["gone"] > (MOST_GONE * row["before"] if self._is_expected(row) else 0)
        ]  # fmt: skip
        return sorted(losses, key=lambda loss: (loss.is_named, loss.network, loss.contract))

    def _is_expected(self, row: Mapping) -> bool:
        return row["contract"] == self.contract and (
            row["network"] in self.networks or not contracts.load(self.contract).tells_network
        )

    @property
    def needs_confirmation(self) -> bool:
        """Whether some losses must be confirmed."""
        return bool(self.losses())

    def is_same_as(self, other: Examination) -> bool:
        """Whether two examinations of a change would read the same to a person."""
        return self.by_network() == other.by_network() and self.losses() == other.losses()


@dataclass
class _Reading:
    """The current workspace, the upload, and the rows of both."""

    connection: duckdb.DuckDBPyConnection
    known: Memory
    staged: Staged
    contract: Contract
    today: date
    # Contracts whose rows or networks the upload may change, once it was read with the others.
    concerned: list[str] = field(default_factory=list)

    def current(self) -> IngestReport:
        """Ingest the raw folder and keep its rows under `before`."""
        report = ingest_workspace(self.connection, self.staged.raw, self.today, self.known)
        attribution.attribute(self.connection, "before")
        return report

    def future(self) -> IngestReport:
        """Ingest the mirror, where the other contracts are unchanged."""
        # The rows of the upload have replaced those of its contract.
        memory = self.known.again(but=step_of(self.contract))
        report = ingest_workspace(self.connection, self.staged.mirror, self.today, memory)
        self._hand(memory)
        now, before = memory.contents, self.known.contents
        raw = {name: step_of(contracts.load(name)) for name in contracts.names()}
        self.concerned = attribution.concerned(
            {name for name, table in raw.items() if now[table] != before[table]}
        )
        return report

    def _hand(self, memory: Memory) -> None:
        """Keep for the build the contracts that it would have to read again."""
        readings = {}
        for name in contracts.names():
            step = step_of(contracts.load(name))
            reading, former = memory.steps[step], self.known.told(step)
            if former is None or former[0] != reading.ingredients:
                readings[name] = (reading.ingredients, reading.told)
        handed.save(self.connection, readings, self.staged.folder / handed.NAME)

    def upload(self) -> FileReport:
        """Check the file against the others; its rows are under `upload`."""
        name = self.contract.name
        report = check_file(self.staged.file, name, self.connection, self.today)
        self._forgive_known(report)
        through = "upload" if self.contract.name == "reseaux" else "before"
        attribution.attribute(self.connection, "upload", [name], through)
        return report

    def _forgive_known(self, report: FileReport) -> None:
        """Accept references to rows of the same contract that were received in another file."""
        for key in self.contract.foreign_keys:
            if key.reference.resource != self.contract.name or self.staged.mode == "all":
                continue
            column = key.reference.fields
            rows = self.connection.execute(
                f'select cast("{column}" as varchar) from before."{self.contract.name}"'  # noqa: S608
            ).fetchall()
            values = {value for (value,) in rows}
            lines_before = {issue.line for issue in report.issues if issue.severity == "error"}
            report.issues = [
                issue
                for issue in report.issues
                if issue.code != key.code or (issue.value or "").strip() not in values
            ]
            forgiven = lines_before - {i.line for i in report.issues if i.severity == "error"}
            report.rows_kept += len(forgiven)
            report.rows_rejected -= len(forgiven)

    def received(self, report: IngestReport) -> dict[str, list[Row]]:
        """Rows of the current files of the contract, by path."""
        own = [file for file in report.files if file.contract == self.contract.name]
        unusable = [file.file for file in own if file.refused]
        if unusable and self.staged.mode != "all":
            raise NotPublishable(
                f"{unusable[0]}, déjà reçu, est illisible : choisissez « tout remplacer »."
            )
        raw = self.staged.raw
        return {
            file.file: read_rows(self.connection, "before", file, raw / file.file)
            for file in own
            if not file.refused
        }


def examine(staged: Staged, connection: duckdb.DuckDBPyConnection, today: date) -> Examination:
    """Read the workspace as it is and as it would be, and compare every row.

    Args:
        staged: the upload; its mirror is created.
        connection: a DuckDB with the schema `reference`, and possibly the memory of a build; it is
            left with the rows that publishing would give.
        today: reference day for dates too far in the future.

    Raises:
        NotPublishable: an earlier file cannot be read, so its rows cannot be kept.
    """
    contract = contracts.load(staged.contract)
    base = history.fingerprint(history.visible_state(staged.raw))
    reading = _Reading(connection, _known(connection), staged, contract, today)
    workspace = reading.current()
    file = replace(reading.upload(), file=staged.name)
    if file.refused:
        close(staged)  # nothing is to be decided
        empty = compare(connection, None, ())
        return Examination(file, workspace, *empty, (), base, staged.contract, staged.mode)
    is_one_part = staged.mode == "add" or (staged.mode == "networks" and contract.tells_network)
    if not file.rows_read and is_one_part:
        raise NotPublishable(
            f"{file.file} n’a aucune ligne sous ses en-têtes : rien ne changerait."
        )
    rows = read_rows(connection, "upload", replace(file, file=staged.file.name), staged.file)
    files, networks = _plan(reading, workspace, file, rows)
    plan.lay(staged, files)
    after = reading.future()
    compared = [n for n in contracts.names() if n in {*reading.concerned, staged.contract}]
    attribution.attribute(connection, "after", attribution.with_sources(compared))
    changes, counts = compare(connection, staged.contract, compared)
    kept_rows = pd.Series([row.network for row in rows if row.is_kept], dtype=object).value_counts()
    names = network_names(connection)
    return Examination(
        file, after, changes, counts, networks, base, staged.contract, staged.mode,
        {str(network): int(count) for network, count in kept_rows.items()}, names, len(names),
    )  # fmt: skip


def examine_state(
    raw: Path, into: Path, connection: duckdb.DuckDBPyConnection, today: date
) -> Examination:
    """Effect of replacing the raw folder with another.

    Args:
        raw: raw folder of the workspace.
        into: its mirror, with a past state in place.
        connection: as for `examine`.
        today: reference day for dates too far in the future.
    """
    base = history.fingerprint(history.visible_state(raw))
    memory = _known(connection)
    ingest_workspace(connection, raw, today, memory)
    attribution.attribute(connection, "before")
    workspace = ingest_workspace(connection, into, today, memory.again())
    attribution.attribute(connection, "after")
    changes, counts = compare(connection, None)
    concerned = tuple(sorted(set(counts["network"]) - {EVERYBODY}))
    names = network_names(connection)
    return Examination(
        FileReport("", ""), workspace, changes, counts, concerned, base,
        names=names, known_networks=len(names),
    )  # fmt: skip


def compare(
    connection: duckdb.DuckDBPyConnection,
    contract: str | None,
    names: Sequence[str] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows that differ between `before` and `after`, and their counts by contract and network.

    Args:
        connection: database with both schemas.
        contract: contract whose networks are counted even if nothing changes.
        names: contracts to compare, those of `after`; all by default.
    """
    changes, counts = [], []
    for name in contracts.names() if names is None else names:
        spec = contracts.load(name)
        ((is_same,),) = connection.execute(sql("same_rows", contract=spec)).fetchall()
        if is_same and name != contract:
            continue
        differences = connection.execute(sql("changes", contract=spec, key=key_groups(spec))).df()
        changes.append(differences.assign(contract=name))
        connection.register("found_changes", differences)
        counts.append(connection.execute(sql("change_counts", contract=spec)).df())
        connection.unregister("found_changes")
    columns = ["contract", "network", "change", "key", "columns", "before", "after"]
    totals = ["contract", "network", "before", *KINDS]
    return (
        pd.concat(changes, ignore_index=True)[columns]
        if changes
        else pd.DataFrame(columns=columns),
        pd.concat(counts, ignore_index=True)[totals] if counts else pd.DataFrame(columns=totals),
    )


def _known(connection: duckdb.DuckDBPyConnection) -> Memory:
    """Memory of the last build, if the database is a copy of it."""
    memory = Memory.of(connection)
    memory.contents |= {table: content_of(table, connection) for table in REFERENCE}
    return memory


def network_names(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Names of the networks, including those that are removed."""
    return dict(
        connection.execute(
            "select id_reseau, nom from before.reseaux union "
            "select id_reseau, nom from raw.reseaux order by all"
        ).fetchall()
    )


def _plan(
    reading: _Reading, workspace: IngestReport, file: FileReport, rows: list[Row]
) -> tuple[dict[str, bytes | None], tuple[str, ...]]:
    """Files of the contract once published (None if unchanged), and the networks named."""
    staged, contract = reading.staged, reading.contract
    if staged.mode == "source":
        own = portion_path(contract, Path(staged.name).stem)
        unchanged = dict.fromkeys(plan.files_of(contract, staged.raw))
        return {**unchanged, own: staged.file.read_bytes()}, ()
    received = {} if staged.mode == "all" else reading.received(workspace)
    if staged.mode == "add":
        old = [row for rows_of in received.values() for row in rows_of]
        _tell_same_keys(contract, file, rows, old)
        rows = not_among(rows, old)
    if not contract.tells_network:
        return plan.whole(staged, contract, received, rows), ()
    networks = tuple(sorted({row.network for row in rows} - {NOBODY}))
    if rows and not networks and staged.mode == "networks":
        raise NotPublishable(_nobody_named(file, rows))
    return plan.by_network(staged, contract, received, rows, networks), networks


def _nobody_named(file: FileReport, rows: list[Row]) -> str:
    if any(row.is_kept for row in rows):
        return (
            f"{file.file} : aucune ligne ne nomme un réseau connu. Corrigez les identifiants, ou "
            "choisissez « tout remplacer »."
        )
    # « Tout remplacer » would leave no row at all.
    lines = "\n".join(file.issue_lines())
    return f"{lines}\n{file.file} : aucune ligne ne nomme un réseau connu, rien n’a changé."


def _tell_same_keys(contract: Contract, file: FileReport, rows: list[Row], old: list[Row]) -> None:
    """Report added rows whose key is already taken: the ingest will set them aside."""
    fresh = not_among(rows, old)
    for line, other in same_keys(contract, fresh, old).items():
        facts = {
            "at": other,
            "other": "ce qui est déjà reçu",
            "expected": ", ".join(contract.primary_key),
        }
        column = contract.primary_key[0]
        file.issues.append(make_issue(contract, "duplicate_key", line, column, "", **facts))
        file.rows_kept -= 1
        file.rows_rejected += 1
