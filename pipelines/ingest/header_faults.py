"""What is wrong with the headers of a file, reported before any row is read."""

from __future__ import annotations

from pipelines.contracts import Contract
from pipelines.ingest.headers import HeaderMatch, proposals
from pipelines.ingest.issues import Issue, make_issue


def header_faults(
    contract: Contract, headers: list[str], match: HeaderMatch, line: int
) -> list[Issue]:
    """Issues of the header line; the file is refused if one of them is fatal."""
    faults = []
    for column, rivals in match.ambiguous.items():
        expected = ", ".join(f"« {rival} »" for rival in dict.fromkeys(rivals))
        if column not in match.positions:
            faults.append(make_issue(contract, "ambiguous_column", line, column, expected=expected))
    missing = [
        spec.name
        for spec in contract.fields
        if spec.required and spec.name not in match.positions and spec.name not in match.ambiguous
    ]
    header_of = proposals(contract, match)
    for column in missing:
        near = header_of.get(column)
        faults.append(make_issue(contract, "missing_column", line, column, nearest=near))
    for group in contract.one_of:
        if not {*group} & {*match.positions, *match.ambiguous}:
            expected = ", ".join(group)
            faults.append(
                make_issue(contract, "missing_columns_any", line, group[0], expected=expected)
            )
    column_of = {header: column for column, header in header_of.items()}
    for header in match.unknown:
        near = column_of.get(header)
        faults.append(make_issue(contract, "unknown_column", line, None, header, nearest=near))
    return faults
