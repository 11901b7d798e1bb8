"""SQL of the ingest: templates in `sql/`, filled in with the contract's table and column names."""

from __future__ import annotations

from pathlib import Path

from pipelines.contracts.sql import texts

ROOT = Path(__file__).with_name("sql")
sql = texts(ROOT)
