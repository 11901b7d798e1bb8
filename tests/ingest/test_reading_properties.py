"""For any table and damage, every row and every line is recovered."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines import contracts
from pipelines.ingest.issues import FileRefused, FileReport, make_issue
from pipelines.ingest.lines import spell_lines
from pipelines.ingest.messages import catalogue
from pipelines.ingest.read.decode import decode
from pipelines.ingest.read.reader import read_table
from pipelines.ingest.read.tables import TextTable
from tests.files.builder import SIRET

pytestmark = pytest.mark.deep

CONTRACT = contracts.load("adhesions")
HEADERS = ["id_reseau", "siret", "college", "date_adhesion", "raison_sociale", "date_sortie"]
NAMES = ("Société Éléphant", "Crêperie d'été", "Forêt rêvée", "Ça & là", "Bois", "Âtre à bûches")
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac_roman", "cp850"]
Rows = list[list[str]]


@st.composite
def tables(draw: st.DrawFn, least: int = 1) -> Rows:
    """Valid rows, whose last two columns may be empty."""
    size = draw(st.integers(least, 12))
    name = st.one_of(st.sampled_from(NAMES), st.text("abc ;,'éà", max_size=8), st.just(""))
    return [
        ["alpha", SIRET, "entreprise", f"{day + 1:02}/01/2024", draw(name).strip(), ""]
        for day in range(size)
    ]


def cell(text: str, delimiter: str, always: bool = False) -> str:
    quoted = always or any(sign in text for sign in (delimiter, '"', "\n"))
    return '"' + text.replace('"', '""') + '"' if quoted else text


def line(row: list[str], delimiter: str = ";", always: bool = False) -> str:
    return delimiter.join(cell(text, delimiter, always) for text in row)


def read(content: bytes, name: str = "adhesions.csv") -> TextTable:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        table = read_table(path, CONTRACT)
    tally = table.tally
    # The balance: each line is counted exactly once.
    assert tally.rows == table.table.num_rows + len(table.bad_rows)
    for remark in table.remarks:
        assert remark.code in catalogue()
    return table


def rows_of(table: TextTable) -> Rows:
    return [list(row.values())[1:] for row in table.table.to_pylist()]


def told(table: TextTable) -> set[str]:
    return {remark.code for remark in table.remarks}


@settings(max_examples=60, deadline=None)
@given(
    rows=tables(),
    encoding=st.sampled_from(ENCODINGS),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    delimiter=st.sampled_from(";,\t"),
    always=st.booleans(),
    above=st.integers(0, 40),
    at_end=st.booleans(),
)
@example(
    rows=[["alpha", SIRET, "entreprise", "01/01/2024", ";", ""]],
    encoding="utf-8",
    end="\n",
    delimiter="\t",
    always=False,
    above=0,
    at_end=False,
)
def test_form_changes_nothing(rows, encoding, end, delimiter, always, above, at_end) -> None:
    """Encoding, line ends, separator, quotes, titles above: same rows, same lines."""
    rows = [*rows, ["alpha", SIRET, "entreprise", "31/01/2024", "Société rêvée à l'été", ""]]
    lines = ["Liste" if n % 2 else "" for n in range(above)]
    lines += [line(row, delimiter, always) for row in [HEADERS, *rows]]
    text = end.join(lines) + (end if at_end else "")
    table = read(text.encode(encoding))
    assert rows_of(table) == rows
    assert table.header_line == above + 1
    assert table.tally.lines == len(lines)
    assert not table.bad_rows


@settings(max_examples=80, deadline=None)
@given(rows=tables(least=3), data=st.data())
def test_a_stray_quote_costs_its_own_line_only(rows: Rows, data) -> None:
    """Wherever a quotation mark is missing, the other rows are read unchanged."""
    at = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(0, len(HEADERS) - 1))
    lines = [line(row) for row in [HEADERS, *rows]]
    damaged = list(rows[at])
    damaged[column] = '"' + damaged[column].replace(";", "")
    lines[at + 1] = ";".join([*(cell(c, ";") for c in damaged[:column]), damaged[column],
                              *(cell(c, ";") for c in damaged[column + 1 :])])  # fmt: skip
    table = read("\n".join(lines).encode())
    spoilt = [bad.line for bad in table.bad_rows]
    sound = [row for n, row in enumerate(rows, start=2) if n != at + 2]
    assert table.tally.lines == len(lines)
    if spoilt:
        assert spoilt == [at + 2]
        assert rows_of(table) == sound
    else:  # closed on the same line: only that line may differ
        assert [row for n, row in enumerate(rows_of(table), start=2) if n != at + 2] == sound


@settings(max_examples=60, deadline=None)
@given(rows=tables(least=2), data=st.data())
def test_a_quote_that_swallows_rows_and_closes_is_reported(rows: Rows, data) -> None:
    first = data.draw(st.integers(0, len(rows) - 2))
    last = data.draw(st.integers(first + 1, len(rows) - 1))
    rows = [[*row[:4], row[4].replace(";", "") or "x", "31/12/2024"] for row in rows]
    lines = [line(row) for row in [HEADERS, *rows]]
    lines[first + 1] = ";".join([*rows[first][:4], '"' + rows[first][4], rows[first][5]])
    lines[last + 1] = ";".join([*rows[last][:4], rows[last][4] + '"', rows[last][5]])
    table = read("\n".join(lines).encode())
    assert [bad.line for bad in table.bad_rows] == [first + 2]
    assert table.table.column("line").to_pylist() == [
        n for n in range(2, len(rows) + 2) if n != first + 2
    ]


@settings(max_examples=40, deadline=None)
@given(rows=tables(), text=st.lists(st.text("ab ,é", min_size=1), min_size=2, max_size=5))
@example(
    rows=[["alpha", SIRET, "entreprise", f"0{day}/01/2024", "Bois", ""] for day in (1, 2, 3)],
    text=["a", ","],
)
def test_a_cell_of_several_lines_is_one_cell(rows: Rows, text: list[str]) -> None:
    rows[0][4] = "\n".join(["début", *text, "fin"])
    table = read("\n".join(line(row) for row in [HEADERS, *rows]).encode())
    assert rows_of(table) == rows
    assert table.tally.continued == len(text) + 1


@settings(max_examples=40, deadline=None)
@given(rows=tables(least=2), short=st.sets(st.integers(0, 11)), glued=st.booleans())
def test_last_separators_do_not_matter(rows: Rows, short: set[int], glued: bool) -> None:
    """Omitted by a spreadsheet, or every line put into one cell of a wider file."""
    rows = [[*row[:4], row[4] if n not in short else "", ""] for n, row in enumerate(rows)]
    inner = "," if glued else ";"
    lines = [line(row, inner) for row in [HEADERS, *rows]]
    for n in short & set(range(len(rows))):
        lines[n + 1] = inner.join(rows[n][:4])
    if glued:
        lines = [cell(one, ";") if '"' in one or ";" in one else one for one in lines]
        lines = [one + ";;" for one in lines]
    table = read("\n".join(lines).encode())
    assert rows_of(table) == rows
    assert not table.bad_rows
    assert ("cells_left_out" in told(table)) == bool(short & set(range(len(rows))))
    assert ("separators_glued" in told(table)) == glued


NO_ROWS = {
    "header_repeated": HEADERS,
    "total_row": ["TOTAL", "", "", "", "", ""],
    "empty": ["", " ", "", "", "", "\u00a0"],
}


@settings(max_examples=40, deadline=None)
@given(rows=tables(least=2), data=st.data(), as_sheet=st.booleans())
def test_what_is_not_a_row_is_counted_separately(rows: Rows, data, as_sheet: bool) -> None:
    inserted = data.draw(st.lists(st.sampled_from(sorted(NO_ROWS)), max_size=4))
    lines = [HEADERS, *rows]
    for code in inserted:
        lines.insert(data.draw(st.integers(1, len(lines))), NO_ROWS[code])
    if as_sheet:
        table = read(workbook({"A": lines}), "adhesions.xlsx")
    else:
        table = read("\n".join(line(row) for row in lines).encode())
    assert rows_of(table) == rows
    assert table.tally.told == sum(code != "empty" for code in inserted)
    assert told(table) == set(inserted) - {"empty"}


def workbook(sheets: dict[str, Rows], hidden: set[str] = frozenset()) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([text or None for text in row])
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        book.save(path)
        return path.read_bytes()


@dataclass(frozen=True)
class Sheet:
    headed: bool
    hidden: bool
    size: int


SHEETS = st.lists(
    st.builds(Sheet, st.booleans(), st.booleans(), st.integers(1, 3)), min_size=1, max_size=3
)


@settings(max_examples=25, deadline=None)
@given(others=SHEETS, rows=tables())
def test_no_sheet_is_passed_over_in_silence(others: list[Sheet], rows: Rows) -> None:
    """One visible table among other sheets: read, or refused as ambiguous."""
    row = ["alpha", SIRET, "entreprise", "01/01/2020", "X", ""]
    sheets = {"Membres": [HEADERS, *rows]}
    for n, other in enumerate(others):
        sheets[f"S{n}"] = [*([HEADERS] if other.headed else []), *([row] * other.size)]
    hidden = {f"S{n}" for n, other in enumerate(others) if other.hidden}
    content = workbook(sheets, hidden)
    if any(other.headed and not other.hidden for other in others):
        with pytest.raises(FileRefused, match="ambiguous_sheet"):
            read(content, "adhesions.xlsx")
        return
    table = read(content, "adhesions.xlsx")
    assert rows_of(table) == rows
    assert {r.value for r in table.remarks if r.code == "sheet_not_read"} == set(sheets) - {
        "Membres"
    }
    assert table.tally.lines == sum(map(len, sheets.values()))


@settings(max_examples=60, deadline=None)
@given(
    names=st.lists(st.sampled_from([n for n in NAMES if not n.isascii()]), min_size=2, max_size=9),
    data=st.data(),
)
def test_lines_of_two_encodings_are_each_read_in_its_own(names: list[str], data) -> None:
    odd = data.draw(st.sets(st.integers(0, len(names) - 1), min_size=1, max_size=len(names) - 1))
    lines = [name.encode("cp1252" if n in odd else "utf-8") for n, name in enumerate(names)]
    text = decode(b"\n".join(lines))
    assert text.text.split("\n") == names
    smaller = odd if len(odd) * 2 <= len(names) else set(range(len(names))) - odd
    assert [remark.line - 1 for remark in text.remarks] == sorted(smaller)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([3], "ligne 3"),
        ([4, 3], "lignes 3 et 4"),
        ([3, 5, 6, 7, 12], "lignes 3, 5 à 7 et 12"),
        ([3, 4, 5], "lignes 3 à 5"),
        (range(1, 100, 2), "lignes 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23…"),
    ],
)
def test_lines_are_named_as_a_person_would(lines, expected: str) -> None:
    assert spell_lines(lines) == expected


def test_one_remark_on_many_lines_is_made_once() -> None:
    issues = [make_issue(CONTRACT, "number_invalid", n, "cotisation_annuelle", f"x{n}") for n in
              range(2, 175)]  # fmt: skip
    issues += [make_issue(CONTRACT, "required_missing", n, "college") for n in (4, 9)]
    lines = FileReport("a.csv", "adhesions", issues=issues).issue_lines()
    assert [line.split(", colonne")[0] for line in lines] == [
        "a.csv, lignes 2 à 174",
        "a.csv, lignes 4 et 9",
    ]
    assert "«\u00a0x3\u00a0»" in lines[0]
