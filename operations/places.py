"""Where backups are kept: a folder (a mounted disk) or an S3 bucket.

The settings of a bucket are those of every S3 tool: `AWS_ACCESS_KEY_ID`,
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

from method.durable import settle_file
from method.errors import ReaderError
from method.faults import reason

NAME = re.compile(r"observatoire-\d{8}T\d{12}Z\.tar\.gz\.age")
PART = ".part"


class PlaceRefused(ReaderError):
    """The place cannot be reached, or has no such backup."""


class Place(Protocol):
    """A place for backups."""

    def names(self) -> list[str]:
        """Existing backups, oldest first."""
        ...

    def put(self, file: Path, name: str) -> None:
        """Store a file atomically."""
        ...

    def get(self, name: str, into: Path) -> None:
        """Copy a backup to a local file."""
        ...

    def remove(self, name: str) -> None:
        """Remove a backup."""
        ...


def open_private(file: Path, *, is_new: bool = False) -> BufferedWriter:
    """Open a file to write, readable only by its owner; `is_new` refuses an existing one."""
    how = os.O_WRONLY | os.O_CREAT | (os.O_EXCL if is_new else os.O_TRUNC)
    return os.fdopen(os.open(file, how, 0o600), "wb")


def name_of(moment: datetime) -> str:
    """Name of the backup made at a time in UTC; names sort by time."""
    return f"observatoire-{moment:%Y%m%dT%H%M%S%f}Z.tar.gz.age"


def place_of(address: str) -> Place:
    """Folder or bucket for an address: `/mnt/disque`, `s3://bucket/prefix`."""
    return Bucket(address) if address.startswith("s3://") else Folder(Path(address))


class Folder:
    """Backups in a folder, readable only by their owner."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        """Existing backups, oldest first."""
        return sorted(path.name for path in self.folder.glob("*") if NAME.fullmatch(path.name))

    def put(self, file: Path, name: str) -> None:
        """Store a file atomically."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for leftover in self.folder.glob(f"observatoire-*{PART}"):
                leftover.unlink()
            part = self.folder / f"{name}{PART}"
            with file.open("rb") as source, open_private(part) as target:
                shutil.copyfileobj(source, target)
            settle_file(part, self.folder / name)
        except OSError as error:
            raise PlaceRefused(
                f"{self.folder} : la sauvegarde n’y tient pas ({reason(error)})."
            ) from None

    def get(self, name: str, into: Path) -> None:
        """Copy a backup to a local file."""
        try:
            shutil.copyfile(self.folder / name, into)
        except OSError as error:
            raise PlaceRefused(f"{self.folder / name} : illisible ({reason(error)}).") from None

    def remove(self, name: str) -> None:
        """Remove a backup."""
        (self.folder / name).unlink(missing_ok=True)


class Bucket:
    """Backups in a bucket; a multipart file only appears with its last part."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.address = address
        if not parts.netloc:
            raise PlaceRefused(f"{address} : attendu s3://SEAU/DOSSIER.")
        endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
        self.store = S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            client_options={"allow_http": endpoint.startswith("http://"), "timeout": "10m"},
            retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=60)},
        )

    def names(self) -> list[str]:
        """Existing backups, oldest first."""
        try:
            listed = [one["path"] for batch in obstore.list(self.store) for one in batch]
        except (BaseError, OSError) as error:
            raise self._refused(error) from None
        return sorted(path for path in listed if NAME.fullmatch(path))

    def put(self, file: Path, name: str) -> None:
        """Store a file atomically."""
        try:
            obstore.put(self.store, name, file)
        except (BaseError, OSError) as error:
            raise self._refused(error) from None

    def get(self, name: str, into: Path) -> None:
        """Copy a backup to a local file."""
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
        line = str(error).splitlines()[0][:200]
        return PlaceRefused(
            f"{self.address} : ce seau ne répond pas comme attendu ({line}). Vérifiez AWS_* et le "
            "réseau."
        )
