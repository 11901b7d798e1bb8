"""SQL of the ingest: files of `sql/`, whose table and column names come from the contract."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from pipelines.contracts.sql import environment

ROOT = Path(__file__).with_name("sql")


@cache
def _environment() -> jinja2.Environment:
    return environment(ROOT)


def sql(name: str, **names: Any) -> str:
    """The text of `sql/<name>.sql`.

    Only names and constants of the contracts and of this package go in this way; what comes from a
    file is bound as a parameter or read from a table.
    """
    return _environment().get_template(f"{name}.sql").render(**names)
