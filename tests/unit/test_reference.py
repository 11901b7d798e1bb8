"""The schema `reference` of a build."""

import duckdb
import pytest

from method.settings import TERRITORIES
from pipelines.build.reference import load_reference, territories_vintage


@pytest.fixture(scope="module")
def con():
    with duckdb.connect() as connection:
        load_reference(connection, TERRITORIES)
        yield connection


def one(con, sql):
    return con.execute(sql).fetchone()


def test_one_row_a_level_and_code(con):
    assert con.execute("from reference.territory limit 0").df().columns.tolist() == [
        "level",
        "code",
        "name",
        "department_code",
        "epci_code",
        "canton_code",
        "circonscription_code",
        "region_code",
        "population",
        "area_km2",
        "longitude",
        "latitude",
        "is_partial",
        "commune_count",
    ]
    assert one(con, "select count(*), count(distinct (level, code)) from reference.territory") == (
        1964,
        1964,
    )


def test_every_level_adds_up_to_the_region(con):
    rows = con.execute(
        "select level, sum(area_km2), sum(population) from reference.territory "
        "where level <> 'circonscription' group by level"
    ).fetchall()
    assert len(rows) == 5
    for _, area, population in rows:
        assert area == pytest.approx(39_470, rel=0.001)
        assert population == 2_587_031


def test_a_parent_is_null_and_never_a_text_where_there_is_none(con):
    assert one(
        con,
        "select circonscription_code, department_code, epci_code, region_code "
        "from reference.territory where level = 'commune' and code = '37261'",
    ) == (None, "37", "243700754", "24")
    parents = "department_code, epci_code, canton_code, circonscription_code, region_code"
    assert one(con, f"select {parents} from reference.territory where level = 'region'") == (
        None,
        None,
        None,
        None,
        "24",
    )


def test_successors_and_postal_codes(con):
    assert one(
        con, "select is_current, successor_code from reference.commune_france where code = '28276'"
    ) == (False, "28319")
    assert one(
        con,
        "select count(*) from reference.commune_france where is_current = (successor_code is null)",
    ) == one(con, "select count(*) from reference.commune_france")
    tours = con.execute(
        "select postal_code from reference.postal_code where commune_code = '37261' order by all"
    ).fetchall()
    assert tours == [("37000",), ("37100",), ("37200",)]


def test_loading_twice_changes_nothing(con):
    before = one(con, "select count(*) from reference.territory")
    load_reference(con, TERRITORIES)
    assert one(con, "select count(*) from reference.territory") == before


def test_vintage_names_the_light_geometry(con):
    assert territories_vintage(TERRITORIES).startswith("cog2026-")
