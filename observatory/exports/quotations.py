"""Figures that were quoted or exported, recorded so that one can be checked a year later.

One small SQLite file per workspace, next to the published database and untouched by builds. A
quotation is identified by the fingerprint of its rows: the same figure quoted twice is one line,
and nobody can store other rows under a fingerprint.

Any reader writes here by opening « Citer », so writing is limited per session, and per day and
profile; a line not quoted or checked again for `KEPT_DAYS` is deleted.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from method.build import Build
from method.log import log
from method.wording import NBSP
from observatory.books import opened
from observatory.exports import links
from observatory.exports.model import Document, QuotedFigure
from observatory.figures.file_words import named_paths
from observatory.figures.quoting import definition_hash, fingerprint, texts
from observatory.gate.access import sees_what
from observatory.gate.store import Session

FILE_NAME = "quotations.sqlite"
MAX_ROWS = 5_000

# Limit of new lines per session, and per day and profile in a workspace.
SESSION_LINES = 300
DAY_LINES = 2_000
DAY_BYTES = 20 * 1024**2
# A little more than a year, so that a report can be checked when the next one is written.
KEPT_DAYS = 400
# Why a pasted text leads to no figure of today.
NO_FINGERPRINT = (
    f"Ce texte ne contient pas d’empreinte{NBSP}: douze chiffres ou lettres de a à f, par groupes "
    "de quatre, comme 3f2a-90bc-11de."
)
GONE = "Cette vue ne donne plus cette figure."


_CREATE = """
create table if not exists quoted (
    fingerprint text, key text, role text, view text, quoted_on text, cited_on text,
    build_id text, title text, lecture text, labels text, rows text, indicators text,
    definition text, files text, size integer, primary key (fingerprint, key, role, view)
);
create index if not exists quoted_by_day on quoted (quoted_on, role);
"""
_INSERT = "insert or ignore into quoted values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_CITE = (
    "update quoted set cited_on = max(cited_on, ?) "
    "where fingerprint = ? and key = ? and role = ? and view = ?"
)
_FIND = "select * from quoted where fingerprint = ? order by quoted_on"
_OF_DAY = "select count(*), coalesce(sum(size), 0) from quoted where quoted_on = ? and role = ?"
_FORGET = "delete from quoted where cited_on < ?"
# Lines of the former table, whose link came partly from the browser.
_FORMER = "select 1 from sqlite_master where type = 'table' and name = 'quotation'"
_FORMER_LINES = (
    "select fingerprint, key, role, quoted_on, build_id, title, lecture, link, labels, rows, "
    "indicators, definition, files from quotation"
)


def unknown_quotation(mark: str, workspace: str) -> str:
    """Why a fingerprint is not found: the registry is that of one workspace and profile."""
    return (
        f"Aucune citation {mark} n’est connue dans l’espace «{NBSP}{workspace}{NBSP}» pour votre "
        f"profil. Vérifiez l’espace{NBSP}: une citation ne se retrouve que dans le sien."
    )


@dataclass
class Allowance:
    """New lines that one session may still write. Thread-safe."""

    left: int = SESSION_LINES
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def take(self) -> bool:
        """Take one line; False when there is none left."""
        with self._lock:
            if self.left <= 0:
                return False
            self.left -= 1
            return True


@dataclass(frozen=True)
class Quotation:
    """A figure as it was when quoted.

    Attributes:
        role: profile that read it; narrower profiles may not see it again.
        labels: headers of the columns.
        rows: cells as printed.
        view: its view (`observatory.exports.links`), empty if unknown.
        indicators: ids in the catalogue.
        definition: `quoting.definition_hash` on that day.
        files: raw file → SHA-256, for the files that the indicators need.
    """

    fingerprint: str
    key: str
    role: str
    view: str
    quoted_on: date
    build_id: str
    title: str
    lecture: str
    labels: tuple[str, ...]
    rows: list[list[str]]
    indicators: tuple[str, ...]
    definition: str
    files: Mapping[str, str]


class Quotations:
    """The quotations of a published workspace."""

    def __init__(self, curated: Path, workspace: str) -> None:
        """Point to the file, which is created at the first quotation."""
        self.path = curated / workspace / FILE_NAME

    def keep(
        self,
        figure: QuotedFigure,
        build: Build,
        role: str,
        files: Mapping[str, str],
        day: date,
        allowance: Allowance | None = None,
    ) -> bool:
        """Record a figure, or that it was quoted again.

        Args:
            figure: as shown on the screen.
            build: the build behind it.
            role: profile of the reader.
            files: see `Quotation`.
            day: today.
            allowance: of the reader's session; None for the command line.

        Returns:
            Whether it can be found again; False if it is too long to record, or beyond the limit
            of the session or of the day.
        """
        if len(figure.rows) > MAX_ROWS:
            return False
        mark = fingerprint(figure.rows, figure.columns)
        name = (mark, figure.key, role, links.view_of(figure.link) or "")
        values = (
            build.id,
            figure.title,
            figure.note.lecture,
            _json([column.label for column in figure.columns]),
            _json(texts(figure.rows, figure.columns)),
            _json([indicator.id for indicator in figure.indicators]),
            definition_hash(figure.indicators),
            _json(dict(files)),
        )
        size = sum(len(text.encode()) for text in (*name, *values))
        with self._open() as book:
            if book.execute(_CITE, (day.isoformat(), *name)).rowcount:
                return True
            book.execute(_FORGET, ((day - timedelta(days=KEPT_DAYS)).isoformat(),))
            lines, stored_bytes = book.execute(_OF_DAY, (day.isoformat(), role)).fetchone()
            is_full = lines >= DAY_LINES or stored_bytes + size > DAY_BYTES
            if is_full or (allowance is not None and not allowance.take()):
                log.warning("quotation_not_kept", full="day" if is_full else "session")
                return False
            book.execute(_INSERT, (*name, day.isoformat(), day.isoformat(), *values, size))
        return True

    def keep_all(
        self, document: Document, session: Session, allowance: Allowance | None = None
    ) -> None:
        """Record every figure of a document, which prints their fingerprints."""
        source_files = session.query("source_files")
        for figure in document.figures:
            files = files_of(figure, source_files)
            self.keep(figure, document.build, session.role, files, document.made_on, allowance)

    def find(self, mark: str, role: str, day: date | None = None) -> tuple[Quotation, ...]:
        """Quotations with a fingerprint that this profile may see, the oldest first.

        There are several when two views show the same rows, such as two networks without a figure;
        the same view quoted on its page and in a report is one.

        Args:
            mark: the fingerprint.
            role: profile of the reader.
            day: today, recorded as the last use of the matches; None records nothing.
        """
        if not self.path.exists():
            return ()
        with self._open() as book:
            lines = book.execute(_FIND, (mark,)).fetchall()
            readable = [line for line in lines if sees_what(line[2], role)]
            if day is not None:
                book.executemany(_CITE, [(day.isoformat(), *line[:4]) for line in readable])
        # Of one day, the address of the page: it opens for the same profile.
        found = sorted(
            map(_quotation, readable), key=lambda one: (one.quoted_on, "profil=" not in one.view)
        )
        firsts: dict[object, Quotation] = {}
        for one in found:
            firsts.setdefault((one.key, one.role, links.question(one.view)), one)
        return tuple(firsts.values())

    @contextmanager
    def _open(self) -> Generator[sqlite3.Connection]:
        with opened(self.path) as book:
            book.executescript(_CREATE)
            if book.execute(_FORMER).fetchone():
                _take_over(book)
            yield book


def _take_over(book: sqlite3.Connection) -> None:
    """Import the lines of the former table; a link is kept only if it is one of our views."""
    for line in book.execute(_FORMER_LINES).fetchall():
        mark, key, role, quoted_on, build_id, title, lecture, link, *rest = line
        name = (mark, key, role, links.view_of(link or "") or "")
        size = sum(len(str(text)) for text in line)
        dates = (quoted_on, quoted_on)
        book.execute(_INSERT, (*name, *dates, build_id, title, lecture, *rest, size))
    book.execute("drop table quotation")


def files_of(figure: QuotedFigure, read: pd.DataFrame) -> dict[str, str]:
    """Raw file → SHA-256, for the files that the figure's indicators need.

    Args:
        figure: the figure.
        read: `source_files` of the build.
    """
    needed = {name for indicator in figure.indicators for name in indicator.files}
    needed_files = read[read["contract"].isin(needed)]
    return dict(zip(needed_files["path"], needed_files["fingerprint"], strict=True))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _quotation(line: tuple[Any, ...]) -> Quotation:
    mark, key, role, view, quoted_on, _, build_id, title, lecture = line[:9]
    labels, rows, indicators, definition, files = line[9:14]
    return Quotation(
        mark,
        key,
        role,
        links.view_of(view) or "",
        date.fromisoformat(quoted_on),
        build_id,
        title,
        lecture,
        tuple(json.loads(labels)),
        json.loads(rows),
        tuple(json.loads(indicators)),
        definition,
        json.loads(files),
    )


@dataclass(frozen=True)
class Verdict:
    """Result of checking a quoted figure.

    Attributes:
        is_same: its rows are those of the quotation.
        reasons: why it changed, in French sentences.
        changes: rows that differ: head, cells then, cells now; None for a row that did not exist.
    """

    is_same: bool
    reasons: tuple[str, ...]
    changes: tuple[tuple[str, str | None, str | None], ...]


def compare(quotation: Quotation, figure: QuotedFigure, files: Mapping[str, str]) -> Verdict:
    """Compare a quotation with the same figure today.

    Args:
        quotation: as recorded.
        figure: the figure with the same key and filters, on today's data.
        files: raw file → SHA-256 today, for the files that the indicators need.
    """
    if fingerprint(figure.rows, figure.columns) == quotation.fingerprint:
        return Verdict(True, (), ())
    return Verdict(False, _reasons(quotation, figure, files), _changes(quotation, figure))


def _reasons(
    quotation: Quotation, figure: QuotedFigure, files: Mapping[str, str]
) -> tuple[str, ...]:
    reasons = []
    if definition_hash(figure.indicators) != quotation.definition:
        reasons.append("La définition de l’indicateur a changé dans le catalogue.")
    gone = sorted(set(quotation.files) - set(files))
    if gone:
        reasons.append(f"Des données ne sont plus là{NBSP}: {named_paths(gone)}.")
    revised = sorted(name for name in files if quotation.files.get(name) != files[name])
    if revised:
        reasons.append(f"Les données ont été révisées ou complétées{NBSP}: {named_paths(revised)}.")
    return tuple(reasons) or (
        "Ni les fichiers ni la définition n’ont changé\u00a0: les filtres ou le calcul diffèrent.",
    )


def _changes(
    quotation: Quotation, figure: QuotedFigure
) -> tuple[tuple[str, str | None, str | None], ...]:
    then = _by_head(quotation.rows)
    now = _by_head(texts(figure.rows, figure.columns))
    heads = [*then, *(head for head in now if head not in then)]
    pairs = ((head, then.get(head), now.get(head)) for head in heads)
    return tuple(pair for pair in pairs if pair[1] != pair[2])


def _by_head(rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """Cells of each row by its first cell; rows with the same first cell are numbered."""
    cells_by_head: dict[str, str] = {}
    for head, *cells in rows:
        name, rank = head, 2
        while name in cells_by_head:
            name, rank = f"{head} ({rank})", rank + 1
        cells_by_head[name] = " · ".join(cells)
    return cells_by_head
