"""Clean free text: without invisible characters, and no longer than its column allows.

A name can hide a control character, reverse the reading order or run over pages. Invisible
characters are removed, long texts are cut, and both are reported. Columns with listed values,
numbers or identifiers with a key are not touched: their content is already strict.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute

from method.plain_text import UNSEEN
from pipelines.contracts import Contract, FieldSpec
from pipelines.ingest.limits import MAX_CELL_CHARACTERS, MAX_TEXT_CHARACTERS
from pipelines.ingest.numbers import WHITESPACE, spell
from pipelines.ingest.read.tables import TextTable

# pyarrow creates these functions at import, where type checkers cannot see them.
pc: Any = pyarrow.compute
# End of a cut text: a reader must see that something is missing.
_MORE = "…"


def tidied(
    text: TextTable, contract: Contract, positions: dict[str, int]
) -> tuple[TextTable, list[dict[str, Any]]]:
    """Clean the free text of a table, and report the changes.

    Args:
        text: table as read.
        contract: contract of the file.
        positions: position of each column of the contract in `text`.

    Returns:
        The table, and rows of `ingest.issue` without their `file_no`.
    """
    table, issues = text.table, []
    for name, position in positions.items():
        spec = contract.field(name)
        if not is_free(spec):
            continue
        place = f"text_{position}"
        column = table[place].combine_chunks()
        for code, expected, changed in _changes(contract, spec, column):
            issues += _change_issues(table["line"], column, changed, code, name, expected)
            column = changed
        if column is not table[place]:
            table = table.set_column(table.column_names.index(place), place, column)
    return replace(text, table=table), issues


def is_free(spec: FieldSpec) -> bool:
    """Whether a column holds free text."""
    limits = spec.constraints
    is_text = spec.kind is None or spec.kind == "code"
    return spec.type == "string" and is_text and not (limits.enum or limits.pattern)


def longest(spec: FieldSpec) -> int:
    """Maximum number of characters in a column of free text."""
    return spec.constraints.max_length or MAX_TEXT_CHARACTERS


def _changes(
    contract: Contract, spec: FieldSpec, column: pa.StringArray
) -> Iterator[tuple[str, str, pa.StringArray]]:
    # At both ends, zero-width marks left by spreadsheets count as spaces.
    trimmed = pc.utf8_trim(column, WHITESPACE)
    if pc.any(pc.match_substring_regex(trimmed, UNSEEN)).as_py():
        column = pc.replace_substring_regex(trimmed, UNSEEN, "")
        yield "unseen_removed", "", column
    max_length = longest(spec)
    length = pc.utf8_length(column)
    # Beyond the limit of a cell, the reading of cells sets the row aside.
    too_long = pc.and_(pc.greater(length, max_length), pc.less_equal(length, MAX_CELL_CHARACTERS))
    if pc.any(too_long).as_py():
        # Two keys must not become equal by being cut.
        code = "key_too_long" if spec.name in _keys(contract) else "text_cut"
        cut = pc.binary_join_element_wise(
            pc.utf8_slice_codeunits(column, 0, max_length - 1), _MORE, ""
        )
        yield code, spell(max_length), pc.if_else(too_long, cut, column)


def _keys(contract: Contract) -> set[str]:
    return {*contract.primary_key, *(key.fields for key in contract.foreign_keys)}


def _change_issues(
    lines: pa.ChunkedArray,
    before: pa.StringArray,
    after: pa.StringArray,
    code: str,
    column: str,
    expected: str,
) -> list[dict[str, Any]]:
    trimmed = before if code != "unseen_removed" else pc.utf8_trim(before, WHITESPACE)
    rows = pc.indices_nonzero(pc.fill_null(pc.not_equal(trimmed, after), False))
    facts = json.dumps({"expected": expected}, ensure_ascii=False)
    return [
        {"line": line, "column": column, "code": code, "value": value, "facts": facts}
        for line, value in zip(
            lines.take(rows).to_pylist(), after.take(rows).to_pylist(), strict=True
        )
    ]
