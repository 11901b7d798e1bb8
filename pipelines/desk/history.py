"""`_history/`: every file that was ever accepted, by its SHA-256, and who published it when.

Contents are kept under `files/<sha256><suffix>`, once each; `log.jsonl` has one line a change, with
the state of the contract's files before and after, so that any state can be had again.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from pipelines import contracts
from pipelines.ingest.files import HISTORY, find_files

Action = Literal["publish", "restore", "purge"]
# Path under the raw folder → SHA-256 of its content.
State = dict[str, str]


@dataclass(frozen=True)
class Entry:
    """One change of what a workspace has received."""

    id: str
    at: str
    who: str
    action: Action
    contract: str
    file: str
    sha256: str
    size: int
    rows_kept: int
    rows_rejected: int
    before: State = field(default_factory=dict)
    after: State = field(default_factory=dict)


@contextmanager
def locked(raw: Path) -> Generator[None]:
    """One change of a workspace at a time."""
    folder = raw / HISTORY
    folder.mkdir(exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def entries(raw: Path) -> list[Entry]:
    """The changes of a workspace, oldest first."""
    log = raw / HISTORY / "log.jsonl"
    if not log.exists():
        return []
    return [Entry(**json.loads(line)) for line in log.read_text(encoding="utf-8").splitlines()]


def append(raw: Path, entry: Entry) -> None:
    """Add a line to the log."""
    with (raw / HISTORY / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
        log.flush()
        os.fsync(log.fileno())


def new_id(now: datetime) -> str:
    """Sortable and unguessable id."""
    return f"{now:%Y%m%d%H%M%S}-{secrets.token_hex(4)}"


def current_state(raw: Path, contract: str) -> State:
    """Files that now answer a contract; their contents enter the store if they were not there."""
    return {
        str(path.relative_to(raw)): store(raw, path)
        for path in find_files(raw).by_contract.get(contract, [])
    }


def store(raw: Path, path: Path) -> str:
    """Keep the content of a file; returns its SHA-256."""
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    kept = kept_file(raw, digest, path.suffix)
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_name(f"{kept.name}.{secrets.token_hex(4)}.part")
        shutil.copyfile(path, part)
        part.replace(kept)
    return digest


def forget(raw: Path, contract: str) -> int:
    """Remove every kept version of a contract's files that is not a file of today's.

    Uploads that wait go as well, since any of them may be a version. The log stays.

    Returns:
        Number of versions removed.
    """
    shutil.rmtree(raw / HISTORY / "staging", ignore_errors=True)
    used = {digest for name in contracts.names() for digest in current_state(raw, name).values()}
    own = [entry for entry in entries(raw) if entry.contract == contract]
    known = {
        digest
        for entry in own
        for state in (entry.before, entry.after)
        for digest in state.values()
    }
    known |= {entry.sha256 for entry in own}
    gone = [
        path
        for path in (raw / HISTORY / "files").glob("*")
        if path.name.split(".")[0] in known - used
    ]
    for path in gone:
        path.unlink()
    return len(gone)


def kept_file(raw: Path, sha256: str, suffix: str) -> Path:
    """Where a content is kept."""
    return raw / HISTORY / "files" / f"{sha256}{suffix.lower()}"


def apply_state(raw: Path, contract: str, state: State, source: Path | None = None) -> None:
    """Make the files that answer a contract those of a state, no more and no fewer.

    Args:
        raw: folder whose files change.
        contract: whose files.
        state: what is wanted.
        source: raw folder whose history holds the contents, when it is another one.
    """
    gone = [
        path
        for path in find_files(raw).by_contract.get(contract, [])
        if str(path.relative_to(raw)) not in state
    ]
    for name, digest in state.items():
        target = raw / name
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
        shutil.copyfile(kept_file(source or raw, digest, target.suffix), part)
        part.replace(target)
    for path in gone:
        path.unlink()
        if path.parent != raw and not any(path.parent.iterdir()):
            path.parent.rmdir()
