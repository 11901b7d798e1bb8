"""From text to typed columns: a vectorised pass, then the careful reading of the rest.

The careful reading handles each distinct text once, so that a million rows cost only a few thousand
readings, and an invalid cell gets the same report wherever it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import duckdb
import pyarrow as pa

from method.published import literal
from pipelines.contracts import Contract, FieldSpec
from pipelines.ingest.cell import Context
from pipelines.ingest.cells import parse_cell
from pipelines.ingest.dates import add_months, in_french
from pipelines.ingest.evidence import needs_whole_column, weigh
from pipelines.ingest.limits import MAX_CELL_CHARACTERS, OLDEST_YEAR
from pipelines.ingest.nothing import SENTINELS, spellings
from pipelines.ingest.numbers import WHITESPACE, is_doubtful
from pipelines.ingest.read.tables import BOOLEAN, DATE, DECIMAL, DURATION, TextTable
from pipelines.ingest.statements import sql

INFINITE = 1e300
NOMENCLATURE = "nomenclatureActivitePrincipaleEtablissement"
TYPED_CODES = {
    DATE: "code_as_date",
    DURATION: "code_as_date",
    DECIMAL: "code_as_number",
    BOOLEAN: "code_as_boolean",
}
TYPED_SCHEMA = pa.schema(
    [("line", pa.int64()), *((n, pa.string()) for n in ("column", "code", "value", "facts"))]
)
CELL_SCHEMA = pa.schema(
    [("text", pa.string()), ("value", pa.string()), ("code", pa.string()), ("facts", pa.string())]
)


@dataclass(frozen=True)
class TypedFile:
    """A file loaded in `ingest.file_<number>`: texts `text_<i>` next to typed columns."""

    number: int
    contract: Contract
    positions: dict[str, int]

    @property
    def table(self) -> str:
        """Name of the table."""
        return f"ingest.file_{self.number}"


def open_workshop(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the schema of the ingest's tables and macros; `close_workshop` drops it."""
    connection.execute(sql("workshop"))
    connection.execute(
        sql(
            "macros",
            max_cell=MAX_CELL_CHARACTERS,
            oldest_year=OLDEST_YEAR,
            whitespace=WHITESPACE,
            sentinels=sorted(SENTINELS),
            words=spellings(),
        )
    )
    connection.execute(sql("identifier_macros"))


def close_workshop(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what `open_workshop` created."""
    connection.execute("drop schema if exists ingest cascade")


def type_files(
    connection: duckdb.DuckDBPyConnection,
    texts: Mapping[int, TextTable],
    contract: Contract,
    positions: dict[str, int],
    context: Context,
) -> Iterator[TypedFile]:
    """Type every column of files by number, and record the issues of their cells, one by one.

    Args:
        connection: database with the workshop open.
        texts: tables with the same headers, by number of the file.
        contract: contract of the files.
        positions: position of each column of the contract in the headers.
        context: what the careful reading knows.
    """
    for file in type_vectorised(connection, texts, contract, positions, context):
        for name, (has_left, has_blank) in _to_read(connection, file).items():
            spec = contract.field(name)
            if has_left:
                _read_carefully(connection, file, spec, context)
            if has_blank and spec.required:
                names = {"table": file.table, "column": name, "text": f"text_{positions[name]}"}
                connection.execute(sql("required_issues", number=file.number, **names))
        _record_typed_codes(connection, file, texts[file.number])
        yield file


def _to_read(
    connection: duckdb.DuckDBPyConnection, file: TypedFile
) -> dict[str, tuple[bool, bool]]:
    """Columns that lack values: whether the fast pass left texts, and whether cells are blank.

    A SIREN that another column gives only fills cells: none of these facts can become true later.
    """
    names = [*file.positions]
    if not names:
        return {}
    (lacks,) = connection.execute(sql("without_value", table=file.table, columns=names)).fetchall()
    columns = [
        (n, f"text_{file.positions[n]}")
        for n, is_short in zip(names, lacks, strict=True)
        if is_short
    ]
    if not columns:
        return {}
    (facts,) = connection.execute(sql("to_read", table=file.table, columns=columns)).fetchall()
    return {name: (facts[2 * i], facts[2 * i + 1]) for i, (name, _) in enumerate(columns)}


def type_vectorised(
    connection: duckdb.DuckDBPyConnection,
    texts: Mapping[int, TextTable],
    contract: Contract,
    positions: dict[str, int],
    context: Context,
) -> list[TypedFile]:
    """Load files into their tables; cells that are not in canonical form have no value yet.

    All at once: for a file of some lines, planning the statement takes longer than running it.
    """
    files = [TypedFile(number, contract, positions) for number in texts]
    text_of = {name: f"text_{position}" for name, position in positions.items()}
    columns = [
        (
            spec.name,
            _fast(spec, text_of[spec.name], context) if spec.name in text_of else _nothing(spec),
        )
        for spec in contract.fields
    ]
    identifiers = [
        (text_of[spec.name], spec.kind)
        for spec in contract.fields
        if spec.name in text_of and spec.kind in ("siren", "siret")
    ]
    tables = [_settled(text, contract, positions) for text in texts.values()]
    names, together = tables[0].column_names, files[0].table
    if len(files) > 1:
        together = "ingest.typed"
        tables = [
            table.append_column("file_no", pa.repeat(pa.scalar(number, pa.int64()), len(table)))
            for number, table in zip(texts, tables, strict=True)
        ]
    connection.register("incoming", pa.concat_tables(tables))
    connection.execute(
        sql(
            "type_files",
            table=together,
            places=[*tables[0].column_names[len(names) :], "line"],
            texts=names[1:],
            identifiers=identifiers,
            columns=columns,
        )
    )
    connection.unregister("incoming")
    if len(files) > 1:
        for file in files:
            connection.execute(sql("split_file", table=file.table, number=file.number))
    return files


def _nothing(spec: FieldSpec) -> str:
    return f"cast(null as {spec.sql_type})"


def _read_carefully(
    connection: duckdb.DuckDBPyConnection, file: TypedFile, spec: FieldSpec, context: Context
) -> None:
    text = f"text_{file.positions[spec.name]}"
    names = {"table": file.table, "column": spec.name, "text": text}
    is_optional = file.contract.is_optional(spec.name)
    texts, context = _left_and_evidence(connection, file, spec, context, names)
    if texts:
        cells = [(value, parse_cell(spec, value, context)) for value in texts]
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
        connection.execute(sql("cell_issues", number=file.number, is_optional=is_optional, **names))
        connection.unregister("cell")
        if spec.siren_into:
            connection.execute(sql("move_siren", into=spec.siren_into, **names))


def _left_and_evidence(
    connection: duckdb.DuckDBPyConnection,
    file: TypedFile,
    spec: FieldSpec,
    context: Context,
    names: dict[str, str],
) -> tuple[list[str], Context]:
    """Texts for the careful reading, and the context with the evidence of the whole column.

    If these texts cast doubt on what the fast pass accepted, the whole column is read again.
    """
    remaining = [text for (text,) in connection.execute(sql("left_to_read", **names)).fetchall()]
    texts = remaining
    if needs_whole_column(spec, remaining):
        texts = [text for (text,) in connection.execute(sql("column_texts", **names)).fetchall()]
    evidence = weigh(
        spec, texts, context.reference, says_nomenclature=NOMENCLATURE in file.positions
    )
    if evidence.month_first != "no":
        connection.execute(sql("read_again", sql_type=spec.sql_type, **names))
        remaining = texts
    return remaining, replace(context, evidence=evidence)


def _record_typed_codes(
    connection: duckdb.DuckDBPyConnection, file: TypedFile, text: TextTable
) -> None:
    """Record issues for codes that a workbook stores as dates, numbers or booleans."""
    rows = []
    for name, position in file.positions.items():
        if text.kinds is None or file.contract.field(name).kind != "code":
            continue
        for index, letter in enumerate(_letters(text, position)):
            if letter in TYPED_CODES:
                value = text.table.column(f"text_{position}")[index].as_py()
                rows.append(
                    {
                        "line": text.table.column("line")[index].as_py(),
                        "column": name,
                        "code": TYPED_CODES[letter],
                        "value": value,
                        "facts": json.dumps({"other": in_french(value)}, ensure_ascii=False),
                    }
                )
    if rows:
        connection.register("typed_code", pa.Table.from_pylist(rows, TYPED_SCHEMA))
        connection.execute(sql("typed_code_issues", number=file.number))
        connection.unregister("typed_code")


def _letters(text: TextTable, position: int) -> list[str]:
    """Types of a column's cells in their workbook."""
    if text.kinds is None:
        return []
    return [letters[position : position + 1] for letters in text.kinds.to_pylist()]


def _settled(text: TextTable, contract: Contract, positions: dict[str, int]) -> pa.Table:
    """Make the numeric cells of a workbook unambiguous in the table: `12.345` → `12.3450`.

    Three decimals may mean thousands in a text, but never in a numeric cell.
    """
    table = text.table
    for name, position in positions.items():
        spec = contract.field(name)
        if text.kinds is None or spec.type != "number" or spec.thousandths:
            continue
        column = f"text_{position}"
        cells = table.column(column).to_pylist()
        lengthened = [
            cell + "0" if letter == DECIMAL and is_doubtful(cell, None) else cell
            for cell, letter in zip(cells, _letters(text, position), strict=True)
        ]
        if lengthened != cells:
            index = table.column_names.index(column)
            table = table.set_column(index, column, pa.array(lengthened, pa.string()))
    return table


def _fast(spec: FieldSpec, text: str, context: Context) -> str:
    """SQL expression that reads the canonical cells of a column and is NULL for the others."""
    read = {
        "siren": "fast_siren({text}, number_{text}, key_{text})",
        "siret": "fast_siret({text}, number_{text}, key_{text})",
        "number": "fast_number({text}, {low}, {above}, {high})"
        if spec.thousandths
        else "fast_amount({text}, {low}, {above}, {high})",
        "code": _fast_code(spec),
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


def _fast_code(spec: FieldSpec) -> str:
    pattern = spec.constraints.pattern or ".*"
    return f"fast_code({{text}}, {_in_format(pattern)})"


def _in_format(text: str) -> str:
    """A literal with doubled braces, since it goes through str.format."""
    return literal(text).replace("{", "{{").replace("}", "}}")


def _fast_string(spec: FieldSpec) -> str:
    limits = spec.constraints
    if limits.enum:
        allowed = ", ".join(literal(value) for value in limits.enum)
        return f"fast_enum({{text}}, [{allowed}])"
    if limits.pattern:
        return f"fast_pattern({{text}}, {_in_format(limits.pattern)})"
    return "fast_text({text})"


def _or(limit: float | None, default: float) -> float:
    return default if limit is None else limit
