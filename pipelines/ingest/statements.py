"""SQL of the ingest: files of `sql/`, whose table and column names come from the contract."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import jinja2

ROOT = Path(__file__).with_name("sql")


def quoted(name: str) -> str:
    """An identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(  # noqa: S701 SQL, not HTML
        loader=jinja2.FileSystemLoader(ROOT),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["quoted"] = quoted
    return environment


def sql(name: str, **names: Any) -> str:
    """The text of `sql/<name>.sql`.

    Only names and constants of the contracts and of this package go in this way; what comes from a
    file is bound as a parameter or read from a table.
    """
    return _environment().get_template(f"{name}.sql").render(**names)
