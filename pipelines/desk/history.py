"""`_history/`: every past state of a workspace, who made it and when.

`files/<sha256><suffix>` stores each content once, `states/<sha256>.json` maps paths to contents,
and `log.jsonl` has one line per change. A state is never altered, so that any of them can be
restored to the byte; only a purge removes contents.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from method.durable import settle_file
from pipelines.ingest.files import HISTORY, contract_of, find_files

Action = Literal[
    "initial", "found", "deposit", "source", "undo", "restore", "rollback", "purge", "reminder"
]
# Changes that bring back an earlier state instead of making a new one.
WAYS_BACK = frozenset({"undo", "restore", "rollback"})
# Lines of the log that change no file.
NOTES = frozenset({"reminder"})
FOLDER = "dossier"
# Path under the raw folder → SHA-256 of its content, for every data file.
State = dict[str, str]


@dataclass(frozen=True)
class Entry:
    """One line of the log. `before` and `after` are fingerprints of states, `""` when unknown."""

    id: str
    at: str
    who: str
    action: Action
    contract: str = ""
    file: str = ""  # as sent
    sha256: str = ""
    size: int = 0
    mode: str = ""
    networks: tuple[str, ...] = ()
    rows_kept: int = 0
    rows_rejected: int = 0
    said: str = ""  # the sentence shown before publishing
    target: str = ""  # the change undone, or the state restored
    before: str = ""
    after: str = ""
    build: str = ""


def folder(raw: Path) -> Path:
    """History folder of a raw folder."""
    return raw / HISTORY


@contextmanager
def locked(raw: Path) -> Generator[None]:
    """Lock a workspace: one change at a time."""
    folder(raw).mkdir(exist_ok=True)
    with (folder(raw) / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def entries(raw: Path) -> list[Entry]:
    """The log, oldest first, without a partial last line left by a kill."""
    log = folder(raw) / "log.jsonl"
    if not log.exists():
        return []
    lines = log.read_text(encoding="utf-8").split("\n")[:-1]
    return [entry_of(json.loads(line)) for line in lines]


def entry_of(line: dict[str, Any]) -> Entry:
    """Parse an entry from its JSON, including that of older logs."""
    names = {field.name for field in fields(Entry)}
    values = {name: value for name, value in line.items() if name in names}
    for side in ("before", "after"):
        if not isinstance(values.get(side, ""), str):
            values[side] = ""  # a log written before whole states were kept
    if values["action"] == "publish":
        values["action"] = "deposit"
    values["networks"] = tuple(values.get("networks", ()))
    return Entry(**values)


def append(raw: Path, entry: Entry) -> None:
    """Add a line to the log, after removing a partial last line."""
    path = folder(raw) / "log.jsonl"
    with path.open("ab+") as log:
        log.seek(0)
        log.truncate(log.read().rfind(b"\n") + 1)
        log.write((json.dumps(asdict(entry), ensure_ascii=False) + "\n").encode())
        log.flush()
        os.fsync(log.fileno())


def new_id(now: datetime) -> str:
    """Sortable and unguessable id."""
    return f"{now:%Y%m%d%H%M%S}-{secrets.token_hex(4)}"


def visible_state(raw: Path) -> State:
    """Current data files of a raw folder."""
    paths = find_files(raw).by_contract
    return {
        str(path.relative_to(raw)): sha256(path) for name in sorted(paths) for path in paths[name]
    }


def fingerprint(state: State) -> str:
    """Name of a state: the hash of its paths and contents."""
    return hashlib.sha256(_manifest(state)).hexdigest()


def keep_state(raw: Path, contents: Path) -> str:
    """Store the data files of a folder, contents and list; return the state's fingerprint.

    Args:
        raw: raw folder whose history stores them.
        contents: folder that contains them: `raw` itself, or a mirror of it.
    """
    state = {path: store(raw, contents / path) for path in visible_state(contents)}
    name = fingerprint(state)
    target = folder(raw) / "states" / f"{name}.json"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        write_durably(target, _manifest(state))
    return name


def load_state(raw: Path, name: str) -> State:
    """Load a stored state.

    Raises:
        KeyError: no state has this fingerprint.
    """
    target = folder(raw) / "states" / f"{name}.json"
    if not name or not target.exists():
        raise KeyError(name)
    return json.loads(target.read_text(encoding="utf-8"))


def is_whole(raw: Path, name: str) -> bool:
    """Whether every content of a state is still stored."""
    try:
        state = load_state(raw, name)
    except KeyError:
        return False
    return all(kept_file(raw, sha, Path(path).suffix).exists() for path, sha in state.items())


def kept_file(raw: Path, sha256: str, suffix: str) -> Path:
    """Path of a stored content."""
    return folder(raw) / "files" / f"{sha256}{suffix.lower()}"


def store(raw: Path, path: Path) -> str:
    """Store the content of a file; return its SHA-256."""
    digest = sha256(path)
    stored = kept_file(raw, digest, path.suffix)
    if not stored.exists():
        stored.parent.mkdir(parents=True, exist_ok=True)
        part = stored.with_name(f"{stored.name}.{secrets.token_hex(4)}.part")
        shutil.copyfile(path, part)
        settle_file(part, stored)
    return digest


def write_durably(target: Path, content: bytes) -> None:
    """Write a file atomically: whole, or not at all."""
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    part.write_bytes(content)
    settle_file(part, target)


def show_state(raw: Path, state: State) -> None:
    """Make the data files of a raw folder exactly those of a stored state."""
    now = visible_state(raw)
    for name, digest in state.items():
        if now.get(name) != digest:
            target = raw / name
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
            shutil.copyfile(kept_file(raw, digest, target.suffix), part)
            settle_file(part, target)
    for name in now:
        if name not in state:
            (raw / name).unlink()
    for name in {*now, *state}:
        _tidy(raw, (raw / name).parent)


def told(raw: Path) -> list[Entry]:
    """The log, oldest first, plus any unrecorded files put into the folder by hand."""
    log = entries(raw)
    state = fingerprint(visible_state(raw))
    changes = [entry for entry in log if entry.action not in NOTES]
    if changes and changes[-1].after in ("", state):
        return log
    files = [raw / path for path in visible_state(raw)]
    at = datetime.fromtimestamp(max((f.stat().st_mtime for f in files), default=0), UTC)
    unrecorded = Entry(
        id=f"{FOLDER}-{len(changes)}-{state[:8]}",
        at=at.isoformat(timespec="seconds"),
        who=FOLDER,
        action="found" if changes else "initial",
        before=changes[-1].after if changes else "",
        after=state,
    )
    return [*log, unrecorded]


def record_found(raw: Path) -> list[Entry]:
    """Record files put into the folder by hand, before a change replaces them; return the log."""
    log = told(raw)
    if len(log) > len(entries(raw)):
        keep_state(raw, raw)
        append(raw, log[-1])
    return log


def current_entry(known: Iterable[Entry]) -> Entry | None:
    """The change that first made the current state, ignoring undos and restores."""
    changes = [entry for entry in known if entry.action not in NOTES]
    if not changes:
        return None
    state = changes[-1].after
    makers = [e for e in changes if e.after == state and e.action not in WAYS_BACK]
    return makers[-1] if makers else changes[-1]


def last_not_undone(known: Iterable[Entry]) -> Entry | None:
    """The change that an undo would revert; None if there is none left.

    A restore or a return to a version is a change like any other; an undo only reverts one.
    """
    not_undone: list[Entry] = []
    for entry in known:
        if entry.action == "undo":
            not_undone = [change for change in not_undone if change.id != entry.target]
        elif entry.action not in NOTES and entry.action != "initial":
            not_undone.append(entry)
    return not_undone[-1] if not_undone else None


def networks_since(known: Iterable[Entry], state: str) -> tuple[str, ...]:
    """Networks of the changes made since a state was last current: those that going back changes.

    A file put into the folder by hand names none.
    """
    networks: set[str] = set()
    for entry in known:
        if entry.action not in NOTES:
            networks = set() if entry.after == state else {*networks, *entry.networks}
    return tuple(sorted(networks))


def received(raw: Path) -> dict[str, Entry]:
    """For each current data file, the change that brought its content."""
    sources: dict[str, Entry] = {}
    state = visible_state(raw)
    states: dict[str, State] = {}
    for entry in told(raw):
        for name in (entry.before, entry.after):
            if name and name not in states:
                states[name] = _state_or_none(raw, name)
        after, previous = states.get(entry.after, {}), states.get(entry.before, {})
        for path, digest in after.items():
            if state.get(path) == digest != previous.get(path) and entry.action not in WAYS_BACK:
                sources[path] = entry
    return sources


def forget(raw: Path, contracts: Iterable[str], until: str | None = None) -> int:
    """Delete the stored contents that neither the current files nor the log need.

    Args:
        raw: raw folder.
        contracts: contracts whose former versions are also deleted.
        until: only versions of changes up to this time (ISO 8601); all by default.

    Returns:
        Number of former versions deleted, not counting those that no log line names.
    """
    used = set(visible_state(raw).values())
    logged: set[str] = set()
    expired: set[str] = set()
    recent: set[str] = set()
    for entry in entries(raw):
        names: set[str] = set()
        of_contracts: set[str] = set()
        for state in (_state_or_none(raw, entry.before), _state_or_none(raw, entry.after)):
            names |= set(state.values())
            of_contracts |= {digest for path, digest in state.items() if owner(path) in contracts}
        if entry.sha256:
            names.add(entry.sha256)
            of_contracts |= {entry.sha256} if entry.contract in contracts else set()
        logged |= names
        if until is None or entry.at <= until:
            expired |= of_contracts
        else:
            recent |= of_contracts
    stored = list((folder(raw) / "files").glob("*"))
    unneeded = [path for path in stored if path.name.split(".")[0] in expired - recent - used]
    unneeded += [path for path in stored if path.name.split(".")[0] not in logged | used]
    for path in unneeded:
        path.unlink()
    return sum(path.name.split(".")[0] in logged for path in unneeded)


def owner(path: str) -> str | None:
    """Contract of a path in a raw folder."""
    first = Path(path).parts[0]
    return contract_of(first if "/" in path else Path(path).stem)


def _state_or_none(raw: Path, name: str) -> State:
    try:
        return load_state(raw, name)
    except KeyError:
        return {}


def _tidy(raw: Path, place: Path) -> None:
    while place != raw and place.exists() and not any(place.iterdir()):
        place.rmdir()
        place = place.parent


def sha256(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _manifest(state: State) -> bytes:
    return json.dumps(dict(sorted(state.items())), ensure_ascii=False, indent=0).encode()
