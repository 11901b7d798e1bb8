"""SQL of the desk: files of `sql/`, whose table and column names come from the contract."""

from __future__ import annotations

from pathlib import Path

from pipelines.contracts.sql import texts

sql = texts(Path(__file__).with_name("sql"))
