"""`purge`: people who left long ago are taken out of the files, of their history, of old builds.

A person is one pseudonym of one network: nothing of them goes while one of their contracts runs or
ended since. The day is written in `workspace.toml`, so that months before it say `no_data` rather
than a team that lacks those who had left.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from pipelines import contracts
from pipelines.build.workspace import load_workspace
from pipelines.contracts import Contract
from pipelines.desk import history
from pipelines.desk.history import Entry
from pipelines.ingest import ingest_workspace
from pipelines.ingest.issues import FileReport
from pipelines.ingest.statements import sql

CONTRACTS = ("equipes", "gouvernance")
WHO = "commande purge"
_SINCE = re.compile(r"^people_since\s*=.*$", re.MULTILINE)


class NotPurged(Exception):
    """Nothing was changed; the message is French and says what to do."""


@dataclass(frozen=True)
class Purged:
    """What a purge took out: lines of people, and kept versions of their files."""

    lines: int
    versions: int


def purge(raw: Path, until: date, now: datetime, connection: duckdb.DuckDBPyConnection) -> Purged:
    """Take out of the raw folder whoever had left by the end of a day; a build must follow.

    A file that loses lines becomes CSV and keeps the columns of its contract alone. Its earlier
    versions and the uploads that wait are removed: they hold the same lines.

    Args:
        raw: raw folder of the workspace.
        until: people whose last day is this one or earlier are taken out.
        now: moment of the purge.
        connection: an empty DuckDB with the schema `reference`.

    Raises:
        WorkspaceError: the folder is no workspace.
        NotPurged: a file about people has lines set aside, of which no date can be read.
    """
    workspace = load_workspace(raw)
    with history.locked(raw):
        report = ingest_workspace(connection, raw, now.date())
        files = [file for file in report.files if file.contract in CONTRACTS]
        _check(files)
        connection.execute(f"create temp table people_gone as {sql('people_gone')}", [until, until])
        gone = connection.execute(
            "select contract, source_file, count(*) from people_gone group by all order by all"
        ).fetchall()
        versions = 0
        for name in CONTRACTS:
            touched = [file for contract, file, _ in gone if contract == name]
            if touched:
                contract = contracts.load(name)
                kept = {file: _rewrite(raw, contract, file, connection) for file in touched}
                versions += history.forget(raw, name)
                for file, rows in kept.items():
                    history.append(raw, _entry(raw, name, file, rows, now))
        if gone:
            latest = max(until, workspace.people_since or until)
            _remember(raw / "workspace.toml", latest)
    return Purged(sum(lines for _, _, lines in gone), versions)


def _check(files: list[FileReport]) -> None:
    faulty = [file for file in files if file.refused or file.rows_rejected]
    if faulty:
        first = faulty[0]
        raise NotPurged(
            f"{first.file} : des lignes sont écartées, et leurs dates ne se lisent pas. "
            "Corrigez-les ou retirez-les, puis relancez la purge. Rien n’a été modifié."
        )


def _rewrite(
    raw: Path, contract: Contract, file: str, connection: duckdb.DuckDBPyConnection
) -> int:
    """Write the lines that stay in place of the file, and tell how many; none leaves no file."""
    rows = connection.execute(sql("lines_of_people", contract=contract), [file]).df()
    old, new = raw / file, _as_csv(raw, file)
    part = new.with_name(f".{new.name}.part")
    if len(rows):
        rows.to_csv(part, sep=";", index=False, date_format="%Y-%m-%d", lineterminator="\n")
    old.unlink()
    if len(rows):
        part.replace(new)
    return len(rows)


def _as_csv(raw: Path, file: str) -> Path:
    return (raw / file).with_suffix(".csv")


def _entry(raw: Path, contract: str, file: str, rows: int, now: datetime) -> Entry:
    after = history.current_state(raw, contract)
    new = _as_csv(raw, file)
    return Entry(
        id=history.new_id(now),
        at=now.isoformat(timespec="seconds"),
        who=WHO,
        action="purge",
        contract=contract,
        file=str(new.relative_to(raw)),
        sha256=after.get(str(new.relative_to(raw)), ""),
        size=new.stat().st_size if rows else 0,
        rows_kept=rows,
        rows_rejected=0,
        after=after,
    )


def _remember(file: Path, since: date) -> None:
    text = file.read_text(encoding="utf-8")
    line = f"people_since = {since.isoformat()}"
    text = _SINCE.sub(line, text) if _SINCE.search(text) else f"{text.rstrip()}\n{line}\n"
    part = file.with_name(f".{file.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)
