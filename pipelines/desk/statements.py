"""SQL of the desk: templates in `sql/`, filled in with the contract's table and column names."""

from __future__ import annotations

from pathlib import Path

from pipelines.contracts.sql import texts

sql = texts(Path(__file__).with_name("sql"))
