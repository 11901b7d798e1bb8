"""What is wrong with the headers of a file, reported before any row is read."""

from __future__ import annotations

import re
from collections import Counter

from pipelines.contracts import Contract
from pipelines.ingest.headers import HeaderMatch, proposals
from pipelines.ingest.issues import Issue, make_issue

_THOUSANDS = re.compile(r"\b[km] ?(?:€|eur)|\b(?:milliers?|millions?)\b", re.IGNORECASE)


def header_faults(
    contract: Contract, headers: list[str], match: HeaderMatch, line: int
) -> list[Issue]:
    """Issues of the header line; the file is refused if one of them is fatal."""
    faults = []
    for column, rivals in match.ambiguous.items():
        expected = ", ".join(
            f"« {rival} »" + (f" ({count} fois)" if count > 1 else "")
            for rival, count in Counter(rivals).items()
        )
        if column not in match.positions:
            faults.append(make_issue(contract, "ambiguous_column", line, column, expected=expected))
    missing = [
        spec.name
        for spec in contract.fields
        if spec.required and spec.name not in match.positions and spec.name not in match.ambiguous
    ]
    header_of = proposals(contract, match)
    for column in missing:
        near = header_of.get(column, "")
        # Renaming it would divide its amounts by a thousand: it is told apart.
        near = None if _THOUSANDS.search(near) else near
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
        is_in_thousands = _THOUSANDS.search(header) is not None
        if near in missing and not is_in_thousands:
            continue  # told with the column that is missing
        code = "column_in_thousands" if is_in_thousands else "unknown_column"
        faults.append(make_issue(contract, code, line, None, header, nearest=near))
    return faults
