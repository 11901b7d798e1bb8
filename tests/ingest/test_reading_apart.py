"""A reader in a separate process: a crash is retried, a limit is not, both are logged."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from structlog.testing import capture_logs

from pipelines.contracts import load
from pipelines.ingest import FileReport, limits
from pipelines.ingest.read import csv_apart, process
from pipelines.ingest.read import sheet as sheet_apart
from tests.files.builder import MEMBERS, member, xlsx

Check = Callable[[str, str, bytes], FileReport]
CELL = "cellule-a-ne-pas-dire"
CSV = (MEMBERS + "\n" + member() + "\n").encode()
SHEET = xlsx("adhesions", {"A": [MEMBERS.split(";"), member().split(";")]}).content
FILES = {csv_apart: ("adhesions.csv", CSV), sheet_apart: ("adhesions.xlsx", SHEET)}
# Counts its runs, does what the test specifies, then runs the real worker.
STAND_IN = """
import atexit, os, runpy, signal, sys
runs = {runs!r}
with open(runs, "a") as file:
    file.write("x")
first = os.path.getsize(runs) == 1
print("half a line", end="", flush=True) if first and {says!r} else None
{deed}
sys.argv[0] = {worker!r}
runpy.run_path({worker!r}, run_name="__main__")
"""


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Replace a reader with a script; return the file that counts its runs."""
    for limit in ("CSV_IN_PROCESS_BYTES", "PLAIN_CSV_IN_PROCESS_BYTES"):
        monkeypatch.setattr(limits, limit, 0)

    def put(deed: str, module: ModuleType = csv_apart, *, says: bool = False) -> Path:
        runs, script = tmp_path / "runs", tmp_path / "worker.py"
        worker = str(module.WORKER)
        script.write_text(STAND_IN.format(runs=str(runs), deed=deed, worker=worker, says=says))
        monkeypatch.setattr(module, "WORKER", script)
        return runs

    return put


def codes(report: FileReport) -> list[str]:
    return [issue.code for issue in report.issues]


CRASHES = {
    "segmentation": "os.kill(os.getpid(), signal.SIGSEGV)",
    "abort": "os.abort()",
    "failure": f"sys.exit('ValueError: {CELL}')",
}


@pytest.mark.parametrize("crash", CRASHES)
@pytest.mark.parametrize("module", [csv_apart, sheet_apart], ids=["csv", "workbook"])
def test_an_accident_is_tried_once_more(
    crash: str, module: ModuleType, stand_in, check: Check
) -> None:
    runs = stand_in(f"if first: {CRASHES[crash]}", module, says=True)
    with capture_logs() as lines:
        report = check("adhesions", *FILES[module])
    assert (report.rows_kept, codes(report)) == (1, []), report.issues
    assert runs.stat().st_size == 2
    assert [line["outcome"] for line in lines] == ["read once more"]
    assert CELL not in str(lines)


def test_a_reader_that_always_fails_refuses_the_file_without_blaming_it(
    stand_in, check: Check
) -> None:
    runs = stand_in(CRASHES["abort"])
    with capture_logs() as lines:
        assert codes(check("adhesions", "adhesions.csv", CSV)) == ["reading_failed"]
    assert runs.stat().st_size == 2
    assert [(line["code"], line["outcome"]) for line in lines] == [
        (-signal.SIGABRT, "read once more"),
        (-signal.SIGABRT, "refused"),
    ]


@pytest.mark.parametrize(
    "limit",
    [
        "os.kill(os.getpid(), signal.SIGXCPU)",
        "os.kill(os.getpid(), signal.SIGKILL)",
        "raise MemoryError",
        "os.write(2, b'memory allocation of 9 bytes failed'); os.abort()",
        "os._exit(6)",
    ],
)
def test_a_limit_is_not_tried_again(limit: str, stand_in, check: Check) -> None:
    runs = stand_in(limit)
    assert codes(check("adhesions", "adhesions.csv", CSV)) == ["file_too_costly"]
    assert runs.stat().st_size == 1


def test_a_machine_short_of_processes_is_tried_again(
    stand_in, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in("")
    real, refusals = subprocess.run, [BlockingIOError(11, "Resource temporarily unavailable")]

    def run(*arguments, **options):
        if refusals:
            raise refusals.pop()
        return real(*arguments, **options)

    monkeypatch.setattr(process.subprocess, "run", run)
    with capture_logs() as lines:
        report = check("adhesions", "adhesions.csv", CSV)
    assert (report.rows_kept, codes(report)) == (1, []), report.issues
    assert [line["reason"] for line in lines] == ["Resource temporarily unavailable"]


@pytest.mark.parametrize(
    ("line", "is_apart"),
    [("", False), ('\n"', True), ("\né", True)],
    ids=["plain", "quotation mark", "other encoding"],
)
def test_only_a_plain_file_is_read_here_above_the_size_of_any(
    line: str, is_apart: bool, stand_in, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = stand_in("")
    monkeypatch.setattr(limits, "PLAIN_CSV_IN_PROCESS_BYTES", len(CSV) + 2)
    assert check("adhesions", "adhesions.csv", CSV + line.encode("latin-1")).rows_kept == 1
    assert runs.exists() == is_apart


@pytest.mark.parametrize("module", [csv_apart, sheet_apart], ids=["csv", "workbook"])
def test_a_reading_that_is_done_is_not_undone_by_the_way_out(
    module: ModuleType, stand_in, check: Check
) -> None:
    runs = stand_in("atexit.register(os.abort)", module)
    report = check("adhesions", *FILES[module])
    assert (report.rows_kept, codes(report)) == (1, []), report.issues
    assert runs.stat().st_size == 1


def test_a_good_file_asks_for_few_addresses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Address space reserved by threads and allocators grows with the machine, not the file."""
    monkeypatch.setattr(limits, "CSV_MEMORY_BYTES", 600 * 1024**2)
    monkeypatch.setattr(limits, "PLAIN_CSV_IN_PROCESS_BYTES", 0)
    path = tmp_path / "adhesions.csv"
    path.write_text("\n".join([MEMBERS, *[member()] * 10_000]), encoding="utf-8")
    assert path.stat().st_size > limits.CSV_IN_PROCESS_BYTES
    assert csv_apart.read_csv(path, load("adhesions")).table.num_rows == 10_000
