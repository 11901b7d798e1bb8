"""Parquet on disk gives the same table as CSV; it is not accepted from a browser."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines import contracts
from pipelines.desk.deposit import safe_name
from pipelines.ingest.issues import FileRefused
from pipelines.ingest.read import parquet as read_parquet
from pipelines.ingest.read.reader import read_table

CONTRACT = contracts.load("adhesions")
COLUMNS = {
    "id_reseau": pa.array(["alpha", "beta"]).dictionary_encode(),
    "siren": ["732829320", "005880596"],
    "date_adhesion": [date(2024, 1, 31), date(2025, 12, 1)],
    "cotisation": [1250.5, None],
}
AS_CSV = (
    "id_reseau;siren;date_adhesion;cotisation\n"
    "alpha;732829320;2024-01-31;1250.5\n"
    "beta;005880596;2025-12-01;\n"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "adhesions.parquet"
    pq.write_table(pa.table(COLUMNS), path)
    return path


def test_it_reads_as_the_same_rows_in_csv(file: Path) -> None:
    as_csv = file.with_suffix(".csv")
    as_csv.write_text(AS_CSV, encoding="utf-8")
    table, expected = read_table(file, CONTRACT), read_table(as_csv, CONTRACT)
    assert table.headers == expected.headers
    assert table.header_line == expected.header_line
    assert table.table.to_pylist() == expected.table.to_pylist()


@pytest.mark.parametrize(
    "content", [b"PAR1", b"id_reseau;siren\n", b"PAR1" + bytes(64) + b"PAR1"], ids=len
)
def test_what_is_not_parquet_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "adhesions.parquet"
    path.write_bytes(content)
    with pytest.raises(FileRefused) as refusal:
        read_table(path, CONTRACT)
    assert refusal.value.code == "file_unreadable"


def test_a_column_of_lists_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "adhesions.parquet"
    pq.write_table(pa.table({"id_reseau": [["alpha"], ["beta"]]}), path)
    with pytest.raises(FileRefused) as refusal:
        read_table(path, CONTRACT)
    assert refusal.value.code == "file_unreadable"


@pytest.mark.parametrize(
    ("bound", "code"),
    [
        ("MAX_ROWS", "too_many_rows"),
        ("MAX_COLUMNS", "too_many_columns"),
        ("MAX_INFLATED_BYTES", "file_too_large"),
    ],
)
def test_beyond_a_limit_it_is_refused_before_it_is_read(
    file: Path, monkeypatch: pytest.MonkeyPatch, bound: str, code: str
) -> None:
    monkeypatch.setattr(read_parquet, bound, 1)
    with pytest.raises(FileRefused) as refusal:
        read_table(file, CONTRACT)
    assert refusal.value.code == code


def test_a_browser_may_not_send_it() -> None:
    with pytest.raises(FileRefused):
        safe_name("adhesions.parquet")
