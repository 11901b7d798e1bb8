"""From text to typed columns: a vectorised pass, then the careful reading of what it left.

The careful reading sees each distinct text once, so that a million rows cost a few thousand
readings, and a wrong cell is told with the same care wherever it stands.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from pipelines.contracts import Contract, FieldSpec
from pipelines.ingest.cells import Context, parse_cell
from pipelines.ingest.dates import add_months
from pipelines.ingest.limits import MAX_CELL_CHARACTERS, OLDEST_YEAR
from pipelines.ingest.numbers import WHITESPACE
from pipelines.ingest.read.tables import TextTable
from pipelines.ingest.statements import sql

INFINITE = 1e300
CELL_SCHEMA = pa.schema(
    [("text", pa.string()), ("value", pa.string()), ("code", pa.string()), ("facts", pa.string())]
)


@dataclass(frozen=True)
class TypedFile:
    """A file laid in `ingest.file_<number>`: texts `text_<i>` and typed columns side by side."""

    number: int
    contract: Contract
    positions: dict[str, int]

    @property
    def table(self) -> str:
        """Name of the table."""
        return f"ingest.file_{self.number}"


def open_workshop(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the schema of the ingest's own tables and macros; `close_workshop` drops it."""
    connection.execute(sql("workshop"))
    connection.execute(
        sql(
            "macros",
            max_cell=MAX_CELL_CHARACTERS,
            oldest_year=OLDEST_YEAR,
            whitespace=WHITESPACE,
        )
    )


def close_workshop(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what `open_workshop` made."""
    connection.execute("drop schema if exists ingest cascade")


def type_file(
    connection: duckdb.DuckDBPyConnection,
    number: int,
    contract: Contract,
    text: TextTable,
    positions: dict[str, int],
    context: Context,
) -> TypedFile:
    """Type every column of a file and record its cells' issues in `ingest.issue`."""
    file = type_vectorised(connection, number, contract, text, positions, context)
    for name in positions:
        _read_carefully(connection, file, contract.field(name), context)
    return file


def type_vectorised(
    connection: duckdb.DuckDBPyConnection,
    number: int,
    contract: Contract,
    text: TextTable,
    positions: dict[str, int],
    context: Context,
) -> TypedFile:
    """Lay a file in its table; cells that are not in canonical form have no value yet."""
    file = TypedFile(number, contract, positions)
    at = {name: f"text_{position}" for name, position in positions.items()}
    columns = [
        (spec.name, _fast(spec, at[spec.name], context) if spec.name in at else _nothing(spec))
        for spec in contract.fields
    ]
    identifiers = [
        (at[spec.name], spec.kind)
        for spec in contract.fields
        if spec.name in at and spec.kind in ("siren", "siret")
    ]
    connection.register("incoming", text.table)
    connection.execute(
        sql(
            "type_file",
            table=file.table,
            texts=text.table.column_names[1:],
            identifiers=identifiers,
            columns=columns,
        )
    )
    connection.unregister("incoming")
    return file


def _nothing(spec: FieldSpec) -> str:
    return f"cast(null as {spec.sql_type})"


def _read_carefully(
    connection: duckdb.DuckDBPyConnection, file: TypedFile, spec: FieldSpec, context: Context
) -> None:
    text = f"text_{file.positions[spec.name]}"
    names = {"table": file.table, "column": spec.name, "text": text}
    left = connection.execute(sql("left_to_read", **names)).fetchall()
    if left:
        cells = [(value, parse_cell(spec, value, context)) for (value,) in left]
        rows = [
            {
                "text": value,
                "value": None if cell.value is None else str(cell.value),
                "code": cell.code,
                "facts": json.dumps(cell.facts, ensure_ascii=False),
            }
            for value, cell in cells
        ]
        connection.register("cell", pa.Table.from_pylist(rows, CELL_SCHEMA))
        connection.execute(sql("take_careful_values", sql_type=spec.sql_type, **names))
        connection.execute(sql("cell_issues", number=file.number, **names))
        connection.unregister("cell")
        if spec.siren_into:
            connection.execute(sql("move_siren", into=spec.siren_into, **names))
    if spec.required:
        connection.execute(sql("required_issues", number=file.number, **names))


def _fast(spec: FieldSpec, text: str, context: Context) -> str:
    """Expression that reads canonical cells of a column and gives NULL for the others."""
    read = {
        "siren": "fast_siren({text}, number_{text}, key_{text})",
        "siret": "fast_siret({text}, number_{text}, key_{text})",
        "number": "fast_number({text}, {low}, {above}, {high})",
        "integer": "fast_integer({text}, {low}, {high})",
        "date": "fast_date({text}, date '{horizon}')",
        "yearmonth": "fast_month({text}, date '{horizon}')",
        "year": "fast_year({text}, {last_year})",
        "boolean": "fast_boolean({text})",
        "string": _fast_string(spec),
    }.get(spec.kind or spec.type)
    if read is None:
        return _nothing(spec)
    limits = spec.constraints
    return "ingest." + read.format(
        text=text,
        low=_or(limits.minimum, -INFINITE),
        high=_or(limits.maximum, INFINITE),
        above=_or(limits.exclusive_minimum, -INFINITE),
        horizon=add_months(context.today, spec.horizon_months),
        last_year=context.today.year + 2,
    )


def _fast_string(spec: FieldSpec) -> str:
    limits = spec.constraints
    if limits.enum:
        allowed = ", ".join(_literal(value) for value in limits.enum)
        return f"fast_enum({{text}}, [{allowed}])"
    if limits.pattern:
        # Braces of the expression are doubled: the text goes through str.format.
        pattern = _literal(limits.pattern).replace("{", "{{").replace("}", "}}")
        return f"fast_pattern({{text}}, {pattern})"
    return "fast_text({text})"


def _or(limit: float | None, default: float) -> float:
    return default if limit is None else limit


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
