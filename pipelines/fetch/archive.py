"""Rows of a CSV inside an official zip, read one by one with a size limit."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from pipelines.fetch.packages import FetchError

MAX_MEMBER_BYTES = 2 * 1024**3
MAX_CELL_CHARACTERS = 1024**2


def rows(
    archive: Path, ending: str, delimiter: str, columns: frozenset[str]
) -> Iterator[dict[str, str]]:
    """Rows, by column, of the first file of the archive whose name ends with `ending`.

    Raises:
        FetchError: a missing file or column, or unreadable content.
    """
    csv.field_size_limit(max(csv.field_size_limit(), MAX_CELL_CHARACTERS))
    try:
        with zipfile.ZipFile(archive) as opened:
            member = next(one for one in opened.infolist() if one.filename.endswith(ending))
            # zipfile never yields more than the declared size.
            if member.file_size > MAX_MEMBER_BYTES:
                raise FetchError(f"{archive.name} : {member.filename} dépasse 2 Go, refusé.")
            with opened.open(member) as content:
                text = io.TextIOWrapper(content, "utf-8-sig", newline="")
                reader = csv.DictReader(text, delimiter=delimiter, restval="")
                missing = columns.difference(reader.fieldnames or [])
                if missing:
                    raise FetchError(
                        f"{archive.name} : {member.filename} n’a plus les colonnes attendues "
                        f"({', '.join(sorted(missing))})."
                    )
                yield from reader
    except (StopIteration, zipfile.BadZipFile, zlib.error, UnicodeError, csv.Error, EOFError):
        raise FetchError(f"{archive.name} : fichier « {ending} » absent ou illisible.") from None
