"""Checks that the catalogue and the SQL agree on the indicators; otherwise the build stops."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb

from method.catalog import CatalogError, load_catalog
from method.disclosure import load_disclosure
from pipelines import contracts
from pipelines.build.graph import SQL_ROOT, STEPS

UNDECLARED = SQL_ROOT / "undeclared.sql"
COLUMNS = (
    "indicator_id varchar, family varchar, unit varchar, is_proportion boolean, "
    "is_network boolean, is_territorial boolean, n_min bigint, viewer varchar, "
    "safe double, critical double"
)
FILE_COLUMNS = "indicator_id varchar, contract varchar"
RAW_FILE_COLUMNS = "contract varchar, title varchar, rank bigint, late_after_months bigint"


DISCLOSURE_COLUMNS = "indicator_id varchar, rule varchar, block varchar, step double, least bigint"


def load_rules(work: duckdb.DuckDBPyConnection) -> None:
    """Create `reference.disclosure`: how each public indicator is published."""
    rows = [
        (name, rule.rule, rule.block, rule.step, rule.least)
        for rule in load_disclosure().rules
        for name in rule.indicators
    ]
    create_table(work, "reference.disclosure", DISCLOSURE_COLUMNS, rows)


def load_indicators(work: duckdb.DuckDBPyConnection) -> None:
    """Create `reference.indicator` and `reference.indicator_file` from the catalogue.

    Raises:
        CatalogError: an indicator is declared but not computed.
    """
    indicators = load_catalog().indicators.values()
    # Those with a separate table are columns with other names: `check_figures` checks the table.
    if uncomputed := not_computed(i.id for i in indicators if i.is_network or i.is_territorial):
        raise CatalogError(f"declared, and computed nowhere: {uncomputed}")
    rows = [
        (
            i.id,
            i.family,
            i.unit,
            i.is_proportion,
            i.is_network,
            i.is_territorial,
            i.n_min,
            i.viewer,
            i.thresholds.safe if i.thresholds else None,
            i.thresholds.critical if i.thresholds else None,
        )
        for i in indicators
    ]
    create_table(work, "reference.indicator", COLUMNS, rows)
    load_files(work)


def load_files(work: duckdb.DuckDBPyConnection) -> None:
    """Create `reference.indicator_file`: the raw files that each indicator needs.

    Raises:
        CatalogError: an indicator needs a file that has no contract.
    """
    indicators = load_catalog().indicators.values()
    rows = [(i.id, file) for i in indicators for file in i.files]
    if unknown := sorted({file for _, file in rows} - set(contracts.names())):
        raise CatalogError(f"raw files without a contract: {unknown}")
    create_table(work, "reference.indicator_file", FILE_COLUMNS, rows)


def load_raw_files(work: duckdb.DuckDBPyConnection) -> None:
    """Create `reference.raw_file`: the raw files that networks send, in their order."""
    files = [contracts.load(name) for name in contracts.names()]
    rows = [
        (file.name, file.title, rank, file.frequency and file.frequency.late_after_months)
        for rank, file in enumerate(files, 1)
        if file.tells_network
    ]
    create_table(work, "reference.raw_file", RAW_FILE_COLUMNS, rows)


def create_table(
    work: duckdb.DuckDBPyConnection, table: str, columns: str, rows: Sequence[tuple]
) -> None:
    """Create a table of conventions, in one insert since each statement costs a millisecond."""
    work.execute(f"create or replace table {table} ({columns})")
    if rows:
        marks = f"({', '.join('?' * len(rows[0]))})"
        values = [value for row in rows for value in row]
        work.execute(f"insert into {table} values {', '.join([marks] * len(rows))}", values)  # noqa: S608


def not_computed(ids: Iterable[str]) -> list[str]:
    """Ids that appear in no mart and no step."""
    files = [*SQL_ROOT.glob("marts/**/*.sql"), *STEPS.glob("*.py")]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return sorted(name for name in ids if f"'{name}'" not in text and f'"{name}"' not in text)


def check_figures(work: duckdb.DuckDBPyConnection) -> None:
    """Refuse figures that the catalogue does not declare, and declared tables that are missing.

    Raises:
        CatalogError: undeclared figures or missing tables.
    """
    tables = work.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
    declared = {i.table for i in load_catalog().indicators.values() if i.table}
    if missing := sorted(declared - {name for (name,) in tables}):
        raise CatalogError(f"declared, and made nowhere: {missing}")
    rows = work.execute(UNDECLARED.read_text(encoding="utf-8")).fetchall()
    if rows:
        raise CatalogError(f"computed, and not declared: {sorted(name for (name,) in rows)}")
