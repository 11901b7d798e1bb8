"""Read Parquet written by programs (the large demonstration, an extraction), all columns as text.

Lines are counted as in a CSV with the same rows: the header is line 1.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipelines.ingest.issues import FileRefused
from pipelines.ingest.limits import MAX_COLUMNS, MAX_INFLATED_BYTES, MAX_ROWS
from pipelines.ingest.numbers import spell
from pipelines.ingest.read.tables import BOOLEAN, DATE, DECIMAL, TEXT, TextTable
from pipelines.ingest.tally import Tally


def read_parquet(path: Path) -> TextTable:
    """Read a Parquet file into text; NULL becomes an empty cell.

    Raises:
        FileRefused: damaged, with a nested column, or beyond the limits.
    """
    try:
        with pq.ParquetFile(path) as file:
            _refuse_beyond_limits(file.metadata)
            table = file.read()
        cells = [pc.fill_null(column.cast(pa.string()), "") for column in table.columns]
    except (pa.ArrowException, OSError):
        raise FileRefused("file_unreadable", value="Parquet abîmé ou colonnes composées") from None
    names = [f"text_{i}" for i in range(len(cells))]
    lines = pa.array(np.arange(2, table.num_rows + 2))
    kinds = "".join(_kind(column.type) for column in table.columns)
    return TextTable(
        table.column_names,
        pa.table([lines, *cells], names=["line", *names]),
        kinds=pa.chunked_array([pa.repeat(kinds, table.num_rows)]),
        tally=Tally(lines=table.num_rows + 1, headers=1),
    )


def _kind(type_: pa.DataType) -> str:
    if pa.types.is_floating(type_) or pa.types.is_decimal(type_):
        return DECIMAL
    if pa.types.is_temporal(type_):
        return DATE
    return BOOLEAN if pa.types.is_boolean(type_) else TEXT


def _refuse_beyond_limits(metadata: pq.FileMetaData) -> None:
    if metadata.num_columns > MAX_COLUMNS:
        raise FileRefused("too_many_columns", expected=MAX_COLUMNS)
    if metadata.num_rows > MAX_ROWS:
        raise FileRefused("too_many_rows", expected=spell(MAX_ROWS))
    inflated = sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
    if inflated > MAX_INFLATED_BYTES:
        raise FileRefused(
            "file_too_large",
            value=f"{inflated // 1024**2} Mo une fois décompressé",
            expected=f"{MAX_INFLATED_BYTES // 1024**2} Mo",
        )
