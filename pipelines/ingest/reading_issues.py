"""Issues from the reading of a file, as rows of `ingest.issue` and `ingest.bad_row`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pipelines.ingest.read.tables import TextTable


def issue_rows(number: int, text: TextTable) -> Iterator[dict[str, Any]]:
    """Issues of a file's malformed and realigned rows, and its remarks."""
    width = len(text.headers)
    for bad in text.bad_rows:
        yield _issue(number, bad.line, None, bad.code, str(len(bad.cells)), {"expected": width})
    for row in text.realigned:
        facts = {"expected": width, "other": row.value}
        yield _issue(number, row.line, row.column, "row_realigned", str(row.cell_count), facts)
    for remark in text.remarks:
        yield _issue(number, remark.line, remark.column, remark.code, remark.value, remark.facts)


def lost_rows(number: int, text: TextTable) -> list[dict[str, Any]]:
    """Issues of cells whose value is lost; they replace any issue of the cell's text."""
    return [_issue(number, r.line, r.column, r.code, r.value, r.facts) for r in text.unreadable]


def bad_rows(number: int, text: TextTable) -> list[dict[str, Any]]:
    """Rows that do not match their headers, as sent."""
    return [
        {"file_no": number, "line": bad.line, "raw": raw(text.headers, bad.cells)}
        for bad in text.bad_rows
    ]


def raw(headers: list[str], cells: list[str]) -> str:
    """A row as a JSON object."""
    labels = unique(headers + [""] * (len(cells) - len(headers)))
    return json.dumps(dict(zip(labels, cells, strict=False)), ensure_ascii=False)


def unique(headers: list[str]) -> list[str]:
    """Headers as JSON object keys: empty and repeated ones get their position as a suffix."""
    used: set[str] = set()
    labels = []
    for index, header in enumerate(headers, start=1):
        label = header if header.strip() and header not in used else f"{header}#{index}"
        used.add(label)
        labels.append(label)
    return labels


def _issue(
    number: int, line: int, column: str | None, code: str, value: str | None, facts: dict[str, Any]
) -> dict[str, Any]:
    return {
        "file_no": number,
        "line": line,
        "column": column,
        "code": code,
        "value": value,
        "facts": json.dumps(facts, ensure_ascii=False),
    }
