"""A backup restores everything that cannot be recomputed, byte for byte, or nothing at all."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from io import BufferedIOBase
from pathlib import Path

import httpx
import pyrage
import pytest
from moto.server import ThreadedMotoServer

from method.audit import Audit, Verdict
from method.settings import ROOT, TERRITORIES
from operations import archive, backup, kept, recovery
from operations.kept import Places
from operations.places import Bucket, Folder, PlaceRefused, place_of
from pipelines.__main__ import main
from pipelines.build.releases import FOLDER, ledger_files
from pipelines.build.workspace import inputs_hash
from pipelines.desk import history

SECRET = pyrage.x25519.Identity.generate()
KEYS = [SECRET.to_public()]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """An installation with a file, its history, a ledger with its link, and three registers."""
    places = Places(tmp_path / "raw", tmp_path / "curated")
    raw = places.raw / "essai"
    ledger = raw / FOLDER / "20260101000000000-abcdef01"
    ledger.mkdir(parents=True)
    (raw / "workspace.toml").write_text(
        'name = "essai"\nlabel = "Essai"\nfictional = true\nregion = "24"\n', "utf-8"
    )
    (raw / "reseaux.csv").write_text("id_reseau;nom\na;Été\n", "utf-8")
    (ledger / "total.parquet").write_bytes(os.urandom(3_000_000))
    (ledger.parent / "current").symlink_to(ledger.name)
    with history.locked(raw):
        history.record_found(raw)
    for folder in ("_history/staging/x", "_fetch/answers"):
        (raw / folder).mkdir(parents=True)
        (raw / folder / "en-passant.csv").write_text("rien", "utf-8")
    for name in ("alerts.sqlite", "essai/quotations.sqlite", "sign_ins.sqlite"):
        book = places.curated / name
        book.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(book)) as connection, connection:
            connection.execute("create table note (said text)")
            connection.execute("insert into note values ('à garder')")
    Audit(places.curated).add("publication", who="ana@agence.example", workspace="essai")
    return places


def said(places: Places) -> dict[str, str]:
    """What is saved, by name: content of files, target of links, rows of registers."""
    contents = {
        name: str(path.readlink()) if path.is_symlink() else archive.sha256(path)
        for name, path in kept.raw_files(places).items()
    }
    for book in places.books():
        with closing(sqlite3.connect(book)) as connection:
            contents[book.name] = repr(connection.execute("select * from note").fetchall())
    return contents


def elsewhere(tmp_path: Path) -> Places:
    return Places(tmp_path / "ailleurs" / "raw", tmp_path / "ailleurs" / "curated")


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    with pytest.MonkeyPatch.context() as patch:
        host, port = server.get_host_and_port()
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "essai")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "essai")
        patch.setenv("AWS_REGION", "us-east-1")
        httpx.put(f"http://{host}:{port}/sauvegardes").raise_for_status()
        yield "s3://sauvegardes/agence"
    server.stop()


@pytest.mark.parametrize("where", ["folder", "bucket"])
def test_what_comes_back_is_what_went_in(
    where: str, places: Places, tmp_path: Path, bucket: str
) -> None:
    place = Folder(tmp_path / "disque") if where == "folder" else Bucket(bucket)
    name = backup.run(places, place, KEYS, [SECRET])
    new = elsewhere(tmp_path)
    manifest = backup.bring_back(new, place, [SECRET])
    assert said(new) == said(places)
    assert place.names() == [name]
    assert not [one for one in manifest.files if "en-passant" in one or "sign_ins" in one]
    raws = places.raw / "essai", new.raw / "essai"
    # The next build depends on nothing else: its tables are identical.
    assert len({inputs_hash(raw, TERRITORIES, ROOT) for raw in raws}) == 1
    assert ledger_files(raws[0]) == ledger_files(raws[1]) != {}
    audits = Audit(places.curated), Audit(new.curated)
    assert [*audits[1].lines()] == [*audits[0].lines()] != []
    # The key for account names was restored too, and the chain continues.
    assert audits[1].account("ana@agence.example") == audits[0].account("ana@agence.example")
    audits[1].add("sign_in")
    assert audits[1].verify() == Verdict(2)
    backup.bring_back(new, place, [SECRET], replace=True)
    assert audits[1].verify() == Verdict(2), "an audit is never put back over another"
    modes = {stat.S_IMODE(path.lstat().st_mode) for path in raws[1].rglob("*.csv")}
    assert modes == {0o600}
    assert not list(new.raw.glob(".rest*")) and not list(new.curated.glob(f"{backup.WORK}/*"))


def test_a_folder_that_cannot_be_read_is_not_left_out(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, read = str(places.raw / "essai" / FOLDER), os.scandir

    def scandir(path: str | Path) -> object:
        if str(path) == closed:
            raise PermissionError(13, "Permission denied", closed)
        return read(path)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(kept.FolderClosed, match="_releases : ce dossier ne se lit pas"):
        backup.run(places, Folder(tmp_path / "saved"), KEYS, [SECRET])
    assert Folder(tmp_path / "saved").names() == []


def test_a_full_disk_is_not_a_wrong_key_and_keeps_nothing_in_clear(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, unpack = Folder(tmp_path / "saved"), archive._unpack
    backup.run(places, place, KEYS, [SECRET])

    def full(stream: BufferedIOBase, into: Path) -> None:
        unpack(stream, into)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(archive, "_unpack", full)
    target = elsewhere(tmp_path)
    for only_check in (True, False):
        with pytest.raises(archive.BackupUnreadable, match="pas assez de place"):
            backup.bring_back(target, place, [SECRET], only_check=only_check)
        folders = (target.raw, target.curated)
        assert [f for folder in folders for f in folder.rglob("*.csv")] == []


def test_nobody_reads_it_without_the_key(places: Places, tmp_path: Path) -> None:
    place = Folder(tmp_path / "disque")
    content = (place.folder / backup.run(places, place, KEYS)).read_bytes()
    assert b"reseaux" not in content and "Été".encode() not in content
    with pytest.raises(archive.BackupUnreadable, match="Vérifiez la clé"):
        backup.bring_back(elsewhere(tmp_path), place, [pyrage.x25519.Identity.generate()])


def test_a_backup_that_changed_changes_nothing(places: Places, tmp_path: Path) -> None:
    place = Folder(tmp_path / "disque")
    file = place.folder / backup.run(places, place, KEYS)
    whole, before = file.read_bytes(), said(places)
    middle = len(whole) // 2
    broken = {
        "cut": whole[:middle],
        "cut at the end": whole[:-1],
        "one bit": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "empty": b"",
    }
    for why, content in broken.items():
        file.write_bytes(content)
        with pytest.raises(archive.BackupUnreadable):
            backup.bring_back(places, place, [SECRET], replace=True)
        assert said(places) == before, why


def test_a_restoration_puts_aside_and_ends_after_a_kill(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Folder(tmp_path / "disque")
    backup.run(places, place, KEYS)
    before = said(places)
    (places.raw / "essai" / "reseaux.csv").write_text("abîmé", "utf-8")
    damaged = said(places)
    with pytest.raises(recovery.NotEmpty):
        backup.bring_back(places, place, [SECRET])
    assert said(places) == damaged
    renamed = recovery._rename
    for killed_at in range(4):
        done: list[Path] = []

        def die(*paths: Path, at: int = killed_at, done: list[Path] = done) -> None:
            if len(done) == at:
                raise KeyboardInterrupt
            done.append(paths[1])
            renamed(*paths)

        monkeypatch.setattr(recovery, "_rename", die)
        if killed_at < 3:
            with pytest.raises(KeyboardInterrupt):
                backup.bring_back(places, place, [SECRET], replace=True)
            assert recovery.is_pending(places)
            monkeypatch.setattr(recovery, "_rename", renamed)
            recovery.settle(places)
        else:
            backup.bring_back(places, place, [SECRET], replace=True)
        assert said(places) == before
        assert not recovery.is_pending(places)
    aside = sorted(places.raw.glob(f"{recovery.ASIDE}*/essai/reseaux.csv"))
    assert aside[0].read_text("utf-8") == "abîmé"


def test_the_last_ones_are_kept_and_the_new_one_always(places: Places, tmp_path: Path) -> None:
    place = Folder(tmp_path / "disque")
    backups = [backup.run(places, place, KEYS, keep=2) for _ in range(3)]
    assert place.names() == backups[1:]
    # A fast clock named one backup after tomorrow: today's must not be taken for the oldest.
    ahead = "observatoire-29991231T235959000000Z.tar.gz.age"
    (place.folder / backups[1]).rename(place.folder / ahead)
    assert backup.run(places, place, KEYS, keep=1) in place.names()


def test_a_locked_or_damaged_register_is_reported(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "BUSY_SECONDS", 0.05)
    place, book = Folder(tmp_path / "disque"), places.curated / "alerts.sqlite"
    with closing(sqlite3.connect(book)) as connection:
        connection.execute("begin exclusive")
        with pytest.raises(kept.BookDamaged, match="alerts"):
            backup.run(places, place, KEYS)
    book.write_bytes(b"SQLite format 3\0" + os.urandom(9_000))
    with pytest.raises(kept.BookDamaged, match="alerts"):
        backup.run(places, place, KEYS)
    assert place.names() == []


def test_a_place_that_does_not_answer_is_reported(
    bucket: str, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PlaceRefused):
        place_of("s3://absent/x").put(places.raw / "essai" / "reseaux.csv", "x")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(PlaceRefused, match="AWS_"):
        place_of(bucket).names()


def test_the_commands(
    places: Places,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_RAW", str(places.raw))
    monkeypatch.setenv("OBSERVATOIRE_CURATED", str(places.curated))
    for name in ("RECIPIENTS", "IDENTITY", "TO"):
        monkeypatch.delenv(f"OBSERVATOIRE_BACKUP_{name}", raising=False)
    disk, key = str(tmp_path / "disque"), tmp_path / "cle.txt"
    assert main(["backup", "--to", disk]) == 1
    assert "toujours chiffrée" in capsys.readouterr().err
    assert main(["backup", "--new-key", str(key)]) == 0
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert main(["backup", "--new-key", str(key)]) == 1
    monkeypatch.setenv("OBSERVATOIRE_BACKUP_RECIPIENTS", capsys.readouterr().out.strip())
    shutil.rmtree(history.folder(places.raw / "essai"))
    before = os.umask(0o022)
    assert main(["backup", "--to", disk, "--identity", str(key)]) == 0
    os.umask(before)
    backups = [history.folder(places.raw / "essai"), *places.curated.glob(".*.lock")]
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in backups} == {0}
    assert main(["restore", "--from", disk, "--identity", str(key), "--check"]) == 0
    assert main(["restore", "--from", disk, "--identity", str(key)]) == 1
    assert "--replace" in capsys.readouterr().err
    assert main(["restore", "--from", disk, "--identity", str(key), "--replace"]) == 0
    with pytest.raises(SystemExit):
        main(["restore", "--from", disk, "--to", "x"])
