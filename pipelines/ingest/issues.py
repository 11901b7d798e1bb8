"""What was found in the files: one issue, the report of a file, the report of a workspace."""

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

# Lines by what became of them, one and several.
BALANCE = {
    "kept": ("gardée", "gardées"),
    "set_aside": ("écartée", "écartées"),
    "headers": ("d’en-têtes", "d’en-têtes"),
    "titles": ("de titre", "de titre"),
    "empty": ("vide", "vides"),
    "continued": ("de suite d’une cellule", "de suite d’une cellule"),
    "told": ("laissée de côté et dite", "laissées de côté et dites"),
}
# Where a fault empties an optional cell, nobody is asked to make a value up.
KEPT_WITHOUT = "La ligne est gardée sans cette valeur."
LEAVE_EMPTY = "Laissez la cellule vide si vous ne savez pas."
FILE_LINE = 1  # an issue of the file as a whole is shown where the file begins


@dataclass(frozen=True)
class Issue:
    """One remark. `line` is counted as a person does: the header is line 1, or the sheet's row."""

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
        contract: gives the column's title and example to the sentence.
        code: a code of `messages.yaml`.
        line: line of the file.
        column: column of the contract.
        value: the cell as it was sent.
        **facts: what the sentence of this code asks for (`nearest`, `expected`, `other`, `line`).
    """
    told = {"contract": contract.name, "column": column, "value": value, "title": "", "example": ""}
    if column in contract.field_names:
        spec = contract.field(column)
        told |= {"title": spec.title, "example": spec.example}
    message = catalogue()[code]
    sentence, hint = message.sentence(told | facts)
    return Issue(line, column, code, message.severity, value, sentence, hint)


# Remarks of one kind on one column, each with a value of its own, are told one by one up to this.
TOLD_ONE_BY_ONE = 3
QUOTED_EXAMPLES = 3


def group(issues: list[Issue]) -> list[list[Issue]]:
    """Issues that one sentence tells, in the order of their first lines.

    The same sentence on many lines is one; so are many sentences that only quote another value of
    one column.
    """
    same: dict[tuple[object, ...], list[Issue]] = defaultdict(list)
    for issue in issues:
        same[issue.column, issue.severity, issue.code, issue.message, issue.hint].append(issue)
    alike: dict[tuple[object, ...], list[list[Issue]]] = defaultdict(list)
    for found in same.values():
        first = found[0]
        what = first.code if first.column else first.message
        alike[first.column, first.severity, what].append(found)
    told = []
    for kind in alike.values():
        together = len(kind) > TOLD_ONE_BY_ONE
        told += [[issue for found in kind for issue in found]] if together else kind
    return sorted(told, key=lambda found: found[0].line)


def of_emptied_cell(issue: Issue) -> Issue:
    """The same fault where it emptied an optional cell, and the row is kept."""
    return replace(
        issue,
        severity="warning",
        message=f"{issue.message} {KEPT_WITHOUT}",
        hint=f"{LEAVE_EMPTY} {issue.hint}",
    )


def likewise(found: list[Issue]) -> str:
    """The other values that one sentence of `group` tells of, the first few quoted."""
    values = list(dict.fromkeys(one.value or "" for one in found))[1:]
    if len({one.message for one in found}) < 2 or not values:
        return ""
    quoted = ", ".join(f"« {shorten(value)} »" for value in values[:QUOTED_EXAMPLES])
    return f" De même pour {quoted}{'…' if len(values) > QUOTED_EXAMPLES else '.'}"


@dataclass
class FileReport:
    """What became of one file: counts, issues, and what the reading took for granted."""

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
    unread_sheets: dict[str, int] = field(default_factory=dict)  # name → rows that hold something

    def to_json(self) -> str:
        """The JSON of `check --format json`."""
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
        """What became of every line of the file: `lines` is the sum of the others.

        None where the file was refused before its lines could be told apart.
        """
        if self.tally is None or self.refused:
            return None
        told = vars(self.tally)
        kept = {"kept": self.rows_kept, "set_aside": self.rows_rejected}
        return {"lines": told["lines"], **kept, **{k: n for k, n in told.items() if k != "lines"}}

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
        """How the file was read, in French: what was sniffed, which header was taken for what."""
        told = {
            "encodage": self.encoding,
            "séparateur": {";": "« ; »", ",": "« , »", "\t": "tabulation"}.get(
                self.delimiter or ""
            ),
            "décimale": f"« {self.decimal} »" if self.decimal else None,
            "feuille": f"« {self.sheet} »" if self.sheet else None,
            "en-têtes": f"ligne {self.header_line}" if (self.header_line or 1) > 1 else None,
        }
        lines = [", ".join(f"{what} {how}" for what, how in told.items() if how)]
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
        """One French line per remark: file, lines, column, what is wrong, what to do."""
        told = group(self.issues)
        lines = [self._sentence(found) for found in told[:limit]]
        if len(told) > limit:
            left = sum(map(len, told[limit:]))
            lines.append(f"{self.file} : et {left} autres remarques.")
        return lines

    def _sentence(self, found: list[Issue]) -> str:
        issue = found[0]
        place = f"{self.file}, {spell_lines(one.line for one in found)}"
        if issue.column:
            place += f", colonne « {issue.column} »"
        kind = "" if issue.severity == "error" else "avertissement : "
        return f"{place} : {kind}{issue.message} {issue.hint}{likewise(found)}"

    def to_text(self) -> str:
        """The whole report, one French line per remark, then how it was read, then the counts."""
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
    """What became of every file of a workspace."""

    files: list[FileReport] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """True when a file is unusable: what is published stays as it was."""
        return any(file.refused for file in self.files)

    @property
    def rows_read(self) -> int:
        """Rows of all files."""
        return sum(file.rows_read for file in self.files)

    @property
    def rows_kept(self) -> int:
        """Rows that go on."""
        return sum(file.rows_kept for file in self.files)

    @property
    def rows_rejected(self) -> int:
        """Rows set aside."""
        return sum(file.rows_rejected for file in self.files)

    def to_text(self) -> str:
        """One French line per issue, then the counts, file after file."""
        return "\n".join(file.to_text() for file in self.files)
