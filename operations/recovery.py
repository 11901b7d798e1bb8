"""A restoration: verified in a separate folder, then put in place by renames that survive a kill.

A journal lists the renames before the first one. The next restoration, or `doctor`, finds it;
`settle` finishes it. Previous files are set aside in `.avant-<moment>`, never removed.
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
# Files that SQLite leaves beside a book after a kill: they belong to the former book.
SIDECARS = ("-journal", "-wal", "-shm")


class NotEmpty(ReaderError):
    """There are existing files, and the caller did not allow setting them aside."""


@dataclass(frozen=True)
class Move:
    """One rename: `target` is moved to `aside`, and `staged` takes its place."""

    staged: str
    target: str
    aside: str


def staging(places: Places) -> tuple[Path, Path]:
    """Empty folders to extract a backup: on the disk of raw files, and on that of books."""
    folders = places.raw / STAGED, places.curated / STAGED
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, mode=0o700)
    return folders


def moves(places: Places, stamp: str) -> list[Move]:
    """Renames to do once a backup is in `staging`."""
    planned = []
    for top, root in ((RAW, places.raw), (BOOKS, places.curated)):
        staged = places.raw / STAGED / top if top == RAW else places.curated / STAGED / top
        whole = staged.glob("*") if top == RAW else (p for p in staged.rglob("*") if p.is_file())
        for path in sorted(whole):
            name = path.relative_to(staged)
            planned.append(Move(str(path), str(root / name), str(root / f"{ASIDE}{stamp}" / name)))
    audit, own = places.curated / STAGED / AUDIT, places.curated / FOLDER
    # The audit of this machine continues: a restored one never replaces it.
    if audit.exists() and not own.exists():
        aside = places.curated / f"{ASIDE}{stamp}" / FOLDER
        planned.append(Move(str(audit), str(own), str(aside)))
    return planned


def standing(places: Places) -> list[Path]:
    """Workspaces and books that a restoration would set aside."""
    return [*places.workspaces(), *places.books()]


def put_in_place(places: Places, stamp: str) -> list[str]:
    """Make the content of `staging` current; return the new paths."""
    planned = moves(places, stamp)
    content = json.dumps([vars(move) for move in planned], ensure_ascii=False)
    write_durably(places.raw / JOURNAL, content.encode())
    settle(places)
    return [move.target for move in planned]


def is_pending(places: Places) -> bool:
    """Whether a restoration was interrupted between its renames."""
    return (places.raw / JOURNAL).exists()


def settle(places: Places) -> None:
    """Finish the renames of the journal; running them again has the same result."""
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
        sidecar = target.with_name(target.name + side)
        if sidecar.is_file():
            sidecar.replace(aside.with_name(sidecar.name))
    if target.exists():
        target.replace(aside)
    if staged.is_dir():
        keep_private(staged)
    else:
        staged.chmod(0o600)
    staged.replace(target)
