"""What is wrong with the headers of a file, reported before any row is read."""

from __future__ import annotations

import re
from collections import Counter

from pipelines import contracts
from pipelines.contracts import Contract
from pipelines.ingest.headers import HeaderMatch, match_headers, proposals
from pipelines.ingest.issues import Issue, make_issue
from pipelines.ingest.read.tables import TextTable

# Headers found in the first column, below a line of headers that has a single one: by chance, one
# may be there.
FEW_LABELS, MOST_LABELS = 2, 200
_THOUSANDS = re.compile(r"\b[km] ?(?:€|eur)|\b(?:milliers?|millions?)\b", re.IGNORECASE)


def header_faults(contract: Contract, text: TextTable, match: HeaderMatch) -> list[Issue]:
    """Issues of the header line; the file is refused if one of them is fatal."""
    line = text.header_line
    if cause := _whole_cause(contract, text, match):
        return [cause]
    faults = []
    for column, rivals in match.ambiguous.items():
        expected = ", ".join(
            f"« {rival} »" + (f" ({count} fois)" if count > 1 else "")
            for rival, count in Counter(rivals).items()
        )
        if column not in match.positions:
            faults.append(make_issue(contract, "ambiguous_column", line, column, expected=expected))
    missing = _missing(contract, match)
    header_of = proposals(contract, match)
    for column in missing:
        near = header_of.get(column, "")
        # Renaming it would divide its amounts by a thousand: it is told apart.
        near = None if _THOUSANDS.search(near) else near
        faults.append(make_issue(contract, "missing_column", line, column, nearest=near))
    for group in _missing_groups(contract, match):
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


def _missing(contract: Contract, match: HeaderMatch) -> list[str]:
    return [
        spec.name
        for spec in contract.fields
        if spec.required and spec.name not in match.positions and spec.name not in match.ambiguous
    ]


def _missing_groups(contract: Contract, match: HeaderMatch) -> list[tuple[str, ...]]:
    found = {*match.positions, *match.ambiguous}
    return [group for group in contract.one_of if not {*group} & found]


def _is_whole(contract: Contract, match: HeaderMatch) -> bool:
    """Whether all that a file must have is there."""
    return not (_missing(contract, match) or _missing_groups(contract, match))


def _whole_cause(contract: Contract, text: TextTable, match: HeaderMatch) -> Issue | None:
    """The single reason why columns are missing, if it is known: told alone, it says what to do."""
    if _is_whole(contract, match):
        return None
    line, headers, missing = text.header_line, text.headers, _missing(contract, match)
    if other := _other_contract(contract, headers, match):
        return make_issue(contract, "other_contract", line, None, expected=other.title)
    below = text.table.column("text_0").slice(0, MOST_LABELS).to_pylist()
    labels = [headers[0], *(label or "" for label in below)]
    lying = match_headers(contract, labels).positions
    if len(match.positions) < FEW_LABELS <= len(lying):
        told = ", ".join(f"« {labels[at].strip()} »" for at in lying.values())
        absent = ", ".join(name for name in missing if name not in lying) or "rien"
        return make_issue(contract, "lying_table", line, None, expected=told, other=absent)
    return None


def _other_contract(contract: Contract, headers: list[str], match: HeaderMatch) -> Contract | None:
    """The one contract that has all its columns there, and more of them than this one."""
    found: dict[str, int] = {}
    for name in contracts.names():
        spec = contracts.load(name)
        theirs = match_headers(spec, headers)
        if spec is not contract and _is_whole(spec, theirs):
            found[name] = len(theirs.positions)
    most = max(found.values(), default=0)
    best = [name for name, count in found.items() if count == most]
    return contracts.load(best[0]) if len(best) == 1 and most > len(match.positions) else None
