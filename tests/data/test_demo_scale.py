"""A larger workspace: the same columns as text, in Parquet, with every count in proportion."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from method.settings import TERRITORIES
from pipelines import contracts
from pipelines.build.reference import load_reference
from pipelines.demo import generate
from pipelines.ingest import ingest_workspace

pytestmark = pytest.mark.deep

SCALE = 4


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scale") / "demo"
    generate(folder, scale=SCALE)
    return folder


def count(folder: Path, name: str, suffix: str) -> int:
    file = str(folder / f"{name}.{suffix}")
    with duckdb.connect() as connection:
        reader = "read_parquet(?)" if suffix == "parquet" else "read_csv(?, delim = ';')"
        return connection.execute(f"select count(*) from {reader}", [file]).fetchall()[0][0]


def test_columns_are_those_of_the_csv_as_text(large: Path) -> None:
    for name in contracts.names():
        with duckdb.connect() as connection:
            columns = connection.execute(
                "describe select * from read_parquet(?)", [str(large / f"{name}.parquet")]
            ).fetchall()
        assert [column[0] for column in columns] == contracts.load(name).field_names
        assert {column[1] for column in columns} == {"VARCHAR"}


@pytest.mark.parametrize("name", ["etablissements", "adhesions", "subventions", "versements"])
def test_firms_and_flows_grow_with_the_scale(large: Path, demo_raw: Path, name: str) -> None:
    ratio = count(large, name, "parquet") / count(demo_raw, name, "csv")
    assert SCALE * 0.9 < ratio < SCALE * 1.15


def test_networks_grow_with_its_square_root(large: Path, demo_raw: Path) -> None:
    for name in ("reseaux", "tresorerie"):
        assert count(large, name, "parquet") == 2 * count(demo_raw, name, "csv")


def test_keys_stay_unique_across_copies(large: Path) -> None:
    with duckdb.connect() as connection:
        for name in contracts.names():
            key = contracts.load(name).primary_key
            if not key:
                continue
            doubles = connection.execute(
                f"select count(*) from (select 1 from read_parquet(?) group by {', '.join(key)}"
                " having count(*) > 1)",
                [str(large / f"{name}.parquet")],
            ).fetchall()
            assert doubles == [(0,)], name


def test_books_still_balance(large: Path) -> None:
    with duckdb.connect() as connection:
        for name in ("subventions", "versements", "tresorerie"):
            connection.read_parquet(str(large / f"{name}.parquet")).create_view(name)
        gaps = connection.execute(
            "select count(*) from (select s.referenceDecision from subventions as s"
            " inner join versements as v using (referenceDecision) group by all"
            " having sum(cast(v.montant_prevu as decimal(18, 2)))"
            " <> any_value(cast(s.montant as decimal(18, 2))))"
        ).fetchall()
        jumps = connection.execute(
            "select count(*) from (select cast(solde_fin_mois as decimal(18, 2))"
            " - lag(cast(solde_fin_mois as decimal(18, 2)))"
            " over (partition by id_reseau order by mois)"
            " - cast(encaissements as decimal(18, 2)) + cast(decaissements as decimal(18, 2))"
            " as gap from tresorerie) where gap <> 0"
        ).fetchall()
    assert gaps == [(0,)]
    assert jumps == [(0,)]


def test_its_files_are_read_and_no_row_is_set_aside(large: Path) -> None:
    with duckdb.connect() as connection:
        load_reference(connection, TERRITORIES)
        report = ingest_workspace(connection, large, date.today())
    assert {file.contract for file in report.files} == set(contracts.names())
    assert not report.refused, report.issues
    assert report.rows_rejected == 0
    assert sum(file.rows_kept for file in report.files) == sum(
        count(large, name, "parquet") for name in contracts.names()
    )


def test_a_scale_below_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="scale"):
        generate(tmp_path, scale=0)
