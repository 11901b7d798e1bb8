"""Malicious files: refused in French, in little time and memory, and the process survives."""

from __future__ import annotations

import io
import os
import resource
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import contracts
from pipelines.desk import deposit
from pipelines.ingest import FileReport, check_file, limits
from pipelines.ingest.issues import FileRefused
from pipelines.ingest.read import csv_apart
from pipelines.ingest.read import sheet as read_sheet
from tests.files.builder import MEMBERS, SIRET, member, xlsx
from tests.ingest.world import TODAY

SECONDS = 60
MEMORY_KB = 600 * 1024
HEAD = ["id_reseau", "siret", "college", "date_adhesion", "cotisation_annuelle"]
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture(autouse=True)
def within_limits():
    """Check that no hostile file takes much time or memory in this process."""
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert time.monotonic() - began < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEMORY_KB


def replaced(member_name: str, content: bytes) -> bytes:
    """A valid workbook with one member of the archive replaced."""
    sound = xlsx("adhesions", {"A": [HEAD, ["alpha", SIRET, "entreprise", "01/01/2020", 550]]})
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sound.content)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for name in source.namelist():
            target.writestr(name, content if name == member_name else source.read(name))
    return buffer.getvalue()


def sheet_xml(rows: str) -> bytes:
    """XML of a worksheet."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def refusal(report: FileReport) -> str:
    """Code of the one issue that refuses a file."""
    assert report.refused
    assert report.rows_kept == 0
    (issue,) = [one for one in report.issues if one.severity == "error"]
    assert "Traceback" not in issue.message
    return issue.code


Check = Callable[[str, str, bytes], FileReport]
HUGE = limits.MAX_INFLATED_BYTES + 1024


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """A small archive with a sheet of `HUGE` bytes."""
    return replaced(SHEET, b" " * HUGE)


@pytest.mark.parametrize("header", ["(iso" * 16_000, "(" * 60_000, "(iso)" * 12_000])
def test_a_header_of_brackets_is_no_endless_search(check: Check, header: str) -> None:
    content = f"{MEMBERS};{header}\n{member()};x\n".encode()
    assert check("adhesions", "adhesions.csv", content).rows_kept == 1


def test_zip_bomb_that_declares_its_size(check: Check, bomb: bytes) -> None:
    assert refusal(check("adhesions", "adhesions.xlsx", bomb)) == "file_zip_bomb"


def test_zip_bomb_that_lies(check: Check, bomb: bytes) -> None:
    """The declared size is small; the limit applies to the decompressed bytes."""
    content = bytearray(bomb)
    true_size, small = HUGE.to_bytes(4, "little"), (1000).to_bytes(4, "little")
    while (at := content.find(true_size)) >= 0:
        content[at : at + 4] = small
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.getinfo(SHEET).file_size == 1000
    assert refusal(check("adhesions", "adhesions.xlsx", bytes(content))) == "file_zip_bomb"


def test_two_cells_at_opposite_corners(check: Check) -> None:
    """A few bytes that declare seventeen billion cells."""
    corners = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>siret</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    code = refusal(check("adhesions", "adhesions.xlsx", replaced(SHEET, sheet_xml(corners))))
    assert code in {"too_many_columns", "file_too_costly"}


def test_workbook_beyond_its_memory(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SHEET_MEMORY_BYTES", 200 * 1024**2)
    row = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c></row>'
    text = "x" * 1000
    content = replaced(SHEET, sheet_xml("".join(row.format(n, text) for n in range(1, 250_000))))
    assert refusal(check("adhesions", "adhesions.xlsx", content)) == "file_too_costly"


def test_workbook_beyond_its_time(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    sleeper = Path(__file__).with_name("sleeper.py")
    monkeypatch.setattr(limits, "SHEET_SECONDS", 1)
    monkeypatch.setattr(read_sheet, "WORKER", sleeper)
    sound = xlsx("adhesions", {"A": [HEAD]})
    assert refusal(check("adhesions", "adhesions.xlsx", sound.content)) == "file_too_costly"


def test_entities_that_multiply(check: Check) -> None:
    """A "billion laughs" is not expanded."""
    laughs = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>'
    content = f"<!DOCTYPE w [{laughs}]>".encode() + sheet_xml(cell)
    assert check("adhesions", "adhesions.xlsx", replaced(SHEET, content)).refused


def test_formulas_and_external_links_give_their_values_only(check: Check) -> None:
    head = "".join(
        f'<c r="{column}1" t="inlineStr"><is><t>{name}</t></is></c>'
        for column, name in zip("ABCDE", HEAD, strict=True)
    )
    cells = (
        '<c r="A2" t="str"><f>HYPERLINK("http://example.org","alpha")</f><v>alpha</v></c>'
        f'<c r="B2" t="str"><f>[1]Autre!A1</f><v>{SIRET}</v></c>'
        '<c r="C2" t="str"><f>cmd|/C calc</f><v>entreprise</v></c>'
        '<c r="D2" t="str"><v>01/01/2020</v></c><c r="E2"><f>500+50</f><v>550</v></c>'
    )
    content = replaced(SHEET, sheet_xml(f'<row r="1">{head}</row><row r="2">{cells}</row>'))
    report = check("adhesions", "adhesions.xlsx", content)
    assert (report.rows_kept, report.issues) == (1, [])


def test_a_million_columns(check: Check) -> None:
    content = (";".join(f"c{n}" for n in range(10**6)) + "\n").encode()
    assert refusal(check("adhesions", "adhesions.csv", content)) == "too_many_columns"


def test_a_million_cells_in_one_row(check: Check) -> None:
    content = (MEMBERS + "\n" + member() + "\n" + ";" * 5 + "x;" * 10**6 + "\n").encode()
    report = check("adhesions", "adhesions.csv", content)
    assert [(issue.line, issue.code) for issue in report.issues] == [(3, "wrong_cell_count")]
    assert report.rows_kept == 1


def test_a_csv_of_200_megabytes(france, tmp_path: Path) -> None:
    path = tmp_path / "adhesions.csv"
    with path.open("wb") as file:
        file.truncate(200 * 1024**2)
    assert refusal(check_file(path, "adhesions", france, TODAY)) == "file_too_large"


def test_too_many_rows(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.ingest.read.csv_file.MAX_ROWS", 3)
    rows = "\n".join([MEMBERS, *([member()] * 5)])
    assert refusal(check("adhesions", "adhesions.csv", rows.encode())) == "too_many_rows"


def test_a_pipe_is_not_waited_for(france, tmp_path: Path) -> None:
    path = tmp_path / "adhesions.csv"
    os.mkfifo(path)
    assert refusal(check_file(path, "adhesions", france, TODAY)) == "file_out_of_reach"


def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every CSV read in a separate process."""
    for limit in ("CSV_IN_PROCESS_BYTES", "PLAIN_CSV_IN_PROCESS_BYTES"):
        monkeypatch.setattr(limits, limit, 0)


def test_a_csv_read_apart_is_the_same(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [MEMBERS, member(), '"', member(joined="02/01/2020") + ";;", "alpha;court", "é"]
    content = "\n".join(lines).encode()
    here = check("adhesions", "adhesions.csv", content)
    large(monkeypatch)
    assert check("adhesions", "adhesions.csv", content) == here
    assert refusal(check("adhesions", "adhesions.csv", b"rien\n")) == "header_not_found"


def test_a_ragged_row_with_millions_of_repairs_is_tried_apart(
    check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CSV_SECONDS", 2)
    columns = [*contracts.load("comptes").field_names, *(f"x{i}" for i in range(280))]
    content = "\n".join([",".join(columns), ",".join(["1"] * (len(columns) + 6))]).encode()
    assert refusal(check("comptes", "comptes.csv", content)) == "file_too_costly"


def test_a_csv_beyond_its_memory(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    large(monkeypatch)
    monkeypatch.setattr(limits, "CSV_MEMORY_BYTES", 700 * 1024**2)
    content = f'{MEMBERS}\n{member()};"'.encode() + b"x" * (100 * 1024**2)
    assert refusal(check("adhesions", "adhesions.csv", content)) == "file_too_costly"


def test_a_csv_beyond_its_time(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    large(monkeypatch)
    monkeypatch.setattr(limits, "CSV_SECONDS", 1)
    monkeypatch.setattr(csv_apart, "WORKER", Path(__file__).with_name("sleeper.py"))
    assert refusal(check("adhesions", "adhesions.csv", MEMBERS.encode())) == "file_too_costly"


def test_one_long_line_in_another_encoding(check: Check) -> None:
    """Lines with accents are looked for once, not from each letter of the line."""
    content = MEMBERS.encode() + b"\n\xe9\xe9\n" + b"x" * (limits.CSV_IN_PROCESS_BYTES - 1024)
    assert check("adhesions", "adhesions.csv", content).rows_kept == 0


def test_ten_million_empty_lines(check: Check) -> None:
    content = MEMBERS.encode() + b"\r" * 10**7
    assert refusal(check("adhesions", "adhesions.csv", content)) == "too_many_rows"


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.csv",
        "..\\adhesions.csv",
        "/etc/adhesions.csv",
        "C:\\adhesions.csv",
        ".adhesions.csv",
        "adhesions.csv\0.png",
        "a\nb.csv",
        "~$adhesions.xlsx",
        "x" * 200 + ".csv",
        "adhesions",
    ],
)
def test_path_tricks_in_names(name: str, raw: Path) -> None:
    before = sorted(raw.parent.rglob("*"))
    with pytest.raises(FileRefused) as refused:
        deposit.stage(raw, "adhesions", name, b"x", "staff", deposit.datetime.now())
    assert refused.value.code == "unsafe_name"
    assert sorted(raw.parent.rglob("*")) == before
