"""One backup: a compressed tar, encrypted with age, that ends with a manifest of its content.

Nothing is written in clear text: the tar goes through a pipe into the encryption. The public key is
enough to write; reading needs the secret key, which need not be on the server.
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
from method.faults import FULL
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
    """The backup is damaged, incomplete, or for another key; nothing was changed."""


class BackupNotWritten(ReaderError):
    """The backup was not written; the message says why."""


@dataclass
class Manifest:
    """Content of a backup: SHA-256 of each file, target of each link, by name."""

    made_at: str
    code_version: str
    files: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


def recipients(keys: str) -> list[pyrage.x25519.Recipient]:
    """Public keys, `age1…`, separated by commas or blanks.

    Raises:
        BackupNotWritten: there is none, or one of them is not a key.
    """
    try:
        public_keys = [
            pyrage.x25519.Recipient.from_str(key) for key in keys.replace(",", " ").split()
        ]
    except pyrage.RecipientError:
        raise BackupNotWritten(
            "OBSERVATOIRE_BACKUP_RECIPIENTS : une clé publique commence par « age1 » ; corrigez-la."
        ) from None
    if not public_keys:
        raise BackupNotWritten(
            "Aucune clé publique : une sauvegarde est toujours chiffrée. Faites une clé "
            "(« backup --new-key FICHIER ») et donnez OBSERVATOIRE_BACKUP_RECIPIENTS."
        )
    return public_keys


def identities(file: Path) -> list[pyrage.x25519.Identity]:
    """Secret keys of a file of `age-keygen` or of `backup --new-key`.

    Raises:
        BackupUnreadable: the file cannot be read, or contains no key.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        keys = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        secret_keys = [pyrage.x25519.Identity.from_str(key) for key in keys]
    except (OSError, UnicodeError, pyrage.IdentityError):
        secret_keys = []
    if not secret_keys:
        raise BackupUnreadable(f"{file} : ce fichier ne donne pas de clé secrète age.")
    return secret_keys


def write(
    out: Path,
    items: Mapping[str, Path],
    about: Manifest,
    to: Sequence[pyrage.x25519.Recipient],
) -> Manifest:
    """Write files and links into an encrypted archive.

    Args:
        out: file to write, readable only by its owner.
        items: name in the archive → file or link.
        about: manifest, filled in with what was written.
        to: public keys of those who may read it.

    Raises:
        BackupNotWritten: a file changed or disappeared meanwhile, or the disk is full.
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
    """Extract an archive, and compare each file with the manifest.

    Args:
        archive: the encrypted file.
        keys: secret keys, one of which opens it.
        into: empty folder.

    Raises:
        BackupUnreadable: some of its content differs from what was saved, or the disk is full.
    """
    try:
        with archive.open("rb") as source:
            _through(
                lambda stream: pyrage.decrypt_io(source, stream, keys),
                lambda stream: _unpack(stream, into),
            )
        content = json.loads((into / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**content)
    except _UNREADABLE as error:
        if isinstance(error, OSError) and error.errno in FULL:
            raise BackupUnreadable(
                f"{into} : pas assez de place pour ouvrir {archive.name}. Libérez-en, puis "
                "relancez. Rien n’a été modifié."
            ) from None
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
    """Names whose file or link is missing, different, or not in the manifest."""
    paths = {
        str(path.relative_to(folder)): path
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }
    paths.pop(MANIFEST, None)
    files = {name: sha256(path) for name, path in paths.items() if not path.is_symlink()}
    links = {name: str(path.readlink()) for name, path in paths.items() if path.is_symlink()}
    expected = {**manifest.files, **manifest.links}
    actual = {**files, **links}
    return sorted(
        name for name in expected.keys() | actual.keys() if expected.get(name) != actual.get(name)
    )


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
            # A second hard link to the same content would be written as a link to the first.
            info.type, info.linkname = tarfile.REGTYPE, ""
            with path.open("rb") as content:
                info.size = os.fstat(content.fileno()).st_size
                hashing = _Hashing(content)
                tar.addfile(info, hashing)
            about.files[name] = hashing.digest.hexdigest()
        manifest = json.dumps(asdict(about), ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(manifest)
        tar.addfile(info, io.BytesIO(manifest))


def _unpack(stream: BufferedIOBase, into: Path) -> None:
    with (
        gzip.GzipFile(fileobj=stream, mode="rb") as packed,
        tarfile.open(fileobj=packed, mode="r|") as tar,
    ):
        for member in tar:
            tar.extract(member, into, filter="data")
    # Read past the end of the tar too: the encryption is only verified at its end.
    while stream.read(_CHUNK):
        pass


class _Hashing(io.RawIOBase):
    """A file with the hash of the bytes read from it, even if it changes later."""

    def __init__(self, content: BufferedIOBase) -> None:
        self._content = content
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read the next bytes and hash them."""
        part = self._content.read(size)
        self.digest.update(part)
        return part


def _through(
    produce: Callable[[BufferedIOBase], object], consume: Callable[[BufferedIOBase], object]
) -> None:
    """Run two functions at both ends of a pipe; raise the error of the first one to fail."""
    ends = os.pipe()
    reader, writer = os.fdopen(ends[0], "rb"), os.fdopen(ends[1], "wb")
    errors: list[Exception] = []

    def run() -> None:
        try:
            with writer:
                produce(writer)
        except Exception as error:
            # The other end only sees an early end of file: the cause is here.
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        with reader:
            consume(reader)
    except Exception as error:
        thread.join()
        raise _cause(errors, error) from None
    thread.join()
    if errors:
        raise errors[0]


def _cause(errors: Sequence[Exception], error_here: Exception) -> Exception:
    """The real cause: a broken pipe only reflects the failure of the other end."""
    own = [error for error in errors if not isinstance(error, BrokenPipeError)]
    return own[0] if own else error_here
