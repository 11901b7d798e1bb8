"""A restoration: verified beside, then put in place by renames that a kill cannot lose.

A journal says before the first rename what is to be where. Whoever restores next, or asks `doctor`,
finds it; `settle` ends it. What was there before is put aside in `.avant-<moment>`, never removed.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from method.audit import FOLDER
from method.errors import ReaderError
from operations.kept import AUDIT, BOOKS, RAW, Places
from pipelines.build.private import keep_private
from pipelines.desk.history import write_durably

JOURNAL = ".restauration.json"
STAGED = ".restauration"
ASIDE = ".avant-"
# What SQLite leaves beside a book whose writer was killed: it belongs to the former book.
SIDECARS = ("-journal", "-wal", "-shm")


class NotEmpty(ReaderError):
    """Something is there already, and nobody said that it may be put aside."""


@dataclass(frozen=True)
class Move:
    """One rename: what is at `target` goes to `aside`, what is at `staged` takes its place."""

    staged: str
    target: str
    aside: str


def staging(places: Places) -> tuple[Path, Path]:
    """Empty folders in which a backup is taken apart: on the disk of raw files, and of books."""
    folders = places.raw / STAGED, places.curated / STAGED
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
    return folders


def moves(places: Places, stamp: str) -> list[Move]:
    """What is to be renamed once a backup lies in `staging`."""
    found = []
    for top, root in ((RAW, places.raw), (BOOKS, places.curated)):
        staged = places.raw / STAGED / top if top == RAW else places.curated / STAGED / top
        whole = staged.glob("*") if top == RAW else (p for p in staged.rglob("*") if p.is_file())
        for path in sorted(whole):
            name = path.relative_to(staged)
            found.append(Move(str(path), str(root / name), str(root / f"{ASIDE}{stamp}" / name)))
    audit, own = places.curated / STAGED / AUDIT, places.curated / FOLDER
    # What was done here was done: the audit of this machine goes on, and none is put in its place.
    if audit.exists() and not own.exists():
        aside = places.curated / f"{ASIDE}{stamp}" / FOLDER
        found.append(Move(str(audit), str(own), str(aside)))
    return found


def standing(places: Places) -> list[Path]:
    """Workspaces and books that a restoration would put aside."""
    return [*places.workspaces(), *places.books()]


def put_in_place(places: Places, stamp: str) -> list[str]:
    """Make what lies in `staging` current; returns what is there now, by name."""
    planned = moves(places, stamp)
    told = json.dumps([vars(move) for move in planned], ensure_ascii=False)
    write_durably(places.raw / JOURNAL, told.encode())
    settle(places)
    return [move.target for move in planned]


def is_pending(places: Places) -> bool:
    """Whether a restoration was killed between its renames."""
    return (places.raw / JOURNAL).exists()


def settle(places: Places) -> None:
    """Do what the journal says is left to do; done again from its start, it ends the same."""
    journal = places.raw / JOURNAL
    if not journal.exists():
        return
    for line in json.loads(journal.read_text(encoding="utf-8")):
        move = Move(**line)
        if Path(move.staged).exists():
            _rename(Path(move.staged), Path(move.target), Path(move.aside))
    for folder in (places.raw / STAGED, places.curated / STAGED):
        shutil.rmtree(folder, ignore_errors=True)
    journal.unlink()


def _rename(staged: Path, target: Path, aside: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    aside.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for side in SIDECARS:
        left = target.with_name(target.name + side)
        if left.is_file():
            left.replace(aside.with_name(left.name))
    if target.exists():
        target.replace(aside)
    if staged.is_dir():
        keep_private(staged)
    else:
        staged.chmod(0o600)
    staged.replace(target)
