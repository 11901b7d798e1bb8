"""`purge`: remove people who left long ago from the files, their history and old builds.

A person is one pseudonym in one network: their rows stay while one of their contracts is running or
ended after the given day. That day is written in `workspace.toml`, so that earlier months have
status `no_data` rather than an incomplete team.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from method.errors import ReaderError
from pipelines import contracts
from pipelines.build import publish
from pipelines.build.room import enough_room
from pipelines.build.workspace import load_workspace
from pipelines.desk import deposit, history
from pipelines.desk.history import Entry
from pipelines.desk.statements import sql
from pipelines.desk.switch import Switch, recover, remember_purge, switch
from pipelines.ingest import ingest_workspace
from pipelines.ingest.issues import FileReport

CONTRACTS = ("equipes", "gouvernance")
WHO = "commande purge"
Builder = Callable[[Path, Path], object]


class NotPurged(ReaderError):
    """Nothing was changed; the message is in French and says what to do."""


@dataclass(frozen=True)
class Purged:
    """Counts removed by a purge: lines about people, stored file versions, published builds."""

    lines: int
    versions: int
    builds: int = 0


@enough_room()
def purge(
    raw: Path,
    curated: Path,
    until: date,
    now: datetime,
    connection: duckdb.DuckDBPyConnection,
    build: Builder,
) -> Purged:
    """Remove everyone who had left by the end of a day from the files, the history and the builds.

    A file that loses lines becomes CSV and keeps only the columns of its contract. Its former
    versions, the pending uploads and the older builds are deleted, since they contain the same
    lines. So is every stored content that neither the current files nor the log need.

    Args:
        raw: raw folder of the workspace.
        curated: published folder of the workspace.
        until: people whose last day is on or before this one are removed.
        now: time of the purge.
        connection: an empty DuckDB with the schema `reference`.
        build: builds a raw folder into a published one.

    Raises:
        WorkspaceError: the folder is not a workspace.
        NotPurged: a file about people has lines set aside, whose dates cannot be read.
        BuildRefused: the files without these people cannot be built; nothing was changed.
    """
    workspace = load_workspace(raw)
    with history.locked(raw):
        recover(raw)
        stored = _kept(raw)
        report = ingest_workspace(connection, raw, now.date())
        _check([file for file in report.files if file.contract in CONTRACTS])
        connection.execute(
            f"create or replace temp table people_gone as {sql('people_gone')}", [until, until]
        )
        removals = connection.execute(
            "select contract, source_file, count(*) from people_gone group by all order by all"
        ).fetchall()
        builds = len(publish.builds(curated))
        if removals:
            since = max(until, workspace.people_since or until)
            _switch(raw, curated, removals, since, now, connection, build)
            builds = builds + 1 - len(publish.builds(curated))
        history.forget(raw, CONTRACTS, until.isoformat())
    return Purged(
        sum(lines for _, _, lines in removals), len(stored - _kept(raw)), builds if removals else 0
    )


def _switch(
    raw: Path,
    curated: Path,
    removals: list[tuple[str, str, int]],
    since: date,
    now: datetime,
    connection: duckdb.DuckDBPyConnection,
    build: Builder,
) -> None:
    """Make files and figures without these people current, and delete what contains them."""
    history.record_found(raw)
    entry_id = history.new_id(now)
    work = history.folder(raw) / deposit.STAGING / entry_id
    mirror, built = work / deposit.MIRROR, work / deposit.BUILT
    try:
        rows = _mirror(raw, mirror, removals, connection)
        remember_purge(mirror, since.isoformat())
        build(mirror, built)
        affected = tuple(sorted({contract for contract, _, _ in removals}))
        entry = Entry(
            id=entry_id,
            at=now.isoformat(timespec="seconds"),
            who=WHO,
            action="purge",
            contract=affected[0] if len(affected) == 1 else "",
            rows_kept=rows,
            before=history.fingerprint(history.visible_state(raw)),
            after=history.keep_state(raw, mirror),
            build=publish.current_build(built) or "",
        )
        place = str(curated.resolve())
        change = Switch(entry, place, is_new=True, since=since.isoformat(), forgets=affected)
        switch(raw, change, built, mirror)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _kept(raw: Path) -> set[Path]:
    return set((history.folder(raw) / "files").glob("*"))


def _check(files: list[FileReport]) -> None:
    faulty = [file for file in files if file.refused or file.rows_rejected]
    if faulty:
        first = faulty[0]
        raise NotPurged(
            f"{first.file} : des lignes sont écartées, et leurs dates ne se lisent pas. "
            "Corrigez-les ou retirez-les, puis relancez la purge. Rien n’a été modifié."
        )


def _mirror(
    raw: Path,
    mirror: Path,
    removals: list[tuple[str, str, int]],
    connection: duckdb.DuckDBPyConnection,
) -> int:
    """Write the files without these people; return how many lines remain in changed files."""
    changed = {file for _, file, _ in removals}
    state = history.visible_state(raw)
    deposit.mirror(raw, mirror, {path: raw / path for path in state if path not in changed})
    remaining = 0
    for name, file, _ in removals:
        query = sql("lines_of_people", contract=contracts.load(name))
        rows = connection.execute(query, [file]).df()
        target = (mirror / file).with_suffix(".csv")
        if len(rows):
            target.parent.mkdir(parents=True, exist_ok=True)
            rows.to_csv(target, sep=";", index=False, date_format="%Y-%m-%d", lineterminator="\n")
        remaining += len(rows)
    return remaining
