"""Steps made part by part, one per month: a part whose key is unchanged keeps its rows.

The key of a part is a hash of everything it depends on besides the code; a build only leaves a step
its former tables if the code is the same. Each step has its own table of keys.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache

import duckdb
import numpy as np

KEYS = "as_of date, key varchar"


def former_keys(connection: duckdb.DuckDBPyConnection, table: str) -> dict[date, str]:
    """Key of each month of the former run; empty if there was none."""
    return dict(former_rows(connection, table))


def write_keys(connection: duckdb.DuckDBPyConnection, table: str, keys: Mapping[date, str]) -> None:
    """Create the table of the keys of this run."""
    write_rows(connection, table, KEYS, [*keys.items()])


def former_rows(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple]:
    """Rows of a table of the former run; none if there was none."""
    try:
        return connection.execute(f"from {table}").fetchall()
    except duckdb.CatalogException:
        return []


def write_rows(
    connection: duckdb.DuckDBPyConnection, table: str, columns: str, rows: Sequence[tuple]
) -> None:
    """Create a table of this run, from its rows."""
    connection.execute(f"create or replace table {table} ({columns})")
    if rows:
        values = [list(column) for column in zip(*rows, strict=True)]
        unnested = ", ".join(["unnest(?)"] * len(values))
        connection.execute(f"insert into {table} select {unnested}", values)


def key_of(*values: object) -> str:
    """Hash of values made of arrays, texts, numbers, mappings and dataclasses.

    Equal values have the same key, whatever their place in memory or the width of their texts.
    """
    hasher = hashlib.blake2b(digest_size=16)
    for value in values:
        _feed(hasher, value)
    return hasher.hexdigest()


def _feed(hasher: hashlib.blake2b, value: object) -> None:
    """Add a value to a hash."""
    if isinstance(value, np.ndarray):
        hasher.update(f"{value.dtype.kind}{value.shape}".encode() + _content(value))
    elif isinstance(value, list | tuple):
        hasher.update(f"[{len(value)}".encode())
        for one in value:
            _feed(hasher, one)
    elif names := _fields(type(value)):
        for name in names:
            _feed(hasher, getattr(value, name))
    elif isinstance(value, Mapping):
        for name in sorted(value, key=str):
            hasher.update(f"{name}=".encode())
            _feed(hasher, value[name])
    else:
        hasher.update(f"{type(value).__name__}:{value!r};".encode())


def _content(values: np.ndarray) -> bytes:
    """Bytes of an array, the same for equal texts in columns of another width."""
    if values.dtype.kind == "U":
        widest = int(np.strings.str_len(values).max(initial=1))
        return str(widest).encode() + values.astype(f"U{widest}").tobytes()
    if values.dtype.kind in "OT":
        return "\0".join(map(str, values.ravel().tolist())).encode()
    return values.tobytes()


@cache
def _fields(kind: type) -> tuple[str, ...]:
    """Names of the fields of a dataclass; none of another type."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
