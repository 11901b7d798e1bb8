"""A CSV inside an official zip, row by row and bounded in size."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from pipelines.fetch.packages import FetchError

MAX_MEMBER_BYTES = 2 * 1024**3
MAX_CELL_CHARACTERS = 1024**2


def rows(
    archive: Path, ending: str, delimiter: str, columns: frozenset[str]
) -> Iterator[dict[str, str]]:
    """Rows of the first file of the archive whose name ends so, by column.

    Raises:
        FetchError: no such file, no such columns, or content that is not what it should be.
    """
    csv.field_size_limit(max(csv.field_size_limit(), MAX_CELL_CHARACTERS))
    try:
        with zipfile.ZipFile(archive) as opened:
            member = next(one for one in opened.infolist() if one.filename.endswith(ending))
            # zipfile gives no more than the size that it declares.
            if member.file_size > MAX_MEMBER_BYTES:
                raise FetchError(f"{archive.name} : {member.filename} dépasse 2 Go, refusé.")
            with opened.open(member) as content:
                text = io.TextIOWrapper(content, "utf-8-sig", newline="")
                reader = csv.DictReader(text, delimiter=delimiter, restval="")
                absent = columns.difference(reader.fieldnames or [])
                if absent:
                    raise FetchError(
                        f"{archive.name} : {member.filename} n’a plus les colonnes attendues "
                        f"({', '.join(sorted(absent))})."
                    )
                yield from reader
    except (StopIteration, zipfile.BadZipFile, UnicodeDecodeError, csv.Error, EOFError):
        raise FetchError(f"{archive.name} : fichier « {ending} » absent ou illisible.") from None
