"""A file as it was sent, cut into one file per network.

A row that is kept is written with the values that were read, spelled in one way, so that a column
judged by all its rows is not judged anew by a few of them. A cell that could not be read, and a row
set aside, are written as they were sent, so that each build says again what is wrong with them. A
row that names no known network stays with the row above it, else with the one below.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from pipelines import contracts
from pipelines.contracts import NETWORK, Contract, FieldSpec
from pipelines.ingest.issues import FileReport
from pipelines.ingest.read.reader import read_table
from pipelines.ingest.read.tables import TextTable

# File of the rows of a contract among which no network is known.
NOBODY = ""
NOBODY_FILE = "sans-reseau"
_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9_-]*")


@dataclass(frozen=True)
class Row:
    """One row of a file: its line, its network, its cells, and whether the ingest keeps it."""

    line: int
    network: str
    cells: tuple[str, ...]
    is_kept: bool


def laid_rows(text: TextTable) -> dict[int, list[str]]:
    """Cells of each row of a file by line, those that do not fit under the header included."""
    columns = text.table.to_pydict().values()
    laid = {line: [cell or "" for cell in cells] for line, *cells in zip(*columns, strict=True)}
    return laid | {bad.line: list(bad.cells) for bad in text.bad_rows}


def read_rows(
    connection: duckdb.DuckDBPyConnection, schema: str, report: FileReport, file: Path
) -> list[Row]:
    """Every row of a file that the ingest has read, with its network.

    Args:
        connection: with `<schema>.<contract>`, made by `attribute`.
        schema: where the rows kept are.
        report: what the ingest said of the file.
        file: the file.
    """
    contract = contracts.load(report.contract)
    columns = ", ".join(f'"{name}"' for name in contract.field_names)
    kept = {
        line: (network, values)
        for line, network, *values in connection.execute(
            f'select source_line, network, {columns} from {schema}."{contract.name}" '  # noqa: S608
            "where source_file = ?",
            [report.file],
        ).fetchall()
    }
    text = read_table(file, contract)
    at = {name: text.headers.index(header) for name, header in report.columns.items()}
    known = _known(connection, schema, contract)
    rows = []
    for line, sent in sorted(laid_rows(text).items()):
        if line in kept:
            network, values = kept[line]
            cells = _spelled(contract, values, at, sent)
            rows.append(Row(line, network or NOBODY, cells, is_kept=True))
        elif any(cell.strip() for cell in sent):
            rows.append(_set_aside(contract, line, sent, at, len(text.headers), known))
    return _with_neighbours(rows) if contract.tells_network else rows


def as_csv(contract: Contract, rows: Iterable[Row]) -> bytes:
    """A file of the rows, with the headers of the contract."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(contract.field_names)
    writer.writerows(row.cells for row in rows)
    return text.getvalue().encode()


def portion_path(contract: Contract, network: str) -> str:
    """Path of the file of a network, in the raw folder."""
    return f"{contract.name}/{network or NOBODY_FILE}.csv"


def not_among(rows: Iterable[Row], others: Iterable[Row]) -> list[Row]:
    """Rows that the others do not hold already, copies counted."""
    left = Counter((row.network, row.cells) for row in others)
    fresh = []
    for row in rows:
        if left[row.network, row.cells]:
            left[row.network, row.cells] -= 1
        else:
            fresh.append(row)
    return fresh


def same_keys(contract: Contract, rows: Iterable[Row], others: Iterable[Row]) -> dict[int, int]:
    """Lines of the rows whose key another row has already, with that row's line."""
    if not contract.primary_key:
        return {}
    stand_ins = {group[0]: group for group in contract.one_of}
    groups = [stand_ins.get(name, (name,)) for name in contract.primary_key]
    at = {name: place for place, name in enumerate(contract.field_names)}

    def key(row: Row) -> tuple[str, ...]:
        return tuple(next((row.cells[at[n]] for n in g if row.cells[at[n]]), "") for g in groups)

    known = {key(row): row.line for row in others if row.is_kept}
    return {row.line: known[key(row)] for row in rows if row.is_kept and key(row) in known}


def _known(
    connection: duckdb.DuckDBPyConnection, schema: str, contract: Contract
) -> Mapping[str, str]:
    """Networks by what a row writes to name one, for the rows that are set aside."""
    if not contract.tells_network:
        return {}
    rows = connection.execute(
        f'select distinct cast("{contract.network_column}" as varchar), network '  # noqa: S608
        f'from {schema}."{contract.name}" where network is not null'
    ).fetchall()
    networks = connection.execute("select id_reseau, id_reseau from raw.reseaux").fetchall()
    direct = networks if contract.network_column == NETWORK else []
    return {str(name).casefold(): network for name, network in [*direct, *rows] if name}


def _set_aside(
    contract: Contract,
    line: int,
    sent: list[str],
    at: Mapping[str, int],
    width: int,
    known: Mapping[str, str],
) -> Row:
    place = at.get(contract.network_column)
    named = sent[place].strip().casefold() if place is not None and place < len(sent) else ""
    if contract.name == "reseaux" and _IDENTIFIER.fullmatch(named):
        known = {**known, named: named}  # this contract is what makes a network known
    if len(sent) == width:
        cells = tuple(sent[at[name]] if name in at else "" for name in contract.field_names)
    else:
        # Still a row that does not fit its header, whatever the header is now.
        extra = len(sent) == len(contract.fields)
        cells = (*sent, "") if extra else tuple(sent)
    return Row(line, known.get(named, NOBODY), cells, is_kept=False)


def _with_neighbours(rows: list[Row]) -> list[Row]:
    for order in (range(len(rows)), range(len(rows) - 1, -1, -1)):
        last = NOBODY
        for place in order:
            last = rows[place].network or last
            rows[place] = replace(rows[place], network=last)
    return rows


def _spelled(
    contract: Contract, values: list[Any], at: Mapping[str, int], sent: list[str]
) -> tuple[str, ...]:
    return tuple(
        _sent(at, spec.name, sent) if value is None else _spell(spec, value)
        for spec, value in zip(contract.fields, values, strict=True)
    )


def _sent(at: Mapping[str, int], name: str, sent: list[str]) -> str:
    place = at.get(name)
    return sent[place] if place is not None and place < len(sent) else ""


def _spell(spec: FieldSpec, value: Any) -> str:
    """One spelling a value, which a file of a single row is read by as well as one of thousands."""
    if isinstance(value, bool):
        return (spec.true_values if value else spec.false_values)[0]
    if isinstance(value, date):
        return f"{value:%Y-%m}" if spec.type == "yearmonth" else value.isoformat()
    if isinstance(value, float):
        text = f"{value:.10f}".rstrip("0").rstrip(".").replace(".", ",")
        # Three decimals look like thousands: a fourth says that they are not.
        return f"{text}0" if len(text.partition(",")[2]) == 3 else text
    return str(value)
