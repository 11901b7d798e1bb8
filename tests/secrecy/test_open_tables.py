"""Tables open to a role reveal nothing reserved, and contain nothing that no page uses."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from method.catalog import load_catalog
from method.published import quoted
from observatory.gate.access import VIEWS_ROOT, may_read
from observatory.gate.queries import load_query, query_files
from pipelines.build.declared import load_indicators, load_rules
from pipelines.build.graph import load_nodes
from tests.secrecy.worlds import inside, read
from tests.sql.tables import empty_database, types

# Recomputed months: each costs the same, and all are computed in the same way.
MONTHS = 6
# Start dates of the files of each network: a reader may guess them, so the attacker has them.
GUESSED = frozenset({"core.file_start", "core.record_start"})


def _reader_builds(curated: Path, role: str) -> duckdb.DuckDBPyConnection:
    """The project's own formulas, run only on the core tables that a role may open."""
    con = empty_database()
    load_indicators(con)
    load_rules(con)
    published = inside(
        curated, "select schema_name || '.' || table_name as name from duckdb_tables()"
    )
    columns = types()
    for node in load_nodes():
        for output in node.outputs:
            schema = output.split(".")[0]
            if schema == "core":
                _as_seen(con, output, columns[output], curated, role, set(published["name"]))
            elif schema == "reference":
                node.run(con)
            elif schema in ("indicators", "marts"):
                if node.name.startswith("pipelines.steps"):
                    fields = ", ".join(f'"{name}" {kind}' for name, kind in columns[output].items())
                    con.execute(f"create table {quoted(output)} ({fields})")
                else:
                    node.run(con)
    return con


def _as_seen(
    con: duckdb.DuckDBPyConnection,
    table: str,
    columns: dict[str, str],
    curated: Path,
    role: str,
    published: set[str],
) -> None:
    fields = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    con.execute(f"create table {quoted(table)} ({fields})")
    if table in published and (may_read(table, role) or table in GUESSED):
        rows = read(curated, "staff" if table in GUESSED else role, quoted(table))
        if table == "core.month":
            rows = rows.sort_values("as_of").tail(MONTHS)
        con.register("seen", rows)
        con.execute(f"insert into {quoted(table)} by name from seen")
        con.unregister("seen")


@pytest.mark.parametrize("role", ["public", pytest.param("rapporteur", marks=pytest.mark.deep)])
def test_no_reserved_figure_of_a_network_follows_from_open_tables(
    demo_curated: Path, role: str
) -> None:
    with _reader_builds(demo_curated, role) as con:
        derived = con.execute(
            "select as_of, network_id, indicator_id, value from marts.indicator_values "
            "where network_id <> '*' and status = 'ok' and value <> 0"
        ).df()
    reserved = [i.id for i in load_catalog().indicators.values() if i.viewer == "staff"]
    truth = inside(
        demo_curated,
        "select as_of, network_id, indicator_id, value as truth from marts.indicator_values",
    )
    both = derived[derived["indicator_id"].isin(reserved)].merge(truth)
    exact = both[(both["value"] - both["truth"]).abs() < 1e-6 * both["truth"].abs()]
    print(f"{role}: {len(exact)} reserved figures follow from open tables")
    assert exact.groupby("indicator_id").size().to_dict() == {}
    # The attack works: open public figures are recomputed.
    assert pd.Series(derived["indicator_id"]).isin(["annual_agreement_share"]).any()


# Rows of these tables that can be derived are not secret: ends of agreements and labels, which are
# public, stage criteria on age or number of members, and ranks by a public figure.
FROM_OPEN = frozenset(
    {
        "marts.alert_calendar",
        "marts.fragility_stage_criterion",
        "marts.indicator_public",
        "marts.indicator_values",
        "marts.network_place",
    }
)


@pytest.mark.parametrize("role", ["public", pytest.param("rapporteur", marks=pytest.mark.deep)])
def test_no_reserved_table_of_networks_follows_from_open_tables(
    demo_curated: Path, role: str
) -> None:
    """Confirmed alerts, funder delays, vacancies, fees: rows with a number for a network."""
    leaks = {}
    with _reader_builds(demo_curated, role) as con:
        outputs = [output for node in load_nodes() for output in node.outputs]
        for table in sorted(t for t in outputs if t.startswith("marts.") and not may_read(t, role)):
            rows = con.execute(f"from {quoted(table)}").df()
            if table in FROM_OPEN or rows.empty or "network_id" not in rows:
                continue
            truth = inside(demo_curated, f"from {quoted(table)} where network_id <> '*'")
            numbers = rows.select_dtypes("number").columns
            with_numbers = rows[rows[numbers].fillna(0).ne(0).any(axis=1)]
            same = with_numbers.astype(str).merge(truth.astype(str).drop_duplicates())
            if len(same):
                leaks[table] = len(same)
    print(f"{role}: {leaks}")
    assert leaks == {}


def _columns(file: Path, curated: Path) -> list[str]:
    return list(read(curated, file.parent.name, quoted(file.stem), "false").columns)


@pytest.mark.parametrize("role", ["public", pytest.param("rapporteur", marks=pytest.mark.deep)])
def test_a_view_holds_no_column_that_no_query_of_the_role_names(
    demo_curated: Path, role: str
) -> None:
    columns_read: dict[str, str] = {}
    for name in query_files():
        sql, tables = load_query(name)
        if all(may_read(table, role) for table in tables):
            for table in tables:
                columns_read[table] = columns_read.get(table, "") + sql
    unused = {
        f"{file.stem}.{column}"
        for file in VIEWS_ROOT.glob(f"{role}/*.sql")
        for column in _columns(file, demo_curated)
        if not re.search(rf"\b{column}\b", columns_read.get(file.stem, ""))
    }
    assert unused == set()


def test_tables_of_delays_stay_reserved_or_follow_the_rule_of_three(demo_curated: Path) -> None:
    assert not may_read("marts.funder_delay", "public")
    assert not may_read("marts.funder_delay", "rapporteur")
    rows = read(demo_curated, "public", "marts.first_payment_delay")
    whole = inside(demo_curated, "select * from marts.first_payment_delay where network_id = '*'")
    judged = rows.merge(whole, on=["as_of", "funder_type"], suffixes=("", "_whole"))
    assert len(judged) == len(rows) > 0
    assert (judged["networks"] >= 3).all()
    assert (judged["largest_share"] <= 0.85).all()
    assert judged.loc[judged["paid"] < 10, ["p10_days", "p90_days"]].isna().all().all()
