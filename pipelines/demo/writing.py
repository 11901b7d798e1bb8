"""Writing of the raw files: all text, as CSV at the usual scale and streamed Parquet beyond."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from pipelines import contracts
from pipelines.demo.timeline import NEVER

Column = pa.Array
Columns = dict[str, Column]


def text(values: np.ndarray | Sequence[str | None]) -> Column:
    """Text, unchanged; None is an empty cell."""
    return pa.array(values, type=pa.string())


def pick(labels: tuple[str, ...] | np.ndarray, index: np.ndarray) -> Column:
    """The label of each index; an index below zero is an empty cell."""
    place = pa.array(index, mask=np.asarray(index) < 0)
    return pa.array(labels, type=pa.string()).take(place)


def whole(values: np.ndarray, width: int = 0) -> Column:
    """Whole numbers, left-padded with zeros to `width`."""
    digits = pc.cast(pa.array(np.asarray(values, dtype=np.int64)), pa.string())
    return pc.call_function("utf8_lpad", [digits], pc.PadOptions(width, "0")) if width else digits


def euros(cents: np.ndarray, is_known: np.ndarray | None = None) -> Column:
    """Cents as euros with two decimals; empty where `is_known` is false."""
    unknown = None if is_known is None else ~np.asarray(is_known)
    amounts = pa.array(np.asarray(cents, dtype=np.int64), mask=unknown)
    return _scaled(amounts, 2)


def decimals(values: np.ndarray, places: int, is_known: np.ndarray | None = None) -> Column:
    """Numbers with a fixed number of decimals; empty where `is_known` is false."""
    scaled = np.rint(np.asarray(values, dtype=float) * 10**places).astype(np.int64)
    unknown = None if is_known is None else ~np.asarray(is_known)
    return _scaled(pa.array(scaled, mask=unknown), places)


def _scaled(units: pa.Array, places: int) -> Column:
    """Exact text of numbers given in units of 10**-places."""
    one = pa.scalar(f"{10.0**-places:.{places}f}").cast(pa.decimal128(places + 1, places))
    exact = pc.call_function("multiply", [pc.cast(units, pa.decimal128(19, 0)), one])
    return pc.cast(exact, pa.string())


def days(values: np.ndarray) -> Column:
    """Days as 2025-12-31; `NEVER` and NaT are empty cells."""
    values = np.asarray(values, dtype="datetime64[D]")
    unknown = (values >= NEVER) | np.isnat(values)
    return pc.cast(pa.array(values, mask=unknown), pa.string())


class Sink(Protocol):
    """Destination of the tables; the same name may be written several times."""

    def write(self, name: str, columns: Columns) -> None:
        """Add the rows of one contract."""

    def close(self) -> None:
        """Finish writing."""


class CsvSink:
    """One `;` CSV per contract, in UTF-8."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, name: str, columns: Columns) -> None:
        """Write the file of a contract."""
        # « none » refuses texts that need quotes: no text here contains a delimiter or a quote.
        options = pacsv.WriteOptions(include_header=False, delimiter=";", quoting_style="none")
        with (self._folder / f"{name}.csv").open("wb") as file:
            table = _table(name, columns)
            file.write(";".join(table.column_names).encode() + b"\n")
            pacsv.write_csv(table, file, options)

    def close(self) -> None:
        """Every file is already closed."""


class ParquetSink:
    """One Parquet per contract, row group by row group: only one copy is in memory at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writers: dict[str, pq.ParquetWriter] = {}

    def write(self, name: str, columns: Columns) -> None:
        """Append the rows to the file of a contract."""
        table = _table(name, columns)
        if name not in self._writers:
            file = self._folder / f"{name}.parquet"
            self._writers[name] = pq.ParquetWriter(file, table.schema, compression="zstd")
        self._writers[name].write_table(table)

    def close(self) -> None:
        """Write the footers."""
        for writer in self._writers.values():
            writer.close()


def _table(name: str, columns: Columns) -> pa.Table:
    """Every column of a contract, in its order; optional columns without values are empty.

    Raises:
        ValueError: a column is unknown, out of order, or required and absent.
    """
    contract = contracts.load(name)
    expected = [spec.name for spec in contract.fields if spec.required or spec.name in columns]
    if list(columns) != expected:
        raise ValueError(f"{name}: {list(columns)} instead of {expected}")
    size = len(next(iter(columns.values())))
    empty = pa.nulls(size, pa.string())
    return pa.table({spec.name: columns.get(spec.name, empty) for spec in contract.fields})
