"""The ledger of the figures shown to the public: read before a build, written when it publishes.

It is kept beside the raw files, in `_releases/`, and is part of the backup: without it a month
already shown could change for one network, which would reveal that network's figures. Each build
that shows something new writes a folder, then moves the link `current`. A build that dies between
the two leaves the former ledger; one that dies after leaves a valid state that was not seen, which
the next build shows.

`inputs_hash` leaves it out: it follows from earlier publications, and building the same files
twice shows the same figures and leaves it unchanged.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import duckdb

from method.errors import ReaderError
from method.published import literal

FOLDER = "_releases"
CURRENT = "current"
JOURNAL = "journal.jsonl"
# Folders kept besides the current one, to look at earlier states.
KEPT = 2

STATE = "state bigint, released_on date, is_forced boolean"
# Tables of the ledger: `reference.release_<name>` before a build, `releases.<name>` after it.
LEDGER = {
    "total": f"family varchar, as_of date, {STATE}, indicator_id varchar, "
    "network_id varchar, numerator double, denominator double, value double",
    "print": f"scope varchar, as_of date, {STATE}, content varchar, network_id varchar, "
    "print varchar",
}
# Published tables that are kept as shown, with the scope that controls each one.
SHOWN = {
    "territory_values": "territories",
    "indicator_public": "territories",
    "envelope_year": "envelope",
    "first_payment_delay": "first_payments",
    "team_survival": "stays",
    "membership_survival": "memberships",
    "detection": "pairs",
    "network_pair": "pairs",
    "network_position": "pairs",
}


class LedgerMoved(ReaderError):
    """Figures were shown since a copy of the ledger was made, which would take them back."""


@dataclass(frozen=True)
class Correction:
    """An administrator's decision that a figure shown was wrong: today's replaces it at once.

    Attributes:
        who: name or address of the administrator.
        reason: what was wrong.
        scopes: families of totals, or scopes of `SHOWN`; empty for all.
    """

    who: str
    reason: str
    scopes: tuple[str, ...] = ()


def ledger_files(raw: Path) -> dict[str, str]:
    """SHA-256 of each file of the current ledger, by name; empty if nothing was shown."""
    hashes = {}
    for file in sorted((raw / FOLDER / CURRENT).glob("*.parquet")):
        with file.open("rb") as content:
            hashes[file.name] = hashlib.file_digest(content, "sha256").hexdigest()
    return hashes


def load_releases(
    work: duckdb.DuckDBPyConnection,
    raw: Path | None,
    day: date,
    correction: Correction | None = None,
) -> None:
    """Create the tables of the ledger in `reference`, with the paths of the tables shown.

    Args:
        work: database of the build, with the schema `reference`.
        raw: raw folder of the workspace; None for an empty ledger.
        day: day of the build, recorded for the figures that it shows first.
        correction: figures that an administrator forces in this build.
    """
    folder = raw / FOLDER / CURRENT if raw else None
    for name, columns in LEDGER.items():
        work.execute(f"create or replace table reference.release_{name} ({columns})")
        if folder and (folder / f"{name}.parquet").exists():
            work.execute(
                f"insert into reference.release_{name} by name from read_parquet(?)",
                [str(folder / f"{name}.parquet")],
            )
    work.execute("create or replace table reference.release_day (day date)")
    work.execute("insert into reference.release_day values (?)", [day])
    work.execute("create or replace table reference.correction (scope varchar)")
    if correction:
        scopes = correction.scopes or ("*",)
        work.executemany("insert into reference.correction values (?)", [[s] for s in scopes])
    load_shown(work, folder)


def load_shown(work: duckdb.DuckDBPyConnection, folder: Path | None) -> None:
    """Create `reference.shown`: paths of the tables shown, in the folder of the ledger."""
    work.execute("create or replace table reference.shown (table_name varchar, path varchar)")
    for name in SHOWN:
        file = folder / f"{name}.parquet" if folder else None
        if file and file.exists():
            work.execute("insert into reference.shown values (?, ?)", [name, str(file.resolve())])


def write_releases(
    work: duckdb.DuckDBPyConnection,
    raw: Path,
    build_id: str,
    correction: Correction | None = None,
) -> None:
    """Write the ledger of a finished build and make it current, if it has something new.

    Args:
        work: database of the build.
        raw: raw folder of the workspace.
        build_id: sortable id of the build, which names the folder.
        correction: figures that were forced, for the journal.
    """
    place = raw / FOLDER
    place.mkdir(exist_ok=True)
    if correction:
        line = json.dumps({"build": build_id, **asdict(correction)}, ensure_ascii=False)
        with (place / JOURNAL).open("a", encoding="utf-8") as journal:
            journal.write(f"{line}\n")
    if not _is_new(work, place):
        return
    part = place / f"{build_id}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    for name in LEDGER:
        _copy(work, f"from releases.{name} order by all", part / f"{name}.parquet")
    for name in SHOWN:
        _copy(work, f"from releases.shown_{name}", part / f"{name}.parquet")
    part.rename(place / build_id)
    _point(place, build_id)
    _forget(place, build_id)


def corrections(raw: Path) -> list[tuple[str, Correction]]:
    """Corrections by administrators, oldest first, with the id of the build that showed each."""
    journal = raw / FOLDER / JOURNAL
    if not journal.exists():
        return []
    lines = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    return [
        (line["build"], Correction(line["who"], line["reason"], tuple(line["scopes"])))
        for line in lines
    ]


def carry(source: Path, target: Path) -> None:
    """Copy the current ledger of one raw folder to another, which keeps its earlier folders.

    A deposit is built in a mirror of its workspace: the ledger is copied there with the files,
    and copied back when the build is shown.

    Args:
        source: raw folder with the newer ledger.
        target: raw folder that receives it.

    Raises:
        LedgerMoved: the ledger of the target is not one that the newer one comes from.
    """
    newer, place = source / FOLDER, target / FOLDER
    shown = place / CURRENT
    if shown.exists() and not (newer / shown.resolve().name).exists():
        raise LedgerMoved(
            "Une autre version a été publiée entre-temps : recommencez. Rien n’a changé."
        )
    if not (newer / CURRENT).exists():
        return
    build_id = (newer / CURRENT).resolve().name
    place.mkdir(exist_ok=True)
    for folder in (*_folders(newer, build_id), newer / build_id):
        if not (place / folder.name).exists():
            part = place / f"{folder.name}.part"
            shutil.rmtree(part, ignore_errors=True)
            shutil.copytree(folder, part)
            part.rename(place / folder.name)
    _point(place, build_id)
    _forget(place, build_id)


def _point(place: Path, build_id: str) -> None:
    link = place / f".{CURRENT}.new"
    link.unlink(missing_ok=True)
    link.symlink_to(build_id)
    link.replace(place / CURRENT)


def _is_new(work: duckdb.DuckDBPyConnection, place: Path) -> bool:
    if not (place / CURRENT).exists():
        return True
    rows = work.execute(
        "select (select count(*) from releases.total) + (select count(*) from releases.print) "
        "- (select count(*) from reference.release_total) "
        "- (select count(*) from reference.release_print)"
    ).fetchone()
    return bool(rows and rows[0])


def _copy(work: duckdb.DuckDBPyConnection, select: str, file: Path) -> None:
    work.execute(f"copy ({select}) to {literal(file)} (format parquet, compression zstd)")
    with file.open("rb") as handle:
        os.fsync(handle.fileno())


def _forget(place: Path, build_id: str) -> None:
    """Remove all but the last folders, and the leftovers of killed builds."""
    for leftover in place.glob("*.part"):
        shutil.rmtree(leftover, ignore_errors=True)
    for old in _folders(place, build_id)[:-KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _folders(place: Path, build_id: str) -> list[Path]:
    folders: Iterable[Path] = (p for p in place.iterdir() if p.is_dir() and not p.is_symlink())
    return sorted(p for p in folders if p.name != build_id)
