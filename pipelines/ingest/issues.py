"""What the checks find: one issue, the report of a file, the report of a workspace."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from method.wording import plural
from pipelines.contracts import Contract
from pipelines.ingest.limits import MAX_ISSUES_AS_TEXT
from pipelines.ingest.lines import count_lines, spell_lines
from pipelines.ingest.messages import catalogue, shorten
from pipelines.ingest.numbers import spell
from pipelines.ingest.tally import Tally

# Lines by outcome, singular and plural.
BALANCE = {
    "kept": ("gardée", "gardées"),
    "set_aside": ("écartée", "écartées"),
    "headers": ("d’en-têtes", "d’en-têtes"),
    "titles": ("de titre", "de titre"),
    "empty": ("vide", "vides"),
    "continued": ("de suite d’une cellule", "de suite d’une cellule"),
    "told": ("laissée de côté et dite", "laissées de côté et dites"),
}
# When a fault empties an optional cell, nobody should have to make up a value.
READ_EMPTY = "La cellule est lue vide."
LEAVE_EMPTY = "Laissez la cellule vide si vous ne savez pas."
FILE_LINE = 1  # an issue of the whole file is shown at its start


@dataclass(frozen=True)
class Issue:
    """One issue. `line` counts from 1 with the header included, or is the row of the sheet."""

    line: int
    column: str | None
    code: str
    severity: str
    value: str | None
    message: str
    hint: str


class FileRefused(Exception):
    """The file as a whole cannot be used; carries the issue's code and facts."""

    def __init__(self, code: str, line: int = FILE_LINE, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.line = line
        self.facts = facts


def make_issue(
    contract: Contract,
    code: str,
    line: int = FILE_LINE,
    column: str | None = None,
    value: str | None = None,
    **facts: Any,
) -> Issue:
    """Word an issue from the catalogue.

    Args:
        contract: contract that provides the column's title and example.
        code: a code of `messages.yaml`.
        line: line of the file.
        column: column of the contract.
        value: the cell as it was sent.
        **facts: values that the sentence of this code needs (`nearest`, `expected`, `other`, …).
    """
    terms = {
        "contract": contract.name,
        "column": column,
        "value": value,
        "title": "",
        "example": "",
    }
    if column in contract.field_names:
        spec = contract.field(column)
        terms |= {"title": spec.title, "example": spec.example}
    message = catalogue()[code]
    sentence, hint = message.sentence(terms | facts)
    return Issue(line, column, code, message.severity, value, sentence, hint)


# Up to this many issues of one kind and column with different values are reported separately.
TOLD_ONE_BY_ONE = 3
QUOTED_EXAMPLES = 3


def group(issues: list[Issue]) -> list[list[Issue]]:
    """Group issues that share a sentence, in the order of their first lines.

    The same sentence on many lines makes one group; so do many sentences that only differ by the
    value quoted from the same column.
    """
    same: dict[tuple[object, ...], list[Issue]] = defaultdict(list)
    for issue in issues:
        same[issue.column, issue.severity, issue.code, issue.message, issue.hint].append(issue)
    alike: dict[tuple[object, ...], list[list[Issue]]] = defaultdict(list)
    for issues_alike in same.values():
        first = issues_alike[0]
        what = first.code if first.column else first.message
        alike[first.column, first.severity, what].append(issues_alike)
    groups = []
    for kind in alike.values():
        is_together = len(kind) > TOLD_ONE_BY_ONE
        groups += (
            [[issue for issues_alike in kind for issue in issues_alike]] if is_together else kind
        )
    return sorted(groups, key=lambda issues_alike: issues_alike[0].line)


def of_emptied_cell(issue: Issue) -> Issue:
    """Reword an issue as one that emptied an optional cell, with the row kept."""
    return replace(
        issue,
        severity="warning",
        message=f"{issue.message} {READ_EMPTY}",
        hint=f"{LEAVE_EMPTY} {issue.hint}",
    )


def likewise(found: list[Issue]) -> str:
    """The other values of a group of issues, with the first few quoted."""
    values = list(dict.fromkeys(issue.value or "" for issue in found))[1:]
    if len({issue.message for issue in found}) < 2 or not values:
        return ""
    quoted = ", ".join(f"« {shorten(value)} »" for value in values[:QUOTED_EXAMPLES])
    return f" De même pour {quoted}{'…' if len(values) > QUOTED_EXAMPLES else '.'}"


@dataclass
class FileReport:
    """Outcome of one file: counts, issues, and how it was read."""

    file: str
    contract: str
    rows_read: int = 0
    rows_kept: int = 0
    rows_rejected: int = 0
    issues: list[Issue] = field(default_factory=list)
    refused: bool = False
    sha256: str | None = None
    size: int | None = None
    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    sheet: str | None = None
    header_line: int | None = None
    columns: dict[str, str] = field(default_factory=dict)  # column of the contract → header sent
    tally: Tally | None = None
    unread_sheets: dict[str, int] = field(default_factory=dict)  # name → non-empty rows

    def to_json(self) -> str:
        """JSON of `check --format json`."""
        return json.dumps(
            {
                "file": self.file,
                "contract": self.contract,
                "rows_read": self.rows_read,
                "rows_kept": self.rows_kept,
                "rows_rejected": self.rows_rejected,
                "issues": [vars(issue) for issue in self.issues],
                "sheet": self.sheet,
                "balance": self.balance(),
            },
            ensure_ascii=False,
            indent=2,
        )

    def balance(self) -> dict[str, int] | None:
        """Outcome of every line of the file; `lines` is the sum of the others.

        None if the file was refused before its lines could be classified.
        """
        if self.tally is None or self.refused:
            return None
        counts = vars(self.tally)
        rows = {"kept": self.rows_kept, "set_aside": self.rows_rejected}
        return {
            "lines": counts["lines"],
            **rows,
            **{k: n for k, n in counts.items() if k != "lines"},
        }

    def balance_line(self) -> str:
        """The balance as a sentence: « 9 lignes : 2 gardées, 6 écartées, 1 d’en-têtes. »."""
        balance = self.balance() or {}
        parts = [
            f"{spell(balance[name])} {BALANCE[name][balance[name] > 1]}"
            for name in BALANCE
            if balance.get(name)
        ]
        return f"{count_lines(balance.get('lines', 0))} dans le fichier\u00a0: {', '.join(parts)}."

    def notes(self) -> list[str]:
        """How the file was read, in French: formats detected, headers matched to columns."""
        settings = {
            "encodage": self.encoding,
            "séparateur": {";": "« ; »", ",": "« , »", "\t": "tabulation"}.get(
                self.delimiter or ""
            ),
            "décimale": f"« {self.decimal} »" if self.decimal else None,
            "feuille": f"« {self.sheet} »" if self.sheet else None,
            "en-têtes": f"ligne {self.header_line}" if (self.header_line or 1) > 1 else None,
        }
        lines = [", ".join(f"{what} {how}" for what, how in settings.items() if how)]
        lines += [
            f"colonne « {shorten(header)} » lue comme « {column} »"
            for column, header in self.columns.items()
            if header.strip() != column
        ]
        lines += [
            f"feuille « {name} » ({count_lines(count)}) non lue"
            for name, count in self.unread_sheets.items()
        ]
        return [line for line in lines if line]

    def issue_lines(self, limit: int = MAX_ISSUES_AS_TEXT) -> list[str]:
        """One French line per group of issues: file, lines, column, what is wrong, what to do."""
        groups = group(self.issues)
        lines = [self._sentence(issues) for issues in groups[:limit]]
        if len(groups) > limit:
            remaining = sum(map(len, groups[limit:]))
            lines.append(f"{self.file} : et {remaining} autres remarques.")
        return lines

    def _sentence(self, issues: list[Issue]) -> str:
        issue = issues[0]
        place = f"{self.file}, {spell_lines(each.line for each in issues)}"
        if issue.column:
            place += f", colonne « {issue.column} »"
        kind = "" if issue.severity == "error" else "avertissement : "
        return f"{place} : {kind}{issue.message} {issue.hint}{likewise(issues)}"

    def to_text(self) -> str:
        """The whole report in French: one line per group of issues, notes on reading, counts."""
        lines = self.issue_lines()
        lines += [f"{self.file} : {note}" for note in self.notes()]
        if self.refused:
            lines.append(f"{self.file} : fichier refusé, rien n’en est gardé.")
        else:
            lines.append(
                f"{self.file} : {plural(self.rows_read, 'ligne lue', 'lignes lues')}, "
                f"{plural(self.rows_kept, 'gardée')}, {plural(self.rows_rejected, 'écartée')}."
            )
            lines.append(f"{self.file} : {self.balance_line()}")
        return "\n".join(lines)


@dataclass
class IngestReport:
    """Outcome of every file of a workspace."""

    files: list[FileReport] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether a file is unusable: published data then stays unchanged."""
        return any(file.refused for file in self.files)

    @property
    def rows_read(self) -> int:
        """Number of rows in all files."""
        return sum(file.rows_read for file in self.files)

    @property
    def rows_kept(self) -> int:
        """Number of rows kept."""
        return sum(file.rows_kept for file in self.files)

    @property
    def rows_rejected(self) -> int:
        """Number of rows set aside."""
        return sum(file.rows_rejected for file in self.files)

    def to_text(self) -> str:
        """The reports of all files, one after another."""
        return "\n".join(file.to_text() for file in self.files)
