"""Faults other than a kill: full disk, missing file, locked register, clock change, concurrency."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import duckdb
import pyrage

from method.errors import ReaderError
from method.settings import ROOT
from observatory import books
from observatory.fragility.alert_book import AlertBook
from observatory.gate.access import PUBLIC
from observatory.gate.store import Store
from operations import backup, checks
from operations.kept import Places
from operations.places import Folder
from pipelines.build import publish
from pipelines.build import run as builder
from pipelines.build.publish import POINTER, current_build
from pipelines.build.run import build_workspace
from tests.faults import killed
from tests.ingest.desk_world import data_files, is_pair, open_desk, send

# Free space, in kilobytes, with which each piece of work is tried.
ROOMS = (0, 4, 16, 64, 256, 512, 1024, 2048, 4096)
ROOMS_OF_BUILD = (0, 256, 2048, 8192, 16384, 24576, 32768)


@dataclass(frozen=True)
class Seen:
    """A fault, the number of tries, the message shown to the person, and the failed checks."""

    fault: str
    tries: int
    said: str
    wrong: int


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Generator[Path]:
    """A separate small disk; raises `OSError` where this machine cannot mount one."""
    folder.mkdir(parents=True)
    mount = shutil.which("mount")
    if mount is None:
        raise OSError("no mount here")
    command = [mount, "-t", "tmpfs", "-o", f"size={megabytes}m", "observatoire", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        raise OSError("this account may not mount a disk")
    try:
        yield folder
    finally:
        subprocess.run([shutil.which("umount") or "umount", "-l", str(folder)], check=False)


@contextmanager
def only_left(disk: Path, kilobytes: int) -> Generator[None]:
    """Fill a disk, leaving only this much free."""
    filler = disk / ".filler"
    with filler.open("wb") as file:
        excess = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize - kilobytes * 1024
        if excess > 0:
            os.posix_fallocate(file.fileno(), 0, excess)
    try:
        yield
    finally:
        filler.unlink()


def disk_full(folder: Path, raw_cvl: Path) -> Iterator[Seen]:
    """No space left at each step of a deposit, a note, a backup and a build."""
    with small_disk(folder / "small", 64) as disk:
        raw = killed.workspace(disk / "desk")
        first = killed.LABELS.format(network="alpha", name="or")
        send(open_desk(raw), "labels", first.encode(), name="1.csv")
        state = data_files(raw)
        # The second file is larger than most of the free spaces.
        more = first + "".join(f"alpha;label {i:05};2024-01-01\n" for i in range(20_000))

        def kept_pair() -> bool:
            open_desk(raw).history()
            # Either the old state is intact, or the new file has replaced it completely.
            is_whole = any(len(content) > len(more) / 2 for content in data_files(raw).values())
            return is_pair(raw) and (data_files(raw) == state or is_whole)

        yield _tried(
            "disque plein, dépôt", disk, ROOMS,
            lambda: send(open_desk(raw), "labels", more.encode(), name="2.csv"), kept_pair,
        )  # fmt: skip
        book = AlertBook(disk / "alerts.sqlite")
        book.note("alpha", "première", date(2026, 1, 1))
        yield _tried(
            "disque plein, note", disk, ROOMS,
            lambda: book.note("alpha", "x" * 1000, date(2026, 1, 2)),
            lambda: any(entry.note == "première" for entry in book.changes(_LONG_AGO)),
        )  # fmt: skip
        places, secret = Places(disk / "desk", disk / "curated"), pyrage.x25519.Identity.generate()
        place = Folder(disk / "saved")
        name = backup.run(places, place, [secret.to_public()], [secret])
        yield _tried(
            "disque plein, sauvegarde", disk, ROOMS,
            lambda: backup.run(places, place, [secret.to_public()], [secret], keep=2),
            lambda: bool(place.names()) and (name in place.names() or len(place.names()) == 2),
        )  # fmt: skip
    with small_disk(folder / "build", 256) as disk:
        curated = disk / "cvl"
        build_workspace(raw_cvl, curated)
        build = current_build(curated)
        yield _tried(
            "disque plein, construction", disk, ROOMS_OF_BUILD,
            lambda: build_workspace(raw_cvl, curated, is_fresh=True),
            lambda: _opens(curated) and build is not None,
        )  # fmt: skip


_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def _tried(
    fault: str,
    disk: Path,
    rooms: tuple[int, ...],
    work: Callable[[], object],
    holds: Callable[[], bool],
) -> Seen:
    messages: set[str] = set()
    wrong = 0
    for room in rooms:
        with only_left(disk, room):
            try:
                work()
                messages.add("fait")
            except ReaderError as error:
                messages.add(f"{type(error).__name__}, phrase")
            except Exception as error:
                messages.add(f"{type(error).__name__}, sans phrase")
        wrong += not holds()
    work()  # with space again, it succeeds
    return Seen(fault, len(rooms), _listed(messages), wrong + (not holds()))


def published_file(folder: Path, curated_cvl: Path) -> Iterator[Seen]:
    """The published file removed, truncated or damaged under a server that reads it."""
    harms: dict[str, Callable[[Path], object]] = {
        "retiré": lambda file: file.unlink(),
        "coupé": lambda file: os.truncate(file, 200_000),
        "abîmé": _damage,
    }
    for name, harm in harms.items():
        root = folder / "published" / name
        root.mkdir(parents=True)
        shutil.copytree(curated_cvl, root / "cvl", symlinks=True)
        store = Store(root)
        before = store.session("cvl", PUBLIC).query("months")
        harm((root / "cvl" / POINTER).resolve())
        now = datetime.now(UTC)
        with patch.object(Places, "workspaces", lambda _: [ROOT / "data" / "raw" / "cvl"]):
            results = list(checks.published(Places(folder, root), now))
        is_ok = any(one.level == "fault" and one.do for one in results)
        message = _said(
            lambda s=store, b=before: b.equals(s.session("cvl", PUBLIC).query("months"))
        )
        fresh = _said(lambda r=root: len(Store(r).session("cvl", PUBLIC).query("months")) > 0)
        yield Seen(
            f"fichier publié {name}", 1,
            f"serveur en marche : {message} ; serveur relancé : {fresh} ; doctor le dit", not is_ok,
        )  # fmt: skip


def book_held(folder: Path) -> Iterator[Seen]:
    """The register of notes locked by another program, then damaged."""
    file = folder / "book" / "alerts.sqlite"
    file.parent.mkdir(parents=True)
    book = AlertBook(file)
    book.note("alpha", "première", date(2026, 1, 1))
    with patch.object(books, "BUSY_SECONDS", 0.1):
        with closing(sqlite3.connect(file)) as other:
            other.execute("begin exclusive")
            message = _said(lambda: book.note("alpha", "seconde", date(2026, 1, 2)))
        notes = [entry.note for entry in book.changes(_LONG_AGO)]
        yield Seen("registre tenu par un autre programme", 1, message, notes != ["première"])
        _damage(file, 1)
        message = _said(lambda: book.note("alpha", "x", date(2026, 1, 2)))
        yield Seen("registre abîmé", 1, message, "BookError" not in message)


def restored(folder: Path, raw_cvl: Path) -> Iterator[Seen]:
    """Saved, restored into empty folders, built there: the rows of every table are identical."""
    old = Places(folder / "saved" / "raw", folder / "saved" / "curated")
    new = Places(folder / "back" / "raw", folder / "back" / "curated")
    shutil.copytree(raw_cvl, old.raw / "cvl")
    killed.build_workspace_apart(old.raw / "cvl", old.curated / "cvl")
    secret, place = pyrage.x25519.Identity.generate(), Folder(folder / "saved" / "disk")
    backup.run(old, place, [secret.to_public()], [secret])
    backup.bring_back(new, place, [secret])
    killed.build_workspace_apart(new.raw / "cvl", new.curated / "cvl")
    figures = killed.figures(old.curated / "cvl"), killed.figures(new.curated / "cvl")
    yield Seen(
        "sauvé, rendu dans un dossier vide, reconstruit", 1,
        "les mêmes lignes dans chaque table", figures[0] != figures[1],
    )  # fmt: skip


def clock_moved(folder: Path, raw_cvl: Path) -> Iterator[Seen]:
    """One day back, then one day ahead: the last build is always the published one."""
    curated = folder / "clock" / "cvl"
    wrong = 0
    build_workspace(raw_cvl, curated, is_fresh=True)
    for days in (-1, 1):
        with patch.object(builder, "datetime", _clock(timedelta(days=days))):
            new_build = build_workspace(raw_cvl, curated, is_fresh=True)
        wrong += publish.database(curated, current_build(curated) or "") != new_build
        wrong += not _opens(curated)
    build_workspace(raw_cvl, curated, is_fresh=True)
    wrong += not _opens(curated)
    yield Seen("horloge déplacée d’un jour", 3, "construit et publié ; doctor le dit", wrong)


def _clock(moved: timedelta) -> type[datetime]:
    class Moved(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime.now(UTC) + moved

    return Moved


def two_at_once(folder: Path, raw_cvl: Path, tries: int) -> Iterator[Seen]:
    """Two builds, then two deposits, started at the same time."""
    curated = folder / "two" / "cvl"
    wrong = 0
    for _ in range(2):
        ended = _together(lambda _: build_workspace(raw_cvl, curated, is_fresh=True))
        wrong += any(ended) or not _opens(curated)
    yield Seen("deux constructions à la fois", 2, "l’une attend l’autre", wrong)
    raw = killed.workspace(folder / "two-desks")
    texts = [killed.LABELS.format(network="alpha", name=name) for name in ("or", "argent")]

    def deposit(which: int) -> None:
        send(open_desk(raw, f"P{which}"), "labels", texts[which].encode(), name=f"{which}.csv")

    wrong, refused = 0, 0
    for _ in range(tries):
        ended = _together(deposit)
        refused += sum(map(bool, ended))
        open_desk(raw).history()
        wrong += not is_pair(raw) or all(ended)
    message = f"les deux passent, ou le second est prié de relire ({refused} fois)"
    yield Seen("deux dépôts à la fois", tries, message, wrong)


def _together(work: Callable[[int], object]) -> list[int]:
    children = []
    for which in range(2):
        child = os.fork()
        if not child:
            try:
                work(which)
                os._exit(0)
            except BaseException:
                os._exit(1)
        children.append(child)
    return [os.waitpid(child, 0)[1] for child in children]


def _opens(curated: Path) -> bool:
    try:
        with duckdb.connect(str((curated / POINTER).resolve()), read_only=True) as reader:
            row = reader.execute("select count(*) from marts.indicator_values").fetchone()
    except duckdb.Error:
        return False
    return bool(row and row[0])


def _damage(file: Path, every: int = 8) -> None:
    size = file.stat().st_size
    with file.open("r+b") as content:
        for place in range(size // every if every > 1 else 0, size, max(size // 8, 1)):
            content.seek(place)
            content.write(os.urandom(min(4096, size - place)))


def _said(work: Callable[[], object]) -> str:
    try:
        return "mêmes chiffres" if work() is not False else "AUTRES CHIFFRES"
    except ReaderError as error:
        return f"phrase en français ({type(error).__name__})"
    except Exception as error:
        return f"SANS PHRASE ({type(error).__name__})"


def _listed(messages: set[str]) -> str:
    return " ou ".join(sorted(messages))
