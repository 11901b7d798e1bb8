"""Tables of many networks are made without comparing all networks with each other."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pipelines.build.engine import IN_PLACE
from tests.sql.tables import empty_database, nodes, types

NETWORKS = 400
# Figures of every network that follow the law, and companies that left and came back.
ROWS = f"""
    insert into core.month by name
    select last_day(date '2022-01-01' + to_months(cast(i as int))) as as_of,
        last_day(date '2021-01-01' + to_months(cast(i as int))) as from_12m
    from range(48) as t (i);
    insert into marts.indicator_values by name
    select m.as_of, 'n' || n as network_id, i as indicator_id,
        cast(case i when 'stock' then 10 else 1 end as double) as value, 'ok' as status
    from core.month as m, range({NETWORKS}) as networks (n),
        (values ('stock'), ('entries'), ('exits'), ('other'), ('one more')) as figures (i);
    insert into reference.law_term (law_id, kind, role, indicator_id)
    values ('flow', 'stock_flow', 'stock', 'stock'),
        ('flow', 'stock_flow', 'entries', 'entries'),
        ('flow', 'stock_flow', 'exits', 'exits');
    insert into core.membership by name
    select 'n' || (n % {NETWORKS}) as network_id, 's' || n as siren, 'entreprise' as college,
        date '2020-01-01' + cast(400 * stay as int) as joined_on,
        date '2021-01-01' + cast(4000 * stay as int) as left_on
    from range(3000) as companies (n), range(2) as stays (stay);
    insert into core.membership_spell by name
    select distinct network_id, siren, date '2020-01-01' as started_on from core.membership;
"""


# Rows made by one operator of a plan, for each row of the largest table that it reads.
MOST = 4


def rows_made(operator: dict) -> Iterator[int]:
    """Rows that each operator of a plan hands on."""
    yield operator["intermediate_rows"]
    for child in operator.get("children", ()):
        yield from rows_made(child)


def test_the_law_of_flows_joins_no_network_to_another() -> None:
    node = nodes()["quality.law_flow"]
    with empty_database() as con:
        for table in node.inputs:
            fields = ", ".join(f'"{name}" {kind}' for name, kind in types()[table].items())
            con.execute(f"create table {table} ({fields})")
        con.execute(ROWS)
        largest = max(con.table(table).shape[0] for table in node.inputs)
        con.execute("set enable_profiling = 'no_output'")
        IN_PLACE.run(node, con)
        plan = json.loads(con.get_profiling_information(format="json"))["operator"]
        made = [rows for operator in plan for rows in rows_made(operator)]
        assert largest < max(made) < MOST * largest
        assert con.execute("from quality.law_flow").fetchall() == []
