"""Split a file as sent into one file per network.

A kept row is written with the values that were read, in a canonical format, so that a format
inferred from a whole column is not inferred again from a few rows. Unreadable cells and rows set
aside are written as sent, so that each build reports them again. A row that names no known network
stays with the row above it, else with the one below.
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
from pipelines.ingest.headers import simplify
from pipelines.ingest.issues import FileReport
from pipelines.ingest.networks import spellings
from pipelines.ingest.read.reader import read_table
from pipelines.ingest.read.tables import TextTable

# Network of the rows of a contract when none of them names a known one.
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
    """Cells of each row of a file by line, including rows that do not match the header."""
    columns = text.table.to_pydict().values()
    laid = {line: [cell or "" for cell in cells] for line, *cells in zip(*columns, strict=True)}
    return laid | {bad.line: list(bad.cells) for bad in text.bad_rows}


def read_rows(
    connection: duckdb.DuckDBPyConnection, schema: str, report: FileReport, file: Path
) -> list[Row]:
    """Every row of an ingested file, with its network.

    Args:
        connection: database with `<schema>.<contract>`, made by `attribute`.
        schema: schema of the kept rows.
        report: ingest report of the file.
        file: the file.
    """
    contract = contracts.load(report.contract)
    columns = ", ".join(f'"{name}"' for name in contract.field_names)
    kept_rows = {
        line: (network, values)
        for line, network, *values in connection.execute(
            f'select source_line, network, {columns} from {schema}."{contract.name}" '  # noqa: S608
            "where source_file = ?",
            [report.file],
        ).fetchall()
    }
    text = read_table(file, contract)
    place_of = {name: text.headers.index(header) for name, header in report.columns.items()}
    networks = _known(connection, schema, contract)
    rows = []
    for line, sent_cells in sorted(laid_rows(text).items()):
        if line in kept_rows:
            network, values = kept_rows[line]
            cells = _spelled(contract, values, place_of, sent_cells)
            rows.append(Row(line, network or NOBODY, cells, is_kept=True))
        elif any(cell.strip() for cell in sent_cells):
            rows.append(
                _set_aside(contract, line, sent_cells, place_of, len(text.headers), networks)
            )
    return _with_neighbours(rows) if contract.tells_network else rows


def as_csv(contract: Contract, rows: Iterable[Row]) -> bytes:
    """CSV of the rows, with the headers of the contract."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(contract.field_names)
    writer.writerows(row.cells for row in rows)
    return text.getvalue().encode()


def portion_path(contract: Contract, network: str) -> str:
    """Path of the file of a network, in the raw folder."""
    return f"{contract.name}/{network or NOBODY_FILE}.csv"


def not_among(rows: Iterable[Row], others: Iterable[Row]) -> list[Row]:
    """Rows that are not among the others, counting duplicates."""
    remaining = Counter((row.network, row.cells) for row in others)
    fresh = []
    for row in rows:
        if remaining[row.network, row.cells]:
            remaining[row.network, row.cells] -= 1
        else:
            fresh.append(row)
    return fresh


def same_keys(contract: Contract, rows: Iterable[Row], others: Iterable[Row]) -> dict[int, int]:
    """Lines of the rows whose key is already used, with the line that uses it."""
    if not contract.primary_key:
        return {}
    stand_ins = {group[0]: group for group in contract.one_of}
    groups = [stand_ins.get(name, (name,)) for name in contract.primary_key]
    place_of = {name: place for place, name in enumerate(contract.field_names)}

    def key(row: Row) -> tuple[str, ...]:
        return tuple(
            next((row.cells[place_of[n]] for n in g if row.cells[place_of[n]]), "") for g in groups
        )

    line_of = {key(row): row.line for row in others if row.is_kept}
    return {row.line: line_of[key(row)] for row in rows if row.is_kept and key(row) in line_of}


def _known(
    connection: duckdb.DuckDBPyConnection, schema: str, contract: Contract
) -> Mapping[str, str]:
    """Networks by the text that rows use to name them, for rows set aside."""
    if not contract.tells_network:
        return {}
    rows = connection.execute(
        f'select distinct cast("{contract.network_column}" as varchar), network '  # noqa: S608
        f'from {schema}."{contract.name}" where network is not null'
    ).fetchall()
    direct = spellings(connection) if contract.network_column == NETWORK else {}
    return direct | {_reference(contract, str(name)): network for name, network in rows if name}


def _reference(contract: Contract, text: str) -> str:
    """What a row refers to, however it is written; the references of grants differ by any sign."""
    return simplify(text) if contract.network_column == NETWORK else text.strip().casefold()


def _set_aside(
    contract: Contract,
    line: int,
    sent_cells: list[str],
    place_of: Mapping[str, int],
    width: int,
    networks: Mapping[str, str],
) -> Row:
    place = place_of.get(contract.network_column)
    sent = sent_cells[place] if place is not None and place < len(sent_cells) else ""
    reference, own = _reference(contract, sent), sent.strip().casefold()
    if contract.name == "reseaux" and _IDENTIFIER.fullmatch(own):
        networks = {**networks, reference: own}  # this contract defines the networks
    if len(sent_cells) == width:
        cells = tuple(
            sent_cells[place_of[name]] if name in place_of else "" for name in contract.field_names
        )
    else:
        # The row must still not match its header, which has changed.
        extra = len(sent_cells) == len(contract.fields)
        cells = (*sent_cells, "") if extra else tuple(sent_cells)
    return Row(line, networks.get(reference, NOBODY), cells, is_kept=False)


def _with_neighbours(rows: list[Row]) -> list[Row]:
    for order in (range(len(rows)), range(len(rows) - 1, -1, -1)):
        last = NOBODY
        for place in order:
            last = rows[place].network or last
            rows[place] = replace(rows[place], network=last)
    return rows


def _spelled(
    contract: Contract, values: list[Any], place_of: Mapping[str, int], sent_cells: list[str]
) -> tuple[str, ...]:
    return tuple(
        _sent(place_of, spec.name, sent_cells) if value is None else _spell(spec, value)
        for spec, value in zip(contract.fields, values, strict=True)
    )


def _sent(place_of: Mapping[str, int], name: str, sent_cells: list[str]) -> str:
    place = place_of.get(name)
    return sent_cells[place] if place is not None and place < len(sent_cells) else ""


def _spell(spec: FieldSpec, value: Any) -> str:
    """One canonical format per value, read the same in a file of one row or of thousands."""
    if isinstance(value, bool):
        return (spec.true_values if value else spec.false_values)[0]
    if isinstance(value, date):
        return f"{value:%Y-%m}" if spec.type == "yearmonth" else value.isoformat()
    if isinstance(value, float):
        text = f"{value:.10f}".rstrip("0").rstrip(".").replace(".", ",")
        # Three decimals look like thousands: a fourth one removes the ambiguity.
        return f"{text}0" if len(text.partition(",")[2]) == 3 else text
    return str(value)
