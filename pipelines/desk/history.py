"""`_history/`: every state that a workspace has been in, who made it and when.

`files/<sha256><suffix>` holds each content once, `states/<sha256>.json` which paths had which
contents, `log.jsonl` one line a change. A state is never altered, so that any of them can be had
again to the byte; only a purge removes contents.
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

from pipelines.ingest.files import HISTORY, contract_of, find_files

Action = Literal[
    "initial", "found", "deposit", "source", "undo", "restore", "rollback", "purge", "reminder"
]
# Changes that bring back a state rather than make one.
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
    target: str = ""  # the change undone, or the state given back
    before: str = ""
    after: str = ""
    build: str = ""


def folder(raw: Path) -> Path:
    """The history of a raw folder."""
    return raw / HISTORY


@contextmanager
def locked(raw: Path) -> Generator[None]:
    """One change of a workspace at a time."""
    folder(raw).mkdir(exist_ok=True)
    with (folder(raw) / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def entries(raw: Path) -> list[Entry]:
    """The log, oldest first; a last line that a kill cut short is none."""
    log = folder(raw) / "log.jsonl"
    if not log.exists():
        return []
    lines = log.read_text(encoding="utf-8").split("\n")[:-1]
    return [entry_of(json.loads(line)) for line in lines]


def entry_of(line: dict[str, Any]) -> Entry:
    """An entry from its JSON, that of an older log included."""
    known = {field.name for field in fields(Entry)}
    told = {name: value for name, value in line.items() if name in known}
    for side in ("before", "after"):
        if not isinstance(told.get(side, ""), str):
            told[side] = ""  # a log written before whole states were kept
    if told["action"] == "publish":
        told["action"] = "deposit"
    told["networks"] = tuple(told.get("networks", ()))
    return Entry(**told)


def append(raw: Path, entry: Entry) -> None:
    """Add a line to the log, after taking away one that was cut short."""
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
    """Data files of a raw folder as they are now."""
    found = find_files(raw).by_contract
    return {
        str(path.relative_to(raw)): sha256(path) for name in sorted(found) for path in found[name]
    }


def fingerprint(state: State) -> str:
    """What names a state."""
    return hashlib.sha256(_manifest(state)).hexdigest()


def keep_state(raw: Path, contents: Path) -> str:
    """Keep the data files of a folder, contents and list; returns the state's fingerprint.

    Args:
        raw: raw folder whose history keeps them.
        contents: folder that holds them: `raw` itself, or a mirror of it.
    """
    state = {path: store(raw, contents / path) for path in visible_state(contents)}
    name = fingerprint(state)
    target = folder(raw) / "states" / f"{name}.json"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        write_durably(target, _manifest(state))
    return name


def load_state(raw: Path, name: str) -> State:
    """A kept state.

    Raises:
        KeyError: none has this fingerprint.
    """
    target = folder(raw) / "states" / f"{name}.json"
    if not name or not target.exists():
        raise KeyError(name)
    return json.loads(target.read_text(encoding="utf-8"))


def is_whole(raw: Path, name: str) -> bool:
    """Whether each content of a state is still kept."""
    try:
        state = load_state(raw, name)
    except KeyError:
        return False
    return all(kept_file(raw, sha, Path(path).suffix).exists() for path, sha in state.items())


def kept_file(raw: Path, sha256: str, suffix: str) -> Path:
    """Where a content is kept."""
    return folder(raw) / "files" / f"{sha256}{suffix.lower()}"


def store(raw: Path, path: Path) -> str:
    """Keep the content of a file; returns its SHA-256."""
    digest = sha256(path)
    kept = kept_file(raw, digest, path.suffix)
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_name(f"{kept.name}.{secrets.token_hex(4)}.part")
        shutil.copyfile(path, part)
        settle_file(part, kept)
    return digest


def write_durably(target: Path, content: bytes) -> None:
    """Write a file that is there whole, or not at all."""
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    part.write_bytes(content)
    settle_file(part, target)


def settle_file(part: Path, target: Path) -> None:
    """Put a written file in its place for good."""
    with part.open("rb") as handle:
        os.fsync(handle.fileno())
    part.replace(target)


def show_state(raw: Path, state: State) -> None:
    """Make the data files of a raw folder those of a kept state, no more and no fewer."""
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
    """The log, and what it does not hold yet: files put into the folder by hand, oldest first."""
    known = entries(raw)
    state = fingerprint(visible_state(raw))
    changes = [entry for entry in known if entry.action not in NOTES]
    if changes and changes[-1].after in ("", state):
        return known
    files = [raw / path for path in visible_state(raw)]
    at = datetime.fromtimestamp(max((f.stat().st_mtime for f in files), default=0), UTC)
    found = Entry(
        id=f"{FOLDER}-{len(changes)}-{state[:8]}",
        at=at.isoformat(timespec="seconds"),
        who=FOLDER,
        action="found" if changes else "initial",
        before=changes[-1].after if changes else "",
        after=state,
    )
    return [*known, found]


def record_found(raw: Path) -> list[Entry]:
    """Keep what was put into the folder by hand, before a change replaces it; returns the log."""
    known = told(raw)
    if len(known) > len(entries(raw)):
        keep_state(raw, raw)
        append(raw, known[-1])
    return known


def current_entry(known: Iterable[Entry]) -> Entry | None:
    """The change that made the state that is current, whatever ways back led to it."""
    changes = [entry for entry in known if entry.action not in NOTES]
    if not changes:
        return None
    state = changes[-1].after
    made = [e for e in changes if e.after == state and e.action not in WAYS_BACK]
    return made[-1] if made else changes[-1]


def last_not_undone(known: Iterable[Entry]) -> Entry | None:
    """The change that an undo takes back; None when there is none left.

    A restore or a return to a version is a change like another; an undo only takes one back.
    """
    standing: list[Entry] = []
    for entry in known:
        if entry.action == "undo":
            standing = [one for one in standing if one.id != entry.target]
        elif entry.action not in NOTES and entry.action != "initial":
            standing.append(entry)
    return standing[-1] if standing else None


def received(raw: Path) -> dict[str, Entry]:
    """For each data file of today, the change that brought its content."""
    found: dict[str, Entry] = {}
    state = visible_state(raw)
    before: dict[str, State] = {}
    for entry in told(raw):
        for name in (entry.before, entry.after):
            if name and name not in before:
                before[name] = _state_or_none(raw, name)
        after, previous = before.get(entry.after, {}), before.get(entry.before, {})
        for path, digest in after.items():
            if state.get(path) == digest != previous.get(path) and entry.action not in WAYS_BACK:
                found[path] = entry
    return found


def forget(raw: Path, contracts: Iterable[str], until: str | None = None) -> int:
    """Remove the kept contents that neither today's files nor the log need.

    Args:
        raw: raw folder.
        contracts: contracts whose former versions go too.
        until: only versions of changes up to this moment (ISO 8601); all of them by default.

    Returns:
        Former versions removed, those that no line of the log names left out.
    """
    used = set(visible_state(raw).values())
    known: set[str] = set()
    gone: set[str] = set()
    late: set[str] = set()
    for entry in entries(raw):
        names: set[str] = set()
        own: set[str] = set()
        for state in (_state_or_none(raw, entry.before), _state_or_none(raw, entry.after)):
            names |= set(state.values())
            own |= {digest for path, digest in state.items() if owner(path) in contracts}
        if entry.sha256:
            names.add(entry.sha256)
            own |= {entry.sha256} if entry.contract in contracts else set()
        known |= names
        if until is None or entry.at <= until:
            gone |= own
        else:
            late |= own
    kept = list((folder(raw) / "files").glob("*"))
    dead = [path for path in kept if path.name.split(".")[0] in gone - late - used]
    dead += [path for path in kept if path.name.split(".")[0] not in known | used]
    for path in dead:
        path.unlink()
    return sum(path.name.split(".")[0] in known for path in dead)


def owner(path: str) -> str | None:
    """Contract that a path of a raw folder answers."""
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
