"""A secret cell without a row is read like one with a row marked secret, and its mask is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from observatory.territories.mapped import counts
from pipelines.steps.territory_former import CELL, former_masks, run
from tests.secrecy.worlds import cells_without_row

QUERIES = Path("observatory/territories/queries")
# Figures marked secret in the full table, for a territory whose number of companies is secret.
MARKED = ("companies_active", "members_active", "tpe_pme_share", "tpe_pme_penetration")
LEVELS = ("commune", "epci", "canton", "circonscription", "departement", "region")


@pytest.fixture(scope="module")
def both(demo_curated: Path) -> Iterator[dict[str, duckdb.DuckDBPyConnection]]:
    """Two months of the demonstration, one year apart, as published and in full."""
    file = (demo_curated / "observatory.duckdb").resolve()
    opened = {name: duckdb.connect() for name in ("published", "full")}
    for name, con in opened.items():
        con.execute(f"attach '{file}' as source (read_only)")
        con.execute("create schema core; create schema marts")
        for table in ("territory", "month", "network", "network_department", "network_division"):
            con.execute(f"create table core.{table} as from source.core.{table}")
        con.execute(
            "create table marts.territory_values as from source.marts.territory_values where as_of "
            "in (select unnest([max(as_of), max(from_12m)]) from core.month)"
        )
        if name == "full":
            stock = con.execute(
                "from marts.territory_values where indicator_id = 'companies_active'"
            ).df()
            con.register("hidden", cells_without_row(demo_curated, stock))
            con.execute(
                "insert into marts.territory_values by name select h.*, i.indicator_id, "
                "'secret' as status from hidden as h, (select unnest(?) as indicator_id) as i",
                [[*MARKED]],
            )
            con.unregister("hidden")
    yield opened
    for con in opened.values():
        con.close()


def rows(con: duckdb.DuckDBPyConnection, name: str, **asked: object) -> list[str]:
    text = (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
    named = {key: value for key, value in asked.items() if f"${key}" in text}
    return sorted(map(repr, con.execute(text, named).fetchall()))


def test_maps_sheets_and_contacts_read_a_missing_row_as_a_secret_one(
    both: dict[str, duckdb.DuckDBPyConnection],
) -> None:
    as_of, network = (
        both["full"]
        .execute("select max(m.as_of), min(n.network_id) from core.month as m, core.network as n")
        .fetchall()[0]
    )
    secret = 0
    for level in LEVELS:
        code = (
            both["full"]
            .execute("select max(code) from core.territory where level = ?", [level])
            .fetchall()[0][0]
        )
        asked = {"as_of": as_of, "level": level, "code": code, "counts": counts()}
        for scope in ("*", network):
            for name in ("companies_active", "joins_12m", "tpe_share", "partner_aid_24m"):
                of = {**asked, "network_id": scope, "indicator_id": name}
                of["is_count"] = name in counts()
                maps = [rows(con, "territory_map", **of) for con in both.values()]
                assert maps[0] == maps[1], (level, scope, name)
                secret += sum("'secret'" in row for row in maps[0])
            sheets = [
                rows(con, "territory_sheet", **asked, network_id=scope) for con in both.values()
            ]
            assert sheets[0] == sheets[1], (level, scope)
        lists = [
            rows(con, "territory_contacts", **asked, departments=["45"]) for con in both.values()
        ]
        assert lists[0] == lists[1], level
    assert secret > 1000


def test_a_network_that_sent_nothing_has_no_secret_cell(
    both: dict[str, duckdb.DuckDBPyConnection],
) -> None:
    con = both["published"]
    as_of = con.execute("select max(as_of) from core.month").fetchall()[0][0]
    asked = {"as_of": as_of, "level": "epci", "network_id": "nobody", "is_count": True}
    found = rows(con, "territory_map", **asked, indicator_id="companies_active")
    assert found
    assert not any("'secret'" in row for row in found)


@pytest.mark.parametrize("is_full", [False, True])
def test_the_mask_of_a_shown_month_is_the_same_with_and_without_secret_rows(
    tmp_path: Path, is_full: bool
) -> None:
    columns = ["level", "territory_code", "network_id", "indicator_id", "status"]
    published = [
        ("region", "24", "a", "companies_active", "ok"),
        ("epci", "e1", "a", "companies_active", "ok"),
        ("epci", "e1", "a", "tpe_pme_share", "ok"),
        ("epci", "e1", "a", "joins_12m", "secret"),
        ("region", "24", "b", "companies_active", "secret"),
        ("region", "24", "b", "tpe_pme_share", "secret"),
    ]
    if is_full:
        published += [
            ("epci", "e2", "a", "companies_active", "secret"),
            ("epci", "e2", "a", "tpe_pme_share", "secret"),
            ("epci", "e1", "b", "companies_active", "secret"),
            ("epci", "e1", "b", "tpe_pme_share", "secret"),
            ("epci", "e2", "b", "companies_active", "secret"),
            ("epci", "e2", "b", "tpe_pme_share", "secret"),
        ]
    shown = pd.DataFrame(published, columns=columns).assign(as_of=pd.Timestamp("2025-06-30"))
    shown.to_parquet(tmp_path / "territory_values.parquet")
    places = (("region", "24"), ("epci", "e1"), ("epci", "e2"))
    cells = pd.DataFrame([(*place, n) for n in "abc" for place in places], columns=CELL)
    with duckdb.connect() as con:
        con.execute("create schema indicators; create schema reference")
        con.execute(
            "create table indicators.network_changed as select 'territories' as scope, "
            "date '2025-06-30' as as_of, 1 as state, unnest(['a', 'b', 'c']) as network_id"
        )
        con.execute(
            "create table reference.shown as select 'territory_values' as table_name, ? as path",
            [str(tmp_path / "territory_values.parquet")],
        )
        run(con)
        ((day, masks),) = former_masks(con, cells).items()
    assert day.isoformat() == "2025-06-30"
    hidden = {block: np.flatnonzero(mask).tolist() for block, mask in masks.items()}
    assert hidden["is_stock_secret"] == hidden["is_split_secret"] == [2, 3, 4, 5]
    assert hidden["is_flow_secret"] == [1]
    assert hidden["is_small_secret"] == hidden["is_large_secret"] == []
