"""From a path to a table of text: the kind of file is told by its content and its name both."""

from __future__ import annotations

from pathlib import Path

from pipelines.contracts import Contract
from pipelines.ingest.issues import FileRefused
from pipelines.ingest.limits import MAX_FILE_BYTES
from pipelines.ingest.read.csv_file import read_csv
from pipelines.ingest.read.parquet import read_parquet
from pipelines.ingest.read.sheet import read_sheet
from pipelines.ingest.read.tables import TextTable

TEXT_SUFFIXES = frozenset({".csv", ".txt", ".tsv"})
SHEET_SUFFIXES = frozenset({".xlsx", ".ods"})
OLD_SUFFIXES = frozenset({".xls", ".xlsm", ".xlsb"})
PARQUET_SUFFIX = ".parquet"
# What people send; Parquet comes from programs, on disk, and is not taken from a browser.
UPLOAD_SUFFIXES = TEXT_SUFFIXES | SHEET_SUFFIXES | OLD_SUFFIXES
DATA_SUFFIXES = UPLOAD_SUFFIXES | {PARQUET_SUFFIX}

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
CONTENT = {ZIP: "un classeur ou une archive", OLE: "un ancien classeur Excel"}


def read_table(path: Path, contract: Contract) -> TextTable:
    """Read any supported file.

    Raises:
        FileRefused: the file as a whole cannot be used.
    """
    suffix = path.suffix.lower()
    if suffix not in DATA_SUFFIXES:
        raise FileRefused("file_kind_unknown", value=suffix or path.name)
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise FileRefused(
            "file_too_large",
            value=f"{size // 1024**2} Mo",
            expected=f"{MAX_FILE_BYTES // 1024**2} Mo",
        )
    if size == 0:
        raise FileRefused("file_empty")
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
