"""What is told of one file: how it was read, its issues in words, its row of `meta.source_file`."""

from __future__ import annotations

import json
from typing import Any

from pipelines.contracts import Contract
from pipelines.ingest.headers import HeaderMatch
from pipelines.ingest.issues import FileReport, Issue, make_issue, of_emptied_cell
from pipelines.ingest.numbers import spell
from pipelines.ingest.read.tables import TextTable


def outcome(contract: Contract, report: FileReport) -> list[Any]:
    """Row of a file in `meta.source_file`."""
    return [
        report.file,
        contract.name,
        report.sha256,
        report.size,
        report.rows_read,
        report.rows_kept,
        report.rows_rejected,
        len({issue.line for issue in report.issues if issue.severity == "warning"}),
        report.encoding,
        report.delimiter,
        report.decimal,
        report.sheet,
        report.header_line,
        report.refused,
        *_tallied(report),
    ]


def _tallied(report: FileReport) -> list[int | None]:
    """Line count of a file, and of its lines that are not rows: headers, titles, empty, …"""
    tally = report.tally
    if tally is None:
        return [None] * 6
    return [*vars(tally).values()]


def describe(report: FileReport, text: TextTable, match: HeaderMatch) -> None:
    """Tell in the report of a file how it was read."""
    report.encoding = text.encoding
    report.delimiter = text.delimiter
    report.sheet = text.sheet
    report.header_line = text.header_line
    report.tally = text.tally
    report.unread_sheets = text.unread_sheets
    report.columns = {name: text.headers[at] for name, at in match.positions.items()}


def worded(contract: Contract, row: tuple[Any, ...]) -> Issue:
    """Issue of a row of `issues_of_file.sql`."""
    line, column, code, value, facts, severity = row
    terms = json.loads(facts)
    terms |= {
        name.removesuffix("_eur"): spell(terms[name]) for name in terms if name.endswith("_eur")
    }
    quoted = terms.pop("value", value)
    place = terms.pop("line", None)
    issue = make_issue(contract, code, line, column, quoted, **terms, **_at(place))
    if severity != issue.severity:
        issue = of_emptied_cell(issue)
    return Issue(line, column, code, issue.severity, value, issue.message, issue.hint)


def _at(line: int | None) -> dict[str, int]:
    return {} if line is None else {"at": line}
