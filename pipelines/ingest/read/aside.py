"""Lines under the headers that are not rows: blank lines, repeated headers, totals, units.

They are reported and counted, never typed: a total is not a network, and « € » is not an amount.
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa

from pipelines.contracts import Contract, FieldSpec
from pipelines.ingest.headers import match_headers, simplify
from pipelines.ingest.issues import FileRefused
from pipelines.ingest.numbers import WHITESPACE
from pipelines.ingest.read.tables import BadRow, Remark, TextTable, among, matching

# Beyond this many repeated headers, lines are left to the checks of their columns.
MAX_HEADERS_AGAIN = 1_000
# As many lines without any required value are told once each.
MAX_NOTES = 1_000
# Units are expected within this many lines under the headers.
UNITS_WITHIN = 3
_TOTAL_START = r"(?i)^[^a-z0-9]*(sous|total|totaux|somme|cumul)"
_TOTAL = re.compile(
    r"(sous|s)?(totaux|total)(general|generale|generaux|cumule|annuel|mensuel|annee|exercice|an|"
    r"du|de|des|le|la|les|mois|reseaux?|lignes?|periode|tableau|euros?|eur|ht|ttc|\d++)*"
    r"|soustotal.*|(somme|cumul)(totale?)?"
)
_TOTAL_OF_ONE = re.compile(r"(sous)?tota(l|ux).*")
_UNITS = {
    *("€", "eur", "euro", "euros", "ke", "k€", "m€", "keur", "meur", "%", "h", "j", "etp", "n°"),
    *("date", "mois", "jour", "jours", "année", "annee", "heure", "heures", "texte", "nombre"),
    *("nombre entier", "entier", "décimal", "code", "oui/non", "oui ou non", "liste", "libellé"),
    *("obligatoire", "facultatif", "facultative", "requis", "optionnel", "unité", "unités"),
    *("aaaa", "aaaa-mm", "aaaa-mm-jj", "jj/mm/aaaa", "mm/aaaa", "jj-mm-aaaa", "yyyy-mm-dd"),
}
_THOUSANDS = {"k€", "ke", "keur", "m€", "meur", "milliers d'euros", "millions d'euros"}


def set_aside(contract: Contract, text: TextTable) -> None:
    """Remove the lines that are not rows from a table, count them and report them.

    Raises:
        FileRefused: another table starts below, or amounts are in thousands.
    """
    positions = match_headers(contract, text.headers).positions
    if not positions:
        return
    judge = _Judge(contract, text, positions)
    indices = _suspects(contract, text, positions)
    columns = [
        column.take(pa.array(indices, pa.int64())).to_pylist() for column in text.table.columns
    ]
    dropped = set()
    for index, (line, *cells) in zip(indices, zip(*columns, strict=True), strict=True):
        if judge.is_no_row(line, cells):
            dropped.add(index)
        elif len(text.bad_rows) < MAX_NOTES and judge.has_nothing_required(cells):
            dropped.add(index)
            text.bad_rows.append(BadRow(line, cells, "no_required_value"))
    if dropped:
        mask = np.ones(text.table.num_rows, dtype=bool)
        mask[list(dropped)] = False
        text.table = text.table.filter(pa.array(mask))
        if text.kinds is not None:
            text.kinds = text.kinds.filter(pa.array(mask))
    text.bad_rows = [bad for bad in text.bad_rows if not judge.is_no_bad_row(bad)]


def _suspects(contract: Contract, text: TextTable, positions: dict[str, int]) -> list[int]:
    """Indices of the rows to check: the first required column is blank or looks like a label."""
    required = [at for name, at in positions.items() if contract.field(name).required]
    first = text.table.column(f"text_{min(required or positions.values())}")
    labels = {label.lower() for spec in contract.fields for label in _labels(spec)}
    labels |= {header.strip().lower() for header in text.headers}
    blank = among(first, {""})
    again = among(first, labels - {""})[:MAX_HEADERS_AGAIN]
    near = range(min(UNITS_WITHIN, len(first)))
    return sorted({*blank, *again, *near, *matching(first, _TOTAL_START)})


def _labels(spec: FieldSpec) -> tuple[str, ...]:
    return (spec.name, spec.title, *spec.aliases)


class _Judge:
    """Decides whether a line is a row, and reports it if not."""

    def __init__(self, contract: Contract, text: TextTable, positions: dict[str, int]) -> None:
        self.contract = contract
        self.text = text
        self.positions = positions
        self.required = [at for name, at in positions.items() if contract.field(name).required]
        self.networks = {positions.get("id_reseau")}
        self.known = set(positions.values())

    def is_no_row(self, line: int, cells: list[str]) -> bool:
        """Whether a line as wide as the table is not a row; if so, it is counted."""
        filled = [at for at, cell in enumerate(cells) if cell.strip(WHITESPACE)]
        if not filled:
            self.text.tally.empty += 1
            return True
        code = self._code(line, cells, filled)
        if code is None:
            return False
        self.text.tally.told += 1
        self.text.remarks.append(Remark(line, None, code, cells[filled[0]].strip()))
        return True

    def has_nothing_required(self, cells: list[str]) -> bool:
        """Whether a line is told once, as a note or a total may be, rather than by column."""
        return len(self.required) > 1 and not any(
            cells[at].strip(WHITESPACE) for at in self.required
        )

    def is_no_bad_row(self, bad: BadRow) -> bool:
        """The same for a line whose number of cells differs from the headers."""
        width = len(self.text.headers)
        if bad.code == "unclosed_quote" or len(bad.cells) > width:
            return False
        return self.is_no_row(bad.line, bad.cells + [""] * (width - len(bad.cells)))

    def _code(self, line: int, cells: list[str], filled: list[int]) -> str | None:
        if self._is_total(cells, filled[0]):
            return "total_row"
        if line <= self.text.header_line + UNITS_WITHIN and self._is_units(line, cells, filled):
            return "units_row"
        match = match_headers(self.contract, cells)
        columns = {*match.positions, *match.ambiguous}
        if len(columns) < max(2, len(self.positions) // 2):
            return None
        if match.positions != self.positions:
            raise FileRefused("second_table", line, value=cells[filled[0]].strip())
        return "header_repeated"

    def _is_total(self, cells: list[str], label: int) -> bool:
        word = simplify(cells[label])
        if not _TOTAL.fullmatch(word) and not (
            _TOTAL_OF_ONE.fullmatch(word) and (label in self.networks or label not in self.known)
        ):
            return False
        return any(not cells[at].strip(WHITESPACE) for at in self.required if at != label)

    def _is_units(self, line: int, cells: list[str], filled: list[int]) -> bool:
        words = {cells[at].lower().strip(WHITESPACE + "()[]").removeprefix("en ") for at in filled}
        words = {word.replace("’", "'") for word in words}
        if not words <= _UNITS | _THOUSANDS:
            return False
        thousands = words & _THOUSANDS
        if thousands:
            raise FileRefused("units_not_euros", line, value=min(thousands))
        return True
