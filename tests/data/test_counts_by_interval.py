"""Counts by intervals equal counts of stays expanded by month, on the demo and at random."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from method.published import quoted
from tests.data.small_builds import needed
from tests.data.test_membership_small import draw, made
from tests.sql.tables import empty_database

MONTH_BY_MONTH = Path(__file__).with_name("month_by_month.sql")
BY_SCOPE = """
    select as_of, network_id, fact, class, count(*) as companies
    from fact
    group by all
"""
BY_TERRITORY = """
    select as_of, level, territory_code, network_id,
        count(*) filter (fact = 'member') as members,
        count(*) filter (fact = 'company') as companies,
        count(*) filter (fact = 'company' and class in ('TPE', 'PME')) as tpe_pme,
        count(*) filter (fact = 'company' and class in ('ETI', 'GE')) as eti_ge,
        count(*) filter (fact = 'company' and class = 'TPE') as tpe,
        count(*) filter (fact = 'company' and class = 'PME') as pme,
        count(*) filter (fact = 'company' and class = 'ETI') as eti,
        count(*) filter (fact = 'company' and class = 'GE') as ge,
        count(*) filter (fact = 'target') as targeted,
        count(*) filter (fact = 'join') as joins,
        count(*) filter (fact = 'leave') as leaves
    from fact inner join indicators.company_place using (siren)
    where fact in ('member', 'company', 'target', 'join', 'leave')
    group by all
"""


def differences(con: duckdb.DuckDBPyConnection) -> list[tuple]:
    """Rows that only one of the two methods gives, those of the intervals first."""
    sql = MONTH_BY_MONTH.read_text(encoding="utf-8")
    con.execute(f"create or replace temp table fact as {sql}")
    extra = []
    for table, again in (("scope_count", BY_SCOPE), ("territory_count", BY_TERRITORY)):
        ours = f"select * from indicators.{table}"
        for one, other, which in ((ours, again, "intervals"), (again, ours, "months")):
            rows = con.execute(f"({one}) except all ({other}) order by all limit 5").fetchall()
            extra += [(table, which, *row) for row in rows]
    return extra


@settings(max_examples=3, deadline=None, print_blob=True)
@given(seed=st.integers(0, 2**32))
def test_on_random_stays(seed: int) -> None:
    with made(draw(seed)) as con:
        assert not differences(con)


@pytest.mark.deep
def test_on_the_demo(demo_db: Path) -> None:
    nodes = needed(frozenset({"indicators.territory_count", "indicators.scope_count"}))
    counted = [node for node in nodes if node.name.startswith("indicators.")]
    with empty_database() as con:
        con.execute(f"attach '{demo_db}' as published (read_only)")
        for table in sorted({t for n in counted for t in n.inputs if t.startswith("core.")}):
            con.execute(f"create table {quoted(table)} as from published.{quoted(table)}")
        for node in counted:
            node.run(con)
        assert not differences(con)
        (rows,) = con.execute("select count(*) from indicators.territory_count").fetchall()
        assert rows > (100_000,)
