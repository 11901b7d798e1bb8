"""For any table and damage: every damaged row is reported, every other row is intact."""

from __future__ import annotations

import csv as csv_module
import io
import tempfile
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from stdnum import luhn

from method.plain_text import seen
from pipelines import contracts
from pipelines.ingest import ingest_workspace
from pipelines.ingest.cells import Context, parse_cell
from pipelines.ingest.columns import _fast, close_workshop, open_workshop, type_vectorised
from pipelines.ingest.nothing import says_nothing
from pipelines.ingest.numbers import WHITESPACE
from pipelines.ingest.read.csv_file import read_carefully, read_fast
from pipelines.ingest.read.tables import TextTable, to_arrow
from pipelines.ingest.reference import StoredReference
from tests.files.builder import xlsx
from tests.ingest.world import TODAY, borrowed_france

pytestmark = pytest.mark.deep

HEADERS = [
    "id_reseau",
    "siret",
    "raison_sociale",
    "college",
    "date_adhesion",
    "cotisation_annuelle",
]
NETWORKS = "id_reseau;nom;type;filiere;statut\nalpha;Alpha;cluster;Eau;actif\n"
OPTIONAL = "cotisation_annuelle"  # a fault here empties the cell and keeps the row
DAMAGE = {
    "id_reseau": ["", "omega"],
    "siret": ["8,13E+13", "12345678901234", "n.c.", "413570375000270"],
    "college": ["", "licorne"],
    "date_adhesion": ["", "31/02/2024", "01/01/24", "demain", "2031-01-01"],
    "cotisation_annuelle": ["-1", "beaucoup", "12,3,4", "1e3"],
}


def siret(number: int) -> str:
    """A valid SIRET derived from `number`."""
    base = f"{10_000_000 + number:08}"
    siren = base + luhn.calc_check_digit(base)
    return siren + "0001" + luhn.calc_check_digit(siren + "0001")


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[str]], dict[int, tuple[int, str]]]:
    """Valid rows, and for some of them a column and the text that damages it."""
    size = draw(st.integers(1, 25))
    word = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=12)
    rows = []
    for rank in range(size):
        day = date(2015, 1, 1) + timedelta(days=draw(st.integers(0, 3000)))
        name = draw(word)
        fee = draw(st.sampled_from(["", "0", "550", "1 234,50", "99.5"]))
        text = draw(st.sampled_from([f"{day:%d/%m/%Y}", day.isoformat()]))
        rows.append(["alpha", siret(rank), name, "entreprise", text, fee])
    damaged = draw(st.sets(st.integers(0, size - 1)))
    damage = {}
    for rank in sorted(damaged):
        column = draw(st.sampled_from(sorted(DAMAGE)))
        damage[rank] = (HEADERS.index(column), draw(st.sampled_from(DAMAGE[column])))
    return rows, damage


def as_csv(rows: list[list[str]]) -> tuple[str, bytes]:
    buffer = io.StringIO(newline="")
    writer = csv_module.writer(buffer, delimiter=";", lineterminator="\n")
    writer.writerows([HEADERS, *rows])
    return "adhesions.csv", buffer.getvalue().encode()


def as_xlsx(rows: list[list[str]]) -> tuple[str, bytes]:
    case = xlsx("adhesions", {"Membres": [list(HEADERS), *(list(row) for row in rows)]})
    return case.file, case.content


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
# The first tables show any failure: shrinking would cost minutes of ingests.
@settings(phases=[Phase.explicit, Phase.generate], max_examples=10)
@given(table=tables())
@example(table=([["alpha", "10000000900017", "\xad", "entreprise", "01/01/2015", ""]], {}))
def test_damaged_rows_are_found_and_the_others_kept(write, table) -> None:
    rows, damage = table
    damaged = [list(row) for row in rows]
    for rank, (column, text) in damage.items():
        damaged[rank][column] = text
    name, content = write(damaged)
    with tempfile.TemporaryDirectory() as folder, borrowed_france() as connection:
        raw = Path(folder)
        (raw / "reseaux.csv").write_text(NETWORKS, encoding="utf-8")
        (raw / name).write_bytes(content)
        report = ingest_workspace(connection, raw, TODAY)
        rejects = connection.execute(
            'select distinct line, "column", code from quality.rejects'
        ).fetchall()
        warned = connection.execute('select line, "column" from quality.warnings').fetchall()
        stored = connection.execute(
            "select source_line, siret, raison_sociale, date_adhesion, cotisation_annuelle "
            "from raw.adhesions"
        ).fetchall()
    expected = {(rank + 2, HEADERS[column]) for rank, (column, _) in damage.items()}
    emptied = {(line, column) for line, column in expected if column == OPTIONAL}
    assert {(line, column) for line, column, _ in rejects} == expected - emptied
    assert {(line, column) for line, column in warned if column == OPTIONAL} == emptied
    assert report.rows_rejected == len(expected - emptied)
    lines = {line for line, _ in expected - emptied}
    assert {row[0]: row[1:] for row in stored} == {
        rank + 2: (row[1], _text(row[2]), _day(row[4]), _fee(row[5], rank in damage))
        for rank, row in enumerate(rows)
        if rank + 2 not in lines
    }


def _text(name: str) -> str | None:
    """A name as stored: no invisible character, None for a word that means an empty cell."""
    name = seen(name.strip(WHITESPACE)).strip(WHITESPACE)
    return None if says_nothing(name) else name or None


def _fee(text: str, is_damaged: bool) -> float | None:
    return None if is_damaged else _number(text)


def _day(text: str) -> date:
    if "/" in text:
        day, month, year = text.split("/")
        return date(int(year), int(month), int(day))
    return date.fromisoformat(text)


def _number(text: str) -> float | None:
    return float(text.replace(" ", "").replace(",", ".")) if text else None


CELL = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0\r"), max_size=8)


@settings(max_examples=150)
@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=8),
    delimiter=st.sampled_from(";,\t"),
    quoting=st.sampled_from([csv_module.QUOTE_MINIMAL, csv_module.QUOTE_ALL]),
)
def test_both_readers_of_csv_agree(rows, delimiter, quoting) -> None:
    """Unless the fast reader gives up, it reads the same as the careful one."""
    headers = ["id_reseau", "siret", "college"]
    buffer = io.StringIO(newline="")
    writer = csv_module.writer(buffer, delimiter=delimiter, quoting=quoting, lineterminator="\n")
    writer.writerows([headers, *rows])
    body = buffer.getvalue().split("\n", 1)[1]
    fast = read_fast(body, delimiter, headers, 2)
    careful = TextTable(headers, to_arrow([], [], 3), delimiter=delimiter)
    careful.tally.lines = body.count("\n") + 1
    read_carefully(body, contracts.load("adhesions"), careful)
    if fast is not None:
        filled = [row for row in fast.to_pylist() if any(_filled(row))]
        assert filled == careful.table.to_pylist()


def _filled(row: dict[str, object]) -> list[bool]:
    return [bool(str(cell).strip()) for name, cell in row.items() if name != "line"]


KNOWN = """
2025-12-31 31/12/2025 2026-06 oui NON 1 1,5 -0 00 1.234,5 41357037500027 413570375 00000000000000
12.500 1,234 néant - NC n/a [ND] 1900-01-01 2025,1 VRAI 31/12/9999 déc-25
000000000 99999999999999 PME entreprise 2025 1e5 0,0 100 0.000001 45234 1899-12-31 1700-01-01
2028-11-23 2028-11-24 2028-12 29/02/2023
"""
TEXTS = st.one_of(
    st.sampled_from([*KNOWN.split(), "aide en numéraire"]),
    st.from_regex(r"[0-9]{1,14}([.,][0-9]{1,3})?", fullmatch=True),
    st.from_regex(r"[0-9]{2}/[0-9]{2}/[0-9]{4}|[0-9]{4}-[0-9]{2}(-[0-9]{2})?", fullmatch=True),
    st.text(max_size=12),
)
FIELDS = [(name, field.name) for name in contracts.names() for field in contracts.load(name).fields]


# The cost of a table hardly depends on its length: use few, long ones.
@settings(phases=[Phase.explicit, Phase.generate], max_examples=20)
@given(texts=st.lists(TEXTS, min_size=20, max_size=60))
def test_the_fast_reading_is_the_careful_one(texts: list[str]) -> None:
    """A cell read by the vectorised pass gets the same value and no remark in the careful one."""
    with borrowed_france() as connection:
        context = Context(StoredReference(connection), TODAY)
        open_workshop(connection)
        values = _fast_values(connection, sorted({t for t in texts if "\0" not in t}), context)
        close_workshop(connection)
    for (contract, column), text, value in values:
        if value is not None:
            cell = parse_cell(contracts.load(contract).field(column), text, context)
            assert (cell.value, cell.code) == (value, None), (contract, column, text)


def _fast_values(
    connection: duckdb.DuckDBPyConnection, texts: list[str], context: Context
) -> list[tuple[tuple[str, str], str, object]]:
    """(place, text, value) for one column of each distinct reading."""
    readings = {
        _fast(contracts.load(contract).field(column), "text_0", context): (contract, column)
        for contract, column in FIELDS
    }
    values = []
    for contract, column in readings.values():
        spec = contracts.load(contract)
        text = TextTable([column], to_arrow([*range(len(texts))], [[t] for t in texts], 1))
        (typed,) = type_vectorised(connection, {1: text}, spec, {column: 0}, context)
        rows = connection.execute(f'select text_0, "{column}" from {typed.table}').fetchall()
        values += [((contract, column), cell_text, value) for cell_text, value in rows]
    return values
