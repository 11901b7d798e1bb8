"""Steps made part by part, one per month: a part whose key is unchanged keeps its rows.

The key of a part is a hash of everything it depends on besides the code; a build only leaves a step
its former tables if the code is the same. Each step has its own table of keys.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache

import duckdb
import numpy as np

KEYS = "as_of date, key varchar"


def former_keys(connection: duckdb.DuckDBPyConnection, table: str) -> dict[date, str]:
    """Key of each month of the former run; empty if there was none."""
    try:
        return dict(connection.execute(f"select as_of, key from {table}").fetchall())  # noqa: S608
    except duckdb.CatalogException:
        return {}


def write_keys(connection: duckdb.DuckDBPyConnection, table: str, keys: Mapping[date, str]) -> None:
    """Create the table of the keys of this run."""
    connection.execute(f"create or replace table {table} ({KEYS})")
    if keys:
        connection.execute(
            f"insert into {table} select unnest(?), unnest(?)",
            [[*keys], [*keys.values()]],
        )


def key_of(*values: object) -> str:
    """Hash of values made of arrays, texts, numbers, mappings and dataclasses.

    Equal values have the same key, whatever their place in memory or the width of their texts.
    """
    digest = _Digest({})
    for value in values:
        digest.feed(value)
    return digest.hasher.hexdigest()


class _Digest:
    """A hash being made. A dataclass that many values share is read once: `known`, by identity."""

    def __init__(self, known: dict[int, bytes]) -> None:
        self.hasher = hashlib.blake2b(digest_size=16)
        self.known = known

    def feed(self, value: object) -> None:
        """Add a value."""
        if isinstance(value, np.ndarray):
            self.hasher.update(f"{value.dtype.kind}{value.shape}".encode() + _content(value))
        elif isinstance(value, list | tuple):
            self.hasher.update(f"[{len(value)}".encode())
            for one in value:
                self.feed(one)
        elif names := _fields(type(value)):
            self.hasher.update(self._of_fields(value, names))
        elif isinstance(value, Mapping):
            for name in sorted(value, key=str):
                self.hasher.update(f"{name}=".encode())
                self.feed(value[name])
        else:
            self.hasher.update(f"{type(value).__name__}:{value!r};".encode())

    def _of_fields(self, value: object, names: tuple[str, ...]) -> bytes:
        if id(value) not in self.known:
            whole = _Digest(self.known)
            for name in names:
                whole.feed(getattr(value, name))
            self.known[id(value)] = whole.hasher.digest()
        return self.known[id(value)]


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
