"""A file that someone loads: staged, examined, compared, then published or discarded.

Nothing of a staged file is visible to a build. Its examination runs the whole ingest on a mirror of
the raw folder with the file in place, so that what is told before publishing is what happens after.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import duckdb
import pandas as pd

from pipelines import contracts
from pipelines.build.reference import SUCCESSION
from pipelines.desk import history
from pipelines.desk.history import Entry, State
from pipelines.ingest.files import HISTORY, find_files
from pipelines.ingest.issues import FileRefused, FileReport, IngestReport
from pipelines.ingest.limits import MAX_FILE_BYTES, MAX_STAGED_AGE_SECONDS
from pipelines.ingest.read.reader import UPLOAD_SUFFIXES
from pipelines.ingest.rules import key_groups
from pipelines.ingest.run import ingest_workspace
from pipelines.ingest.statements import sql

STAGING = "staging"
MAX_NAME = 100
WHO = re.compile(r"[^\x00-\x1f\x7f]{1,120}")
_NAME = re.compile(r"[^\W_](?:[\w .,'’()+-]*[\w)])?\.[A-Za-z]{3,4}")


class NotPublishable(Exception):
    """The file was refused, or is no longer staged; the message is French."""


@dataclass(frozen=True)
class Staged:
    """One upload waiting for a decision."""

    id: str
    raw: Path
    contract: str
    name: str
    who: str
    at: datetime
    sha256: str
    size: int
    target: str  # path of the file in the raw folder once published
    state: State  # files of the contract once published

    @property
    def folder(self) -> Path:
        """Where the upload waits."""
        return self.raw / HISTORY / STAGING / self.id

    @property
    def mirror(self) -> Path:
        """The raw folder as it will be, which a build can preview."""
        return self.folder / "raw"


@dataclass(frozen=True)
class Examination:
    """What publishing would do: remarks on the file, on the workspace, and rows that change.

    `changes` has one row a row of data: `change` (`added`, `changed`, `gone`), `key`, `columns`
    that differ, `before` and `after` as JSON.
    """

    file: FileReport
    workspace: IngestReport
    changes: pd.DataFrame

    def counts(self) -> dict[str, int]:
        """Rows added, changed and gone."""
        found = self.changes["change"].value_counts()
        return {kind: int(found.get(kind, 0)) for kind in ("added", "changed", "gone")}


def safe_name(name: str) -> str:
    """A plain file name with the ending of a table.

    Raises:
        FileRefused: a path, a hidden file, a control character, or an unknown ending.
    """
    if len(name) > MAX_NAME or ".." in name or not _NAME.fullmatch(name):
        raise FileRefused("unsafe_name", value=name)
    if Path(name).suffix.lower() not in UPLOAD_SUFFIXES:
        raise FileRefused("file_kind_unknown", value=Path(name).suffix)
    return name


def stage(
    raw: Path,
    contract: str,
    name: str,
    content: bytes,
    who: str,
    now: datetime,
    *,
    beside_others: bool = False,
) -> Staged:
    """Put an upload aside, out of sight of any build.

    Args:
        raw: raw folder of the workspace.
        contract: name of the contract that the file answers.
        name: file name as given by the sender.
        content: the file.
        who: role, pseudonym or e-mail of the person.
        now: moment of the upload.
        beside_others: keep the other files of this contract (one file a network); a file of the
            same name is replaced. Otherwise the upload takes the place of all of them.

    Raises:
        KeyError: no such contract.
        FileRefused: the name or the size is refused.
        ValueError: `who` is empty or holds control characters.
    """
    contracts.load(contract)
    name = safe_name(name)
    if not WHO.fullmatch(who.strip()):
        raise ValueError("who must be 1 to 120 printable characters")
    if len(content) > MAX_FILE_BYTES:
        raise FileRefused(
            "file_too_large",
            value=f"{len(content) // 1024**2} Mo",
            expected=f"{MAX_FILE_BYTES // 1024**2} Mo",
        )
    with history.locked(raw):
        _sweep(raw, now)
        upload_id = history.new_id(now)
        folder = raw / HISTORY / STAGING / upload_id
        folder.mkdir(parents=True)
        upload = folder / name
        upload.write_bytes(content)
        digest = history.store(raw, upload)
        before = history.current_state(raw, contract)
        target = f"{contract}/{name}" if beside_others else f"{contract}{upload.suffix.lower()}"
        state = _moved_into_folder(contract, before) if beside_others else {}
        state = {path: known for path, known in state.items() if path != target}
        state[target] = digest
        staged = Staged(
            upload_id, raw, contract, name, who.strip(), now, digest, len(content), target, state
        )
        _mirror(staged)
    return staged


def examine(staged: Staged, connection: duckdb.DuckDBPyConnection, today: date) -> Examination:
    """Read the workspace as it is and as it would be, and compare the contract's rows.

    Args:
        staged: the upload.
        connection: an empty DuckDB with the schema `reference`; it is left with the rows that
            publishing would give.
        today: day from which dates are too far ahead.
    """
    contract = contracts.load(staged.contract)
    ingest_workspace(connection, staged.raw, today)
    connection.execute(sql("remember_rows", contract=contract))
    workspace = ingest_workspace(connection, staged.mirror, today)
    file = next(one for one in workspace.files if one.file == staged.target)
    changes = connection.sql(sql("changes", contract=contract, key=key_groups(contract))).df()
    return Examination(replace(file, file=staged.name), workspace, changes)


def publish(staged: Staged, examination: Examination) -> Entry:
    """Make the upload part of the raw folder; a build then makes it visible.

    Raises:
        NotPublishable: the file is refused, or was published or discarded meanwhile.
    """
    if examination.file.refused:
        raise NotPublishable("Le fichier est refusé : corrigez-le et chargez-le de nouveau.")
    with history.locked(staged.raw):
        if not staged.folder.exists():
            raise NotPublishable("Ce dépôt n’attend plus : chargez le fichier de nouveau.")
        before = history.current_state(staged.raw, staged.contract)
        history.apply_state(staged.raw, staged.contract, staged.state)
        entry = Entry(
            id=staged.id,
            at=staged.at.isoformat(timespec="seconds"),
            who=staged.who,
            action="publish",
            contract=staged.contract,
            file=staged.target,
            sha256=staged.sha256,
            size=staged.size,
            rows_kept=examination.file.rows_kept,
            rows_rejected=examination.file.rows_rejected,
            before=before,
            after=staged.state,
        )
        history.append(staged.raw, entry)
        shutil.rmtree(staged.folder)
    return entry


def discard(staged: Staged) -> None:
    """Forget an upload; what is published does not move."""
    with history.locked(staged.raw):
        shutil.rmtree(staged.folder, ignore_errors=True)


def restore(raw: Path, entry_id: str, who: str, now: datetime) -> Entry:
    """Give a contract the files it had before a change.

    Raises:
        KeyError: no change has this id.
        NotPublishable: a purge has removed those files since.
    """
    with history.locked(raw):
        changed = {entry.id: entry for entry in history.entries(raw)}[entry_id]
        kept = [
            history.kept_file(raw, digest, Path(name).suffix).exists()
            for name, digest in changed.before.items()
        ]
        if changed.action == "purge" or not all(kept):
            raise NotPublishable("Cette version a été purgée : chargez le fichier de nouveau.")
        before = history.current_state(raw, changed.contract)
        history.apply_state(raw, changed.contract, changed.before)
        entry = replace(
            changed,
            id=history.new_id(now),
            at=now.isoformat(timespec="seconds"),
            who=who,
            action="restore",
            before=before,
            after=changed.before,
        )
        history.append(raw, entry)
    return entry


def indicator_changes(published: Path, preview: Path, threshold: float = 0.05) -> pd.DataFrame:
    """Indicators of the last month that move between two databases.

    Args:
        published: database that readers see.
        preview: database built from `Staged.mirror`.
        threshold: least relative change told; one that appears or disappears always is.

    Returns:
        `network_id`, `indicator_id`, `before`, `after`, `status_before`, `status_after`,
        `relative_change` (NULL when there is no number to compare), largest changes first.
    """
    with duckdb.connect() as connection:
        for schema, path in (("published", published), ("preview", preview)):
            place = str(path.resolve()).replace("'", "''")
            connection.execute(f"attach '{place}' as {schema} (read_only)")
        return connection.execute(sql("indicator_changes"), [threshold]).df()


def _moved_into_folder(contract: str, state: State) -> State:
    """A lone `adhesions.csv` becomes `adhesions/adhesions.csv` when others join it."""
    return {path if "/" in path else f"{contract}/{path}": digest for path, digest in state.items()}


def _mirror(staged: Staged) -> None:
    """The raw folder with the upload in place; unchanged files are linked, not copied."""
    staged.mirror.mkdir()
    shutil.copyfile(staged.raw / "workspace.toml", staged.mirror / "workspace.toml")
    found = find_files(staged.raw)
    for name, paths in found.by_contract.items():
        if name == staged.contract:
            continue
        for path in paths:
            target = staged.mirror / path.relative_to(staged.raw)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(path.resolve(), target)
    if (staged.raw / SUCCESSION).exists():
        target = staged.mirror / SUCCESSION
        target.parent.mkdir()
        os.link((staged.raw / SUCCESSION).resolve(), target)
    history.apply_state(staged.mirror, staged.contract, staged.state, source=staged.raw)


def _sweep(raw: Path, now: datetime) -> None:
    """Drop uploads that nobody decided on."""
    for folder in (raw / HISTORY / STAGING).glob("*"):
        if now.timestamp() - folder.stat().st_mtime > MAX_STAGED_AGE_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
