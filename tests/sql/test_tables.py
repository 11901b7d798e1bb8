"""Every SQL table does on a case that a reader can check by hand what its file says."""

from __future__ import annotations

import pytest

from pipelines.build.graph import SQL_ROOT, table_name
from tests.sql.tables import Case, all_cases, empty_database, expected, found, run


@pytest.mark.parametrize("case", all_cases(), ids=str)
def test_case(case: Case) -> None:
    with empty_database() as con:
        run(case, con)
        assert found(case, con) == expected(case, con)


def test_every_table_has_a_case() -> None:
    made = {table_name(file) for file in SQL_ROOT.glob("*/**/*.sql")}
    missing = sorted(made - {case.table for case in all_cases()})
    assert not missing, f"no fixture for {missing}"
