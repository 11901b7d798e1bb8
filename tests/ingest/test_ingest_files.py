"""Each damaged file of `tests/files` has exactly its expected report."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pipelines.ingest.messages import catalogue
from tests.files.cases import CASES

EXPECTED = Path(__file__).parents[1] / "files" / "expected"
# Set it to rewrite the expected reports; read the diff before committing.
REWRITE = os.environ.get("REWRITE_EXPECTED")
# Optional keys of a report: compared only where the expected report has them.
ADDED = {"sheet", "balance"}
# Codes of files and uploads that a small file cannot trigger; test_ingest_hostile, _workspace,
# _deposit and test_reading_apart cover them.
SHOWN_ELSEWHERE = {
    "file_too_large",
    "file_zip_bomb",
    "file_too_costly",
    "too_many_rows",
    "two_sources",
    "unsafe_name",
    "ignored_file",
    "reading_failed",
    "file_out_of_reach",
}


@pytest.mark.parametrize("name", CASES)
def test_report(name: str, check) -> None:
    """The exact JSON report, how the file was read, and every row accounted for."""
    case = CASES[name]
    report = check(case.contract, case.file, case.content)
    actual = json.loads(report.to_json()) | {"refused": report.refused, "notes": report.notes()}
    expected = EXPECTED / f"{name}.json"
    if REWRITE:
        expected.write_text(json.dumps(actual, ensure_ascii=False, indent=1) + "\n", "utf-8")
    agreed = json.loads(expected.read_text(encoding="utf-8"))
    assert {key: actual[key] for key in actual if key in agreed or key not in ADDED} == agreed
    assert report.rows_read == report.rows_kept + report.rows_rejected
    wrong = {issue.line for issue in report.issues if issue.severity == "error"}
    assert report.refused or report.rows_rejected == len(wrong)


def test_no_expected_report_without_its_case() -> None:
    assert {path.stem for path in EXPECTED.glob("*.json")} == set(CASES)


def test_every_code_is_shown_by_a_file() -> None:
    codes = {
        issue["code"]
        for path in EXPECTED.glob("*.json")
        for issue in json.loads(path.read_text(encoding="utf-8"))["issues"]
    }
    assert set(catalogue()) - codes == SHOWN_ELSEWHERE
