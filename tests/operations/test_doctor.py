"""`doctor` finds each injected fault, says what to do, and continues with the next check."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections import namedtuple
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest

from method.audit import Audit
from method.settings import ROOT
from observatory.books import Fault
from operations import checks, doctor, kept, recovery
from operations.kept import Places
from operations.places import name_of
from pipelines.build.private import keep_private
from pipelines.build.publish import POINTER
from pipelines.desk import history, switch
from ui.server import configuration, night

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def places(cvl_curated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    places = Places(tmp_path / "raw", tmp_path / "curated")
    shutil.copytree(ROOT / "data" / "raw" / "cvl", places.raw / "cvl")
    shutil.copytree(cvl_curated, places.curated / "cvl", symlinks=True)
    with closing(sqlite3.connect(places.curated / "alerts.sqlite")) as book, book:
        book.execute("create table note (said text)")
    (places.curated / "alerts.sqlite").chmod(0o600)
    for folder in (places.raw / "cvl", places.curated / "cvl"):
        keep_private(folder)
    now = datetime.now(UTC).isoformat()
    last = night.Night(now, 60, [night.Step("build", "cvl", night.DONE)], now)
    (places.curated / night.FILE_NAME).write_text(last.to_json(), "utf-8")
    monkeypatch.setenv("OBSERVATOIRE_URL", "http://localhost:8501")
    for name in ("BACKUP_TO", "BACKUP_RECIPIENTS", "BACKUP_IDENTITY", "DEMO_LIBRE"):
        monkeypatch.delenv(f"OBSERVATOIRE_{name}", raising=False)
    return places


def grave(places: Places, now: datetime | None = None) -> set[str]:
    """Names of the checks that found a fault."""
    results = doctor.examine(places, now or datetime.now(UTC))
    assert all(one.do for one in results if one.level != "ok")
    assert doctor.as_text(results)
    return {one.check for one in results if one.level == "fault"}


def test_nothing_is_wrong_where_nothing_is(places: Places) -> None:
    assert grave(places) - {"versions"} == set()


def test_each_fault_is_found(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All faults at once: none hides another."""
    monkeypatch.setattr(doctor, "versions", lambda: iter(()))
    put_in = set()
    for name, harm in _harms(places, tmp_path, monkeypatch):
        harm()
        put_in.add(name)
    assert grave(places) == put_in


def _harms(places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple]:
    yield "dossiers", lambda: (places.raw / "cvl" / "reseaux.csv").chmod(0o644)
    full = Usage(10, 9, 1)
    yield "disque", lambda: monkeypatch.setattr(checks.shutil, "disk_usage", lambda _: full)
    yield "connexion", lambda: monkeypatch.setattr(configuration, "problem", lambda: "Rien.")
    key = tmp_path / "cle"
    key.write_text("x")
    key.chmod(0o644)
    yield "secrets", lambda: monkeypatch.setenv("OBSERVATOIRE_BACKUP_IDENTITY", str(key))
    yield "interruption", lambda: (places.raw / recovery.JOURNAL).write_text("[]")
    book = places.curated / "alerts.sqlite"
    yield "registres", lambda: book.write_bytes(b"SQLite format 3\0" + os.urandom(5_000))
    Audit(places.curated).add("sign_in")
    (line,) = Audit(places.curated).folder.glob("*.jsonl")
    yield "audit", lambda: line.write_text(line.read_text("utf-8").replace("sign_in", "sign_out"))
    failed = night.Night(datetime.now(UTC).isoformat(), 1, [night.Step("build", "x", "failed")])
    file = places.curated / night.FILE_NAME
    yield "nuit", lambda: file.write_text(failed.to_json(), "utf-8")
    yield "sauvegarde", lambda: monkeypatch.setenv("OBSERVATOIRE_BACKUP_TO", str(tmp_path / "d"))
    yield "publication", lambda: _damage((places.curated / "cvl" / POINTER).resolve())


def _damage(database: Path) -> None:
    """Overwrite a block in the middle, like a failing disk."""
    database.chmod(0o600)
    size = database.stat().st_size
    with database.open("r+b") as file:
        for place in range(size // 4, size, size // 8):
            file.seek(place)
            file.write(os.urandom(4096))


def test_what_is_only_to_be_watched(places: Places) -> None:
    raw = places.raw / "cvl"
    history.folder(raw).mkdir(mode=0o700)
    (history.folder(raw) / switch.JOURNAL).write_text("{}")
    (history.folder(raw) / switch.JOURNAL).chmod(0o600)
    later = datetime.now(UTC) + timedelta(days=60)
    results = doctor.examine(places, later)
    assert {"interruption", "publication"} <= {f.check for f in results if f.level == "warning"}
    assert grave(places, datetime.now(UTC) - timedelta(days=400)) >= {"horloge"}


def test_a_backup_on_the_disk_of_the_data_or_of_a_day_to_come_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places, saved = Places(tmp_path / "raw", tmp_path / "curated"), tmp_path / "saved"
    now = datetime(2026, 11, 30, tzinfo=UTC)
    for folder in (places.raw, saved):
        folder.mkdir()
    monkeypatch.setenv("OBSERVATOIRE_BACKUP_TO", str(saved))
    key = str(pyrage.x25519.Identity.generate().to_public())
    monkeypatch.setenv("OBSERVATOIRE_BACKUP_RECIPIENTS", key)
    (saved / name_of(now)).touch()
    same_disk, good = doctor.backups(places, now)
    assert (same_disk.level, good.level) == ("warning", "ok")
    assert "sur le disque des données" in same_disk.what
    (saved / name_of(now + timedelta(days=400))).touch()
    *_, later = doctor.backups(places, now)
    assert later.level == "fault" and "observatoire-20280104" in later.do


def test_a_secret_in_the_repository_is_found(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "a.txt").write_text("AGE-SECRET-KEY-1" + "Q" * 58)
    (tmp_path / "b.txt").write_text("rien")
    subprocess.run(["git", "-C", str(tmp_path), "add", "."], check=True)
    files = [n for n in doctor.tracked_files(tmp_path) if doctor.holds_secret(tmp_path, n)]
    assert files == ["a.txt"]
    ours = [name for name in doctor.tracked_files(ROOT) if doctor.holds_secret(ROOT, name)]
    assert ours == []


def test_a_locked_register_is_not_damaged(places: Places) -> None:
    with closing(sqlite3.connect(places.curated / "alerts.sqlite")) as connection:
        connection.execute("begin exclusive")
        assert kept.fault(places.curated / "alerts.sqlite") is Fault.HELD
