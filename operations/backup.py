"""`backup` and `restore --from`: write backups, read them again, keep the last ones, restore."""

from __future__ import annotations

import fcntl
import os
import shutil
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pyrage

from method.audit import Audit
from method.faults import reason
from method.log import log
from method.wording import plural
from operations import archive, recovery
from operations.archive import BackupNotWritten, BackupUnreadable, Manifest
from operations.kept import AUDIT, BOOKS, Places, copy_book, raw_files, still
from operations.places import Place, PlaceRefused, name_of, open_private, place_of
from pipelines.build.run import CODE_VERSION
from pipelines.refused import Refused

SETTING = "OBSERVATOIRE_BACKUP_"
WORK = ".sauvegarde"
KEPT = 30


def backup(to: str | None, keep: int, identity: Path | None, new_key: Path | None) -> int:
    """Write one backup and read it again, or make a key.

    With an `identity` the backup is also extracted and compared file by file; without one only its
    bytes are checked, not that it can be opened.
    """
    if new_key:
        return _make_key(new_key)
    address = to or os.environ.get(f"{SETTING}TO", "")
    if not address:
        raise Refused("Où sauvegarder ? Donnez --to DOSSIER, --to s3://SEAU/DOSSIER.")
    keys = archive.recipients(os.environ.get(f"{SETTING}RECIPIENTS", ""))
    secret = identity or _configured_identity()
    name = run(
        Places.configured(),
        place_of(address),
        keys,
        archive.identities(secret) if secret else (),
        keep,
    )
    print(name)
    return 0


def run(
    places: Places,
    place: Place,
    keys: Sequence[pyrage.x25519.Recipient],
    secrets: Sequence[pyrage.x25519.Identity] = (),
    keep: int = KEPT,
) -> str:
    """Write one backup, read it again, and remove the oldest ones beyond `keep`.

    Args:
        places: the installation.
        place: where backups are kept.
        keys: public keys of those who may read it.
        secrets: secret keys to open it again; empty if they are kept elsewhere.
        keep: number of backups kept.

    Returns:
        Name of the backup.

    Raises:
        BackupNotWritten, BackupUnreadable, BookDamaged, PlaceRefused: nothing was removed.
    """
    with _workroom(places) as work:
        recovery.settle(places)
        name = name_of(datetime.now(UTC))
        file = work / name
        with still(places):
            manifest = _write(places, file, work, keys)
        place.put(file, name)
        _read_again(place, name, file, work, secrets)
        for old in [one for one in place.names()[:-keep] if one != name]:
            place.remove(old)
        size = file.stat().st_size
    log.info(
        "backup_written", name=name, files=len(manifest.files), bytes=size, opened=bool(secrets)
    )
    return name


def restore(
    source: str, name: str | None, identity: Path | None, replace: bool, only_check: bool
) -> int:
    """Restore a backup, or only verify that it can be; the command `restore --from`."""
    secret = identity or _configured_identity()
    if secret is None:
        raise Refused("Donnez la clé secrète de la sauvegarde : --identity FICHIER.")
    keys, places = archive.identities(secret), Places.configured()
    copy = bring_back(places, place_of(source), keys, name, replace=replace, only_check=only_check)
    text = f"{plural(len(copy.files), 'fichier vérifié', 'fichiers vérifiés')}, du {copy.made_at}."
    print(text if only_check else f"{text} Construisez les chiffres : refresh.", file=sys.stderr)
    return 0


def bring_back(
    places: Places,
    place: Place,
    keys: Sequence[pyrage.x25519.Identity],
    name: str | None = None,
    *,
    replace: bool = False,
    only_check: bool = False,
) -> Manifest:
    """Verify a backup, then put it in place of the current content of an installation.

    Args:
        places: the installation; the server should be stopped.
        place: where backups are kept.
        keys: secret keys.
        name: name of the backup; the last one by default.
        replace: whether existing files may be set aside.
        only_check: whether to verify without restoring.

    Raises:
        PlaceRefused: there is no such backup.
        BackupUnreadable: some content differs from what was saved; nothing was changed.
        NotEmpty: there are existing files; nothing was changed.
    """
    places.raw.mkdir(parents=True, exist_ok=True)
    with _workroom(places) as work:
        recovery.settle(places)
        if not (replace or only_check) and (existing := recovery.standing(places)):
            raise recovery.NotEmpty(
                f"{existing[0]} existe déjà : avec --replace, ce qui est là est mis de côté dans "
                f"« {recovery.ASIDE}… ». Rien n’a été modifié."
            )
        chosen = _chosen(place, name)
        place.get(chosen, work / chosen)
        raw, curated = recovery.staging(places)
        is_read = False
        try:
            manifest = archive.read(work / chosen, keys, raw)
            is_read = True
        finally:
            # What was decrypted stays neither after a check nor on a disk that it fills.
            if only_check or not is_read:
                shutil.rmtree(raw)
                shutil.rmtree(curated)
        if only_check:
            return manifest
        (raw / archive.MANIFEST).unlink()
        for top in (BOOKS, AUDIT):
            if (raw / top).exists():
                # On the disk of their destination, so that a rename is enough.
                shutil.copytree(raw / top, curated / top)
        stamp = f"{datetime.now(UTC):%Y%m%d%H%M%S%f}"
        with still(places):
            restored = recovery.put_in_place(places, stamp)
    log.info("backup_restored", name=chosen, places=len(restored))
    return manifest


def _write(
    places: Places, file: Path, work: Path, keys: Sequence[pyrage.x25519.Recipient]
) -> Manifest:
    items = raw_files(places)
    for book in places.books():
        name = f"{BOOKS}/{book.relative_to(places.curated)}"
        copy = work / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy_book(book, copy)
        items[name] = copy
    Audit(places.curated).copy(work / AUDIT)
    for path in sorted((work / AUDIT).glob("*")):
        items[f"{AUDIT}/{path.name}"] = path
    about = Manifest(datetime.now(UTC).isoformat(timespec="seconds"), CODE_VERSION)
    return archive.write(file, items, about, keys)


def _read_again(
    place: Place,
    name: str,
    file: Path,
    work: Path,
    secrets: Sequence[pyrage.x25519.Identity],
) -> None:
    again = work / "relue"
    place.get(name, again)
    if archive.sha256(again) != archive.sha256(file):
        place.remove(name)
        raise BackupNotWritten(f"{name} : relue, elle n’est pas ce qui a été écrit ; retirée.")
    if secrets:
        opened = work / "ouverte"
        opened.mkdir()
        try:
            archive.read(again, secrets, opened)
        except BackupUnreadable:
            place.remove(name)
            raise


def _chosen(place: Place, name: str | None) -> str:
    names = place.names()
    if not names:
        raise PlaceRefused("Aucune sauvegarde à cet endroit.")
    if name is not None and name not in names:
        raise PlaceRefused(f"« {name} » n’y est pas ; la dernière est « {names[-1]} ».")
    return name or names[-1]


def _configured_identity() -> Path | None:
    file = os.environ.get(f"{SETTING}IDENTITY")
    return Path(file) if file else None


def _make_key(file: Path) -> int:
    secret = pyrage.x25519.Identity.generate()
    try:
        with open_private(file, is_new=True) as target:
            target.write(f"# public key: {secret.to_public()}\n{secret}\n".encode())
    except OSError as error:
        raise Refused(f"{file} : la clé n’est pas écrite ({reason(error)}).") from None
    print(secret.to_public())
    return 0


@contextmanager
def _workroom(places: Places) -> Generator[Path]:
    """A private folder on the disk of books, for one backup or restoration at a time."""
    places.curated.mkdir(parents=True, exist_ok=True)
    with (places.curated / f"{WORK}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        room = places.curated / WORK
        shutil.rmtree(room, ignore_errors=True)
        room.mkdir(mode=0o700)
        try:
            yield room
        finally:
            shutil.rmtree(room, ignore_errors=True)
