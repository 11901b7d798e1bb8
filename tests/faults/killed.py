"""Processes killed at random moments, and the invariants of what they leave.

The parent has loaded everything and forks: a child is killed during its work, not during imports.
Each kind of work has one installation that goes through every kill in turn, like a real one.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyrage

from operations import archive, backup, kept, recovery
from operations.kept import Places
from operations.places import Folder
from pipelines.build.code import digest
from pipelines.build.memory import content_of
from pipelines.build.publish import POINTER
from pipelines.build.run import build_workspace
from pipelines.desk import history
from pipelines.desk.purge import purge
from tests.ingest.desk_world import data_files, is_pair, open_desk, send, tiny_build
from tests.ingest.world import make_france

TOML = 'name = "essai"\nlabel = "Essai"\nfictional = true\nregion = "24"\n'
LABELS = "id_reseau;label;date_debut\n{network};{name};2024-01-01\n"
TEAM = (
    "id_reseau;id_agent;fonction;type_contrat;etp;date_entree;date_sortie\n"
    "alpha;A1;direction;CDI;1;2019-01-01;\n"
    "alpha;ANCIEN;projets;CDD;1;2018-01-01;2019-12-31\n"
)


@dataclass(frozen=True)
class Work:
    """A kind of work: what a child does, the check after a kill, and any preparation before it."""

    name: str
    run: Callable[[int], object]
    check: Callable[[], None]
    prepare: Callable[[], object] = lambda: None


@dataclass
class Count:
    """Counts of a series of kills."""

    kills: int = 0
    too_late: int = 0
    faults: int = 0
    seconds: float = 0.0


def loop(work: Work, kills: int, rng: random.Random, say: Callable[[str], None]) -> Count:
    """Kill the requested number of children; those that ended before do not count."""
    begin, count = time.monotonic(), Count()
    length = max(_length(work, turn) for turn in range(2))
    turn = 2
    while count.kills < kills and turn < kills * 4:
        work.prepare()
        child = _start(work, turn)
        time.sleep(rng.uniform(0, length * 1.05))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            count.kills += 1
        else:
            count.too_late += 1
            length = max(length * 0.97, 0.01)
        try:
            work.check()
        except Exception as error:
            count.faults += 1
            say(f"{work.name}, {turn} : {type(error).__name__} {error}")
        turn += 1
    count.seconds = time.monotonic() - begin
    return count


def _length(work: Work, turn: int) -> float:
    work.prepare()
    begin = time.monotonic()
    _, status = os.waitpid(_start(work, turn), 0)
    if status:
        raise RuntimeError(f"{work.name} does not end well even when nobody kills it")
    return time.monotonic() - begin


def _start(work: Work, turn: int) -> int:
    child = os.fork()
    if child:
        return child
    try:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
            work.run(turn)
        os._exit(0)
    except BaseException:
        os._exit(1)


def desks(folder: Path) -> list[Work]:
    """Deposit, restoration of a state, purge: files and figures always match."""
    raw = workspace(folder / "desk")
    texts = [LABELS.format(network="alpha", name=name) for name in ("or", "argent")]
    desk = open_desk(raw)
    entries = [
        send(desk, "labels", text.encode(), name=f"{i}.csv").id for i, text in enumerate(texts)
    ]
    lawful = [_said(raw, entry) for entry in entries]

    def deposit(turn: int) -> None:
        send(open_desk(raw), "labels", texts[turn % 2].encode(), name=f"{turn % 2}.csv")

    def restore(turn: int) -> None:
        open_desk(raw).restore(entries[turn % 2], lambda *_: None)

    def check() -> None:
        open_desk(raw).history()
        _require(is_pair(raw), "files and figures are not a pair")
        _require(data_files(raw) in lawful, "files are neither those of before nor of after")
        _require(not list(raw.glob("*.part")), "something half written is left")

    return [
        Work("dépôt", deposit, check),
        Work("retour à un état", restore, check),
        _purge(folder / "purge"),
    ]


def _purge(folder: Path) -> Work:
    model = workspace(folder / "model")
    send(open_desk(model), "equipes", TEAM.encode(), name="equipes.csv")
    raw = folder / "now" / "essai"

    def prepare() -> None:
        shutil.rmtree(folder / "now", ignore_errors=True)
        shutil.copytree(model.parent, folder / "now", symlinks=True)

    def run(_: int) -> None:
        with make_france() as connection:
            now = datetime(2026, 11, 23)
            purge(raw, folder / "now" / "curated", date(2023, 1, 1), now, connection, tiny_build)

    def check() -> None:
        open_desk(raw).history()
        _require(is_pair(raw), "files and figures are not a pair")
        was_present = b"ANCIEN" in b"".join(data_files(raw).values())
        files = (history.folder(raw) / "files").glob("*")
        remembered = any(b"ANCIEN" in file.read_bytes() for file in files)
        _require(was_present or not remembered, "who was purged is still in the history")

    return Work("purge", run, check, prepare)


def builds(raw: Path, folder: Path) -> Iterator[Work]:
    """A full build of a real workspace: the published data do not change."""
    curated = folder / "build" / "cvl"
    copy = shutil.copytree(raw, folder / "build-raw" / "cvl")
    states: list[str] = []

    def check() -> None:
        states.append(figures(curated))
        _require(len(set(states)) == 1, "figures moved")

    yield Work("construction", lambda _: build_workspace(copy, curated, is_fresh=True), check)


def build_workspace_apart(raw: Path, curated: Path) -> None:
    """Build in a child: a database opened by the parent could not be forked."""
    work = Work("construction", lambda _: build_workspace(raw, curated), lambda: None)
    _length(work, 0)


def backups(folder: Path) -> list[Work]:
    """Backup and restoration: after any kill, archives open and the installation is complete."""
    raw = workspace(folder / "backup" / "raw")
    places = Places(raw.parent, folder / "backup" / "curated")
    with history.locked(raw):
        history.record_found(raw)
    (raw / "gros.bin").write_bytes(os.urandom(4_000_000))
    secret = pyrage.x25519.Identity.generate()
    disk = Folder(folder / "disk")
    backup.run(places, disk, [secret.to_public()], keep=3)
    contents = _kept(places)

    def check_archives() -> None:
        for name in disk.names():
            into = folder / "opened"
            shutil.rmtree(into, ignore_errors=True)
            into.mkdir()
            archive.read(disk.folder / name, [secret], into)
        _require(bool(disk.names()), "no backup is left")

    def check_restored() -> None:
        recovery.settle(places)
        _require(_kept(places) == contents, "what was restored is not what was saved")
        for aside in places.raw.glob(f"{recovery.ASIDE}*"):
            shutil.rmtree(aside)

    return [
        Work(
            "sauvegarde",
            lambda _: backup.run(places, disk, [secret.to_public()], keep=3),
            check_archives,
        ),
        Work(
            "restauration",
            lambda _: backup.bring_back(places, disk, [secret], replace=True),
            check_restored,
        ),
    ]


def workspace(folder: Path) -> Path:
    """A raw folder with one network, in a separate folder."""
    raw = folder / "essai"
    raw.mkdir(parents=True)
    (raw / "workspace.toml").write_text(TOML, "utf-8")
    (raw / "reseaux.csv").write_text(
        "id_reseau;nom;type;filiere;statut\nalpha;Alpha;cluster;bois;actif\n", "utf-8"
    )
    return raw


def _said(raw: Path, entry: str) -> dict[str, bytes]:
    """Data files of the state after a change."""
    after = next(one.after for one in history.entries(raw) if one.id == entry)
    state = history.load_state(raw, after)
    return {
        path: history.kept_file(raw, sha, Path(path).suffix).read_bytes()
        for path, sha in state.items()
    }


def figures(curated: Path) -> str:
    """Hash of the rows of every published table, in any order; read by a child."""
    answer = curated.parent / ".said"
    answer.unlink(missing_ok=True)

    def read(_: int) -> None:
        database = (curated / POINTER).resolve()
        with duckdb.connect(str(database), read_only=True) as reader:
            names = reader.execute(
                "select schema_name || '.' || table_name from duckdb_tables() "
                "where schema_name <> 'meta' order by all"
            ).fetchall()
            digests = [f"{name} {content_of(name, reader)}" for (name,) in names]
        answer.write_text(digest(digests), "utf-8")

    _, status = os.waitpid(_start(Work("lecture", read, lambda: None), 0), 0)
    _require(status == 0, "the published file does not open")
    return answer.read_text("utf-8")


def _kept(places: Places) -> dict[str, str]:
    files = kept.raw_files(places).items()
    return {name: archive.sha256(path) for name, path in files if path.is_file()}


def _require(holds: bool, why: str) -> None:
    if not holds:
        raise AssertionError(why)
