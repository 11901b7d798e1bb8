"""The cases of `tests/sql` that a reader checks by hand say the same on Spark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipelines.spark.engine import SparkEngine, is_portable
from pipelines.spark.functions import declare
from pipelines.spark.session import spark_session
from tests.architecture import portable
from tests.sql.tables import Case, all_cases, empty_database, expected, found, nodes, run

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = [pytest.mark.spark, pytest.mark.deep]

CASES = [case for case in all_cases() if is_portable(nodes()[case.table])]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    with spark_session("local[1]", tmp_path_factory.mktemp("spark")) as spark:
        declare(spark)
        yield spark


def test_most_cases_are_of_core_and_marts() -> None:
    assert len(CASES) > 100


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case, session: SparkSession, tmp_path: Path) -> None:
    with empty_database() as con:
        run(case, con, SparkEngine(session, tmp_path))
        assert found(case, con) == expected(case, con)


def test_spark_has_each_function_of_the_common_subset(session: SparkSession) -> None:
    known = {row[0] for row in session.sql("show functions").collect()}
    assert sorted({*portable.FUNCTIONS.values(), *portable.OURS} - known) == []


def test_an_overflow_stops_the_build_as_in_duckdb(session: SparkSession) -> None:
    with pytest.raises(Exception, match="ARITHMETIC_OVERFLOW"):
        session.sql("select 9223372036854775807 + cast(1 as bigint)").collect()
