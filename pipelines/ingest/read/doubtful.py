"""Cells that do not show their value: errors, formulas without result, merged cells, garbled text.

None of them is an empty cell, even if the reader returns it as empty.
"""

from __future__ import annotations

import re

import pyarrow as pa

from pipelines.contracts import Contract, FieldSpec
from pipelines.ingest.headers import match_headers
from pipelines.ingest.lines import spell_lines
from pipelines.ingest.read.tables import (
    ERROR,
    MERGED,
    UNCALCULATED,
    Remark,
    TextTable,
    is_ascii,
    matching,
)

_SHOWN_ERROR = re.compile(
    r"#(?:REF|N/?A|N/D|DIV/0|NOM|NAME|VALEUR|VALUE|NUM|NOMBRE|NUL|NULL|SPILL|PROPAGATION|CALC|"
    r"GETTING_DATA)\s*[!?]?|#{3,}|Err\s*:\s*\d{3}",
    re.IGNORECASE,
)
_CODES = {UNCALCULATED: "formula_uncalculated", MERGED: "cell_merged"}
# UTF-8 read as Windows-1252 or Mac Roman, and replacement characters.
_MANGLED = (
    "Ã[\u00a0-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[™œ\u009d“”¦˜¢]|Â[\u00a0«»°²³·€]|√[©®ßÄ†¥ª¢¥]"
    "|ï¿½|\ufffd"
)


def mark_doubtful(contract: Contract, text: TextTable) -> None:
    """Find the cells whose value is lost (`text.unreadable`) and report garbled texts."""
    for name, at in match_headers(contract, text.headers).positions.items():
        spec = contract.field(name)
        column = text.table.column(f"text_{at}")
        text.unreadable += _lost(spec, text, column, at)
        _tell_mangled(spec, text, column)


def _lost(spec: FieldSpec, text: TextTable, column: pa.ChunkedArray, at: int) -> list[Remark]:
    suspects = set(matching(column, "^ ?(#|(?i:err ?:))"))
    kinds: dict[int, str] = {}
    if text.kinds is not None:
        indices = matching(text.kinds, f"^.{{{at}}}[{ERROR}{UNCALCULATED}{MERGED}]")
        kinds = {index: text.kinds[index].as_py()[at] for index in indices}
    lines = text.table.column("line")
    remarks = []
    for index in sorted(suspects | set(kinds)):
        value = column[index].as_py()
        code = _CODES.get(kinds.get(index, ERROR), "cell_error")
        if index in kinds or _SHOWN_ERROR.fullmatch(value.strip()):
            suffix = "" if spec.required else "_emptied"
            remarks.append(Remark(lines[index].as_py(), spec.name, code + suffix, value.strip()))
    return remarks


def _tell_mangled(spec: FieldSpec, text: TextTable, column: pa.ChunkedArray) -> None:
    indices = [] if is_ascii(column) else matching(column, _MANGLED)
    if not indices:
        return
    lines = text.table.column("line").take(pa.array(indices, pa.int64())).to_pylist()
    facts = {"expected": spell_lines(lines)}
    value = column[indices[0]].as_py()
    text.remarks.append(Remark(lines[0], spec.name, "text_mangled", value, facts))
