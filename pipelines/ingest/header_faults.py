"""What is wrong with the headers of a file, told before any row is read."""

from __future__ import annotations

from pipelines.contracts import Contract
from pipelines.ingest.headers import HeaderMatch, proposals
from pipelines.ingest.issues import Issue, make_issue


def header_faults(
    contract: Contract, headers: list[str], match: HeaderMatch, line: int
) -> list[Issue]:
    """Issues of the line of headers; a fatal one among them refuses the file."""
    faults = []
    for column, rivals in match.ambiguous.items():
        told = ", ".join(f"« {rival} »" for rival in dict.fromkeys(rivals))
        if column not in match.positions:
            faults.append(make_issue(contract, "ambiguous_column", line, column, expected=told))
    absent = [
        spec.name
        for spec in contract.fields
        if spec.required and spec.name not in match.positions and spec.name not in match.ambiguous
    ]
    proposed = proposals(contract, match)
    for column in absent:
        near = proposed.get(column)
        faults.append(make_issue(contract, "missing_column", line, column, nearest=near))
    for group in contract.one_of:
        if not {*group} & {*match.positions, *match.ambiguous}:
            told = ", ".join(group)
            faults.append(
                make_issue(contract, "missing_columns_any", line, group[0], expected=told)
            )
    meant = {header: column for column, header in proposed.items()}
    for header in match.unknown:
        near = meant.get(header)
        faults.append(make_issue(contract, "unknown_column", line, None, header, nearest=near))
    return faults
