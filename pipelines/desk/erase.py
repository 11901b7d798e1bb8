"""`purge --who`: remove the address or name of a person who acted from the stored records.

Deposits, matches, fetches and corrections stay, with their dates: only the author is replaced.
Every JSON file beside the data files is searched for `who`, whichever module wrote it, so that a
new file is not forgotten. The received files are not searched: their contracts have no column for
such a name.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from method.errors import ReaderError
from pipelines.build.room import enough_room
from pipelines.build.run import one_build_at_a_time
from pipelines.build.workspace import NOT_SENT, load_workspace
from pipelines.desk import history
from pipelines.desk.switch import recover

ERASED = "personne effacée"
# Received contents and their lists: large, and without authors.
_APART = frozenset({"files", "states"})


class NotErased(ReaderError):
    """Nothing was changed; the message is French and says what to do."""


@dataclass(frozen=True)
class Erased:
    """Number of replaced occurrences, and files whose other texts still contain the name."""

    times: int
    elsewhere: tuple[str, ...] = ()


@enough_room()
def erase(raw: Path, curated: Path, who: str) -> Erased:
    """Replace a person by `ERASED` as the author of log entries, matches, fetches and corrections.

    If it is killed, running it again completes it.

    Args:
        raw: raw folder of the workspace.
        curated: its published folder; the command waits until no build is running.
        who: stored address or name; case and surrounding spaces are ignored.

    Raises:
        WorkspaceError: the folder is no workspace.
        NotErased: `who` is empty.
    """
    name = _same(who)
    if not name:
        raise NotErased("Dites de qui : --who ADRESSE, comme l’historique l’écrit.")
    load_workspace(raw)
    curated.mkdir(parents=True, exist_ok=True)
    with history.locked(raw), one_build_at_a_time(curated):
        recover(raw)
        times = sum(_rewrite(file, name) for file in _files(raw))
        left = [str(file.relative_to(raw)) for file in _files(raw) if name in _text(file).lower()]
    return Erased(times, tuple(left))


def _files(raw: Path) -> Iterator[Path]:
    """JSON files beside the data files, which may have authors."""
    for folder in sorted(NOT_SENT):
        for file in sorted((raw / folder).rglob("*.json*")):
            if file.is_file() and not _APART.intersection(file.relative_to(raw).parts):
                yield file


def _rewrite(file: Path, name: str) -> int:
    """Replace a name in one file, under the lock that is used for adding lines."""
    with file.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        text = _text(file)
        is_lines = file.suffix == ".jsonl"
        # Anything after the last end of line is an incomplete line left by a kill.
        parts = text.split("\n")[:-1] if is_lines else [text]
        try:
            content = [_without(json.loads(part), name) for part in parts]
        except ValueError:  # damaged: reported if the name is in it
            return 0
        times = sum(count for _, count in content)
        if times:
            indent = None if is_lines else 1
            lines = [json.dumps(one, ensure_ascii=False, indent=indent) for one, _ in content]
            history.write_durably(file, "".join(f"{line}\n" for line in lines).encode())
    return times


def _without(content: Any, name: str) -> tuple[Any, int]:
    """A copy without the name as author, and the number of replacements."""
    if isinstance(content, list):
        items = [_without(one, name) for one in content]
        return [one for one, _ in items], sum(count for _, count in items)
    if not isinstance(content, dict):
        return content, 0
    kept, times = {}, 0
    for key, value in content.items():
        if key == "who" and isinstance(value, str) and _same(value) == name:
            kept[key], count = ERASED, 1
        else:
            kept[key], count = _without(value, name)
        times += count
    return kept, times


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")


def _same(who: str) -> str:
    return who.strip().lower()
