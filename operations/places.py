"""Where backups lie: a folder (a mounted disk) or a bucket that speaks S3.

The settings of a bucket are those that every tool of S3 reads: `AWS_ACCESS_KEY_ID`,
`AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT_URL`.
"""

from __future__ import annotations

import os
import re
import shutil
from datetime import datetime, timedelta
from io import BufferedWriter
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from method.errors import ReaderError
from pipelines.desk.history import settle_file

NAME = re.compile(r"observatoire-\d{8}T\d{12}Z\.tar\.gz\.age")
PART = ".part"


class PlaceRefused(ReaderError):
    """The place cannot be reached, or has no such backup."""


class Place(Protocol):
    """A place for backups."""

    def names(self) -> list[str]:
        """Backups that are there, oldest first."""
        ...

    def put(self, file: Path, name: str) -> None:
        """Bring a file there, whole or not at all."""
        ...

    def get(self, name: str, into: Path) -> None:
        """Bring a backup here."""
        ...

    def remove(self, name: str) -> None:
        """Remove a backup."""
        ...


def open_private(file: Path, *, is_new: bool = False) -> BufferedWriter:
    """Open a file to write, its owner's alone; `is_new` refuses one that is there."""
    how = os.O_WRONLY | os.O_CREAT | (os.O_EXCL if is_new else os.O_TRUNC)
    return os.fdopen(os.open(file, how, 0o600), "wb")


def name_of(moment: datetime) -> str:
    """Name of the backup of a moment in UTC: the order of names is that of moments."""
    return f"observatoire-{moment:%Y%m%dT%H%M%S%f}Z.tar.gz.age"


def place_of(address: str) -> Place:
    """The folder or bucket of an address: `/mnt/disque`, `s3://bucket/prefix`."""
    return Bucket(address) if address.startswith("s3://") else Folder(Path(address))


class Folder:
    """Backups in a folder, their owner's alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        """Backups that are there, oldest first."""
        return sorted(path.name for path in self.folder.glob("*") if NAME.fullmatch(path.name))

    def put(self, file: Path, name: str) -> None:
        """Bring a file there, whole or not at all."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for left in self.folder.glob(f"observatoire-*{PART}"):
                left.unlink()
            part = self.folder / f"{name}{PART}"
            with file.open("rb") as source, open_private(part) as target:
                shutil.copyfileobj(source, target)
            settle_file(part, self.folder / name)
        except OSError as error:
            raise PlaceRefused(f"{self.folder} : la sauvegarde n’y tient pas ({error}).") from None

    def get(self, name: str, into: Path) -> None:
        """Bring a backup here."""
        try:
            shutil.copyfile(self.folder / name, into)
        except OSError as error:
            raise PlaceRefused(f"{self.folder / name} : illisible ({error}).") from None

    def remove(self, name: str) -> None:
        """Remove a backup."""
        (self.folder / name).unlink(missing_ok=True)


class Bucket:
    """Backups in a bucket; a file of many parts is there once its last part is."""

    def __init__(self, address: str) -> None:
        asked = urlsplit(address)
        self.address = address
        if not asked.netloc:
            raise PlaceRefused(f"{address} : attendu s3://SEAU/DOSSIER.")
        endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
        self.store = S3Store(
            asked.netloc,
            prefix=asked.path.strip("/") or None,
            client_options={"allow_http": endpoint.startswith("http://"), "timeout": "10m"},
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=60)},
        )

    def names(self) -> list[str]:
        """Backups that are there, oldest first."""
        try:
            listed = [one["path"] for batch in obstore.list(self.store) for one in batch]
        except (BaseError, OSError) as error:
            raise self._refused(error) from None
        return sorted(path for path in listed if NAME.fullmatch(path))

    def put(self, file: Path, name: str) -> None:
        """Bring a file there, whole or not at all."""
        try:
            obstore.put(self.store, name, file)
        except (BaseError, OSError) as error:
            raise self._refused(error) from None

    def get(self, name: str, into: Path) -> None:
        """Bring a backup here."""
        try:
            with into.open("wb") as target:
                for part in obstore.get(self.store, name).stream():
                    target.write(part)
        except (BaseError, OSError) as error:
            raise self._refused(error) from None

    def remove(self, name: str) -> None:
        """Remove a backup."""
        try:
            obstore.delete(self.store, name)
        except (BaseError, OSError) as error:
            raise self._refused(error) from None

    def _refused(self, error: Exception) -> PlaceRefused:
        said = str(error).splitlines()[0][:200]
        return PlaceRefused(
            f"{self.address} : ce seau ne répond pas comme attendu ({said}). Vérifiez AWS_* et le "
            "réseau."
        )
