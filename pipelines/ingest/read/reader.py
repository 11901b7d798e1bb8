"""From a path to a table of text; the file type must agree with both the name and the content."""

from __future__ import annotations

import stat
from pathlib import Path

from pipelines.contracts import Contract
from pipelines.ingest.issues import FileRefused
from pipelines.ingest.limits import MAX_FILE_BYTES
from pipelines.ingest.read.aside import set_aside
from pipelines.ingest.read.csv_apart import read_csv
from pipelines.ingest.read.doubtful import mark_doubtful
from pipelines.ingest.read.parquet import read_parquet
from pipelines.ingest.read.sheet import read_sheet
from pipelines.ingest.read.tables import TextTable

TEXT_SUFFIXES = frozenset({".csv", ".txt", ".tsv"})
SHEET_SUFFIXES = frozenset({".xlsx", ".ods"})
OLD_SUFFIXES = frozenset({".xls", ".xlsm", ".xlsb"})
PARQUET_SUFFIX = ".parquet"
# Accepted from people; Parquet comes from programs, on disk, and is not accepted from a browser.
UPLOAD_SUFFIXES = TEXT_SUFFIXES | SHEET_SUFFIXES | OLD_SUFFIXES
DATA_SUFFIXES = UPLOAD_SUFFIXES | {PARQUET_SUFFIX}

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
CONTENT = {ZIP: "un classeur ou une archive", OLE: "un ancien classeur Excel"}


def refuse_special(path: Path) -> int:
    """Return the size of a file in bytes, and refuse special files (a pipe would block for ever).

    Raises:
        FileRefused: a pipe, a device, a folder.
        OSError: missing, or access denied.
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise FileRefused("file_out_of_reach", value="ce n’est pas un fichier ordinaire")
    return status.st_size


def read_table(path: Path, contract: Contract) -> TextTable:
    """Read any supported file.

    Raises:
        FileRefused: the file as a whole cannot be used.
    """
    size = refuse_special(path)
    suffix = path.suffix.lower()
    if suffix not in DATA_SUFFIXES:
        raise FileRefused("file_kind_unknown", value=suffix or path.name)
    if size > MAX_FILE_BYTES:
        raise FileRefused(
            "file_too_large",
            value=f"{size // 1024**2} Mo",
            expected=f"{MAX_FILE_BYTES // 1024**2} Mo",
        )
    if size == 0:
        raise FileRefused("file_empty")
    text = _read(path, suffix, contract)
    set_aside(contract, text)
    mark_doubtful(contract, text)
    return text


def _read(path: Path, suffix: str, contract: Contract) -> TextTable:
    with path.open("rb") as file:
        magic = file.read(4)
    if suffix in TEXT_SUFFIXES:
        if magic in CONTENT:
            raise FileRefused("file_renamed", value=suffix, expected=CONTENT[magic])
        return read_csv(path, contract)
    if suffix == PARQUET_SUFFIX:
        return read_parquet(path)
    if magic == OLE or suffix == ".xls":
        raise FileRefused("file_old_excel")
    if magic != ZIP:
        raise FileRefused("file_renamed", value=suffix, expected="ce n’est pas un classeur")
    if suffix not in SHEET_SUFFIXES:
        raise FileRefused("file_kind_unknown", value=suffix)
    return read_sheet(path, contract)
