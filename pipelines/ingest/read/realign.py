"""Repair rows with more cells than headers, due to unquoted commas, if only one repair fits.

Published grant files contain `25 000,00` and texts with commas in a comma-separated file
(`sources.md` 2.2). Every way of joining adjacent cells is tried; a row is repaired only if exactly
one keeps each typed column readable, with preference for repairs of an unmistakable amount. If two
fit equally well, the row is set aside rather than guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import combinations
from math import comb

from pipelines import contracts
from pipelines.contracts import Contract, FieldSpec
from pipelines.ingest.cells import Context, parse_cell
from pipelines.ingest.headers import match_headers
from pipelines.ingest.numbers import squeeze
from pipelines.ingest.reference import Reference

MAX_SURPLUS = 12
# Realigning only checks the form of a cell; whether a date is too far is checked later.
_FORM_ONLY = Context(Reference(), date.max.replace(year=date.max.year - 100))
_SPLIT = re.compile(r"-?\d[\d ]*[,.]\d{2}(?: ?€)?")
# Kinds whose form can be checked without a reference table.
_FORMS = {None, "siren", "siret", "rna", "share", "nature", "period", "band"}


def realign(
    contract: Contract, headers: list[str], cells: list[str], delimiter: str
) -> tuple[str, str, list[str]] | None:
    """Repair a row by joining its split cells.

    Returns:
        The last column repaired (an amount if any), its value, and the row at the width of the
        headers; None if no repair, or more than one, fits.
    """
    surplus = len(cells) - len(headers)
    if not 0 < surplus <= MAX_SURPLUS:
        return None
    specs = _specs(contract.name, tuple(headers))
    candidates: dict[tuple[str, ...], tuple[int, int]] = {}
    for extra in _ways(len(headers), surplus, specs):
        row = _glue(cells, extra, delimiter)
        if _fits(contract.name, row, specs, extra):
            certain = sum(
                _is_surely_split(row[p], delimiter) for p in extra if _is_amount(specs, p)
            )
            candidates[tuple(row)] = (certain, max(extra, key=lambda p: (_is_amount(specs, p), p)))
    best = max((certain for certain, _ in candidates.values()), default=0)
    fitting = [(row, at) for row, (certain, at) in candidates.items() if certain == best]
    if len(fitting) != 1:
        return None
    row, position = fitting[0]
    column = specs[position].name if position in specs else headers[position]
    return column, row[position], list(row)


def count_ways(contract: Contract, headers: list[str], surplus: int) -> int:
    """Number of repairs that `realign` tries for a row with so many more cells than headers."""
    if not 0 < surplus <= MAX_SURPLUS:
        return 0
    amounts, texts = _joined(len(headers), _specs(contract.name, tuple(headers)))
    fewer = sum(comb(len(amounts), count) for count in range(surplus))
    return comb(len(amounts), surplus) + fewer * len(texts)


def _ways(width: int, surplus: int, specs: dict[int, FieldSpec]) -> Iterator[dict[int, int]]:
    """Position → number of extra cells joined to it: one for an amount, the rest for one text."""
    amounts, texts = _joined(width, specs)
    for count in range(min(surplus, len(amounts)) + 1):
        for chosen in combinations(amounts, count):
            extra = dict.fromkeys(chosen, 1)
            if count == surplus:
                yield extra
                continue
            for position in texts:
                yield {**extra, position: surplus - count}


def _joined(width: int, specs: dict[int, FieldSpec]) -> tuple[list[int], list[int]]:
    """Positions that may have been split: amounts, and texts."""
    amounts = [p for p in specs if _is_amount(specs, p)]
    return amounts, [p for p in range(width) if p not in specs or _is_free_text(specs[p])]


def _is_free_text(spec: FieldSpec) -> bool:
    return spec.type == "string" and not spec.kind and not spec.constraints.enum


def _glue(cells: list[str], extra: dict[int, int], delimiter: str) -> list[str]:
    row: list[str] = []
    index = 0
    for position in range(len(cells) - sum(extra.values())):
        take = 1 + extra.get(position, 0)
        row.append(delimiter.join(cells[index : index + take]))
        index += take
    return row


@lru_cache(maxsize=16)
def _specs(contract: str, headers: tuple[str, ...]) -> dict[int, FieldSpec]:
    spec = contracts.load(contract)
    positions = match_headers(spec, list(headers)).positions
    return {position: spec.field(name) for name, position in positions.items()}


# The candidate repairs of a row share most of their cells, as do the rows of a file.
@lru_cache(maxsize=4096)
def _is_readable(contract: str, column: str, text: str) -> bool:
    return parse_cell(contracts.load(contract).field(column), text, _FORM_ONLY).value is not None


def _fits(
    contract: str, row: list[str], specs: dict[int, FieldSpec], extra: dict[int, int]
) -> bool:
    for position, spec in specs.items():
        text = row[position]
        if (
            position in extra
            and _is_amount(specs, position)
            and not _SPLIT.fullmatch(squeeze(text))
        ):
            return False
        if not text.strip():
            if spec.required:
                return False
        elif spec.kind in _FORMS and not _is_readable(contract, spec.name, text):
            return False
    return True


def _is_amount(specs: dict[int, FieldSpec], position: int) -> bool:
    return position in specs and specs[position].type == "number"


def _is_surely_split(text: str, delimiter: str) -> bool:
    """`25 000,00` or `25000,00`: each half can only be part of an amount.

    `2024,25` does not count, since it might be the end of a text and an amount.
    """
    whole, _, decimals = squeeze(text).rpartition(delimiter)
    return " " in whole or decimals == "00"
