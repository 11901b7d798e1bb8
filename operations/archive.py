"""One backup: a compressed tar, encrypted with age, that says at its end what it holds.

Nothing is written in clear text: the tar goes through a pipe into the encryption. The public key
is enough to write; the secret key, which need not be on the server, is needed to read.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import tarfile
import threading
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from io import BufferedIOBase
from pathlib import Path

import pyrage

from method.errors import ReaderError
from operations.places import open_private

FORMAT = 1
MANIFEST = "MANIFEST.json"
_LEVEL = 3
_CHUNK = 1 << 20
_UNREADABLE = (
    pyrage.DecryptError,
    tarfile.TarError,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    TypeError,
)


class BackupUnreadable(ReaderError):
    """It is damaged, incomplete, or of another key; nothing was changed."""


class BackupNotWritten(ReaderError):
    """The backup was not written; the message says why."""


@dataclass
class Manifest:
    """What a backup holds: SHA-256 of each file, target of each link, by name."""

    made_at: str
    code_version: str
    files: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


def recipients(keys: str) -> list[pyrage.x25519.Recipient]:
    """Public keys, `age1…`, separated by commas or blanks.

    Raises:
        BackupNotWritten: there is none, or one of them is no key.
    """
    try:
        found = [pyrage.x25519.Recipient.from_str(key) for key in keys.replace(",", " ").split()]
    except pyrage.RecipientError:
        raise BackupNotWritten(
            "OBSERVATOIRE_BACKUP_RECIPIENTS : une clé publique commence par « age1 » ; corrigez-la."
        ) from None
    if not found:
        raise BackupNotWritten(
            "Aucune clé publique : une sauvegarde est toujours chiffrée. Faites une clé "
            "(« backup --new-key FICHIER ») et donnez OBSERVATOIRE_BACKUP_RECIPIENTS."
        )
    return found


def identities(file: Path) -> list[pyrage.x25519.Identity]:
    """Secret keys of a file of `age-keygen` or of `backup --new-key`.

    Raises:
        BackupUnreadable: the file cannot be read, or holds no key.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        keys = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        found = [pyrage.x25519.Identity.from_str(key) for key in keys]
    except (OSError, UnicodeError, pyrage.IdentityError):
        found = []
    if not found:
        raise BackupUnreadable(f"{file} : ce fichier ne donne pas de clé secrète age.")
    return found


def write(
    out: Path,
    items: Mapping[str, Path],
    about: Manifest,
    to: Sequence[pyrage.x25519.Recipient],
) -> Manifest:
    """Write files and links into an encrypted archive.

    Args:
        out: file to write, its owner's alone.
        items: name in the archive → file or link.
        about: filled in with what was written.
        to: who may read it.

    Raises:
        BackupNotWritten: a file changed or went meanwhile, or there is no room.
    """
    try:
        with open_private(out) as target:
            _through(
                lambda stream: _pack(stream, items, about),
                lambda stream: pyrage.encrypt_io(stream, target, to),
            )
            target.flush()
            os.fsync(target.fileno())
    except (OSError, tarfile.TarError, pyrage.EncryptError) as error:
        out.unlink(missing_ok=True)
        raise BackupNotWritten(f"La sauvegarde n’est pas écrite : {error}.") from None
    return about


def read(archive: Path, keys: Sequence[pyrage.x25519.Identity], into: Path) -> Manifest:
    """Take an archive apart, and compare each file with what the archive says of it.

    Args:
        archive: the encrypted file.
        keys: secret keys, one of which opens it.
        into: empty folder.

    Raises:
        BackupUnreadable: not all of it came back as it went in.
    """
    try:
        with archive.open("rb") as source:
            _through(
                lambda stream: pyrage.decrypt_io(source, stream, keys),
                lambda stream: _unpack(stream, into),
            )
        told = json.loads((into / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**told)
    except _UNREADABLE as error:
        raise BackupUnreadable(
            f"{archive.name} : sauvegarde illisible ({error}). Vérifiez la clé, ou prenez-en une "
            "autre. Rien n’a été modifié."
        ) from None
    if manifest.format != FORMAT:
        raise BackupUnreadable(f"{archive.name} : écrite par une version plus récente du code.")
    if wrong := differences(into, manifest):
        raise BackupUnreadable(
            f"{archive.name} : {len(wrong)} fichiers ne sont pas ceux qui ont été sauvegardés "
            f"(dont {wrong[0]}). Rien n’a été modifié."
        )
    return manifest


def differences(folder: Path, manifest: Manifest) -> list[str]:
    """Names whose file or link is absent, other, or in no list."""
    there = {
        str(path.relative_to(folder)): path
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }
    there.pop(MANIFEST, None)
    files = {name: sha256(path) for name, path in there.items() if not path.is_symlink()}
    links = {name: str(path.readlink()) for name, path in there.items() if path.is_symlink()}
    told = {**manifest.files, **manifest.links}
    found = {**files, **links}
    return sorted(name for name in told.keys() | found.keys() if told.get(name) != found.get(name))


def sha256(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _pack(stream: BufferedIOBase, items: Mapping[str, Path], about: Manifest) -> None:
    with (
        gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=_LEVEL) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        for name, path in items.items():
            info = tar.gettarinfo(path, arcname=name)
            if info.issym():
                about.links[name] = info.linkname
                tar.addfile(info)
                continue
            # Two names of one content would be written as a link to the first.
            info.type, info.linkname = tarfile.REGTYPE, ""
            with path.open("rb") as content:
                info.size = os.fstat(content.fileno()).st_size
                hashing = _Hashing(content)
                tar.addfile(info, hashing)
            about.files[name] = hashing.digest.hexdigest()
        told = json.dumps(asdict(about), ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(told)
        tar.addfile(info, io.BytesIO(told))


def _unpack(stream: BufferedIOBase, into: Path) -> None:
    with (
        gzip.GzipFile(fileobj=stream, mode="rb") as packed,
        tarfile.open(fileobj=packed, mode="r|") as tar,
    ):
        for member in tar:
            tar.extract(member, into, filter="data")
    # What follows the end of the tar is read too: the encryption says at its end that it is whole.
    while stream.read(_CHUNK):
        pass


class _Hashing(io.RawIOBase):
    """A file whose hash is that of the bytes that were read from it, whatever it holds later."""

    def __init__(self, content: BufferedIOBase) -> None:
        self._content = content
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        part = self._content.read(size)
        self.digest.update(part)
        return part


def _through(
    produce: Callable[[BufferedIOBase], object], consume: Callable[[BufferedIOBase], object]
) -> None:
    """Run two halves on both ends of a pipe; the error of the first to fail is raised."""
    ends = os.pipe()
    reader, writer = os.fdopen(ends[0], "rb"), os.fdopen(ends[1], "wb")
    failed: list[Exception] = []

    def run() -> None:
        try:
            with writer:
                produce(writer)
        except Exception as error:
            # The other half sees an end that came too early; why is told here.
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        with reader:
            consume(reader)
    except Exception as error:
        thread.join()
        raise _cause(failed, error) from None
    thread.join()
    if failed:
        raise failed[0]


def _cause(failed: Sequence[Exception], seen: Exception) -> Exception:
    """A half that writes to a closed pipe has seen the failure of the other, not its own."""
    own = [error for error in failed if not isinstance(error, BrokenPipeError)]
    return own[0] if own else seen
