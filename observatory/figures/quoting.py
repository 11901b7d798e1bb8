"""How a figure is quoted: a sentence, a footnote, a BibTeX entry, and the fingerprint of its rows.

The fingerprint is the start of a SHA-256 over the columns that the figure shows, in its order, with
normalised values (numbers to twelve digits, ISO dates, empty as null). Two figures with the same
rows have the same fingerprint in any version, so that a quotation stays valid for as long as the
data behind it.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pandas as pd

from method.build import Build
from method.catalog import Indicator
from method.elision import of
from method.wording import NBSP, fr_date, fr_month, upper_first
from observatory.exports.model import QuotedFigure
from observatory.figures import columns as columns_module
from observatory.figures.columns import Column, is_empty

SITE = "Observatoire des clusters – Centre-Val de Loire"
FICTIONAL = "DÉMONSTRATION — DONNÉES FICTIVES"
LICENCE = "Licence Ouverte 2.0"
DIGITS = 12
_LENGTH = 12
# The wording of a figure is not part of its definition.
PHRASES = {"phrase", "phrase_zero", "phrase_among"}
_FINGERPRINT = re.compile(r"\b([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})\b")


def texts(rows: pd.DataFrame, columns: Sequence[Column]) -> list[list[str]]:
    """Cells row by row, each printed on its own, so that another row does not change it."""
    printed = [columns_module.cells(rows, column) for column in columns]
    return [list(row) for row in zip(*printed, strict=True)]


def fingerprint(rows: pd.DataFrame, columns: Sequence[Column]) -> str:
    """`3f2a-90bc-11de`: 48 bits of the rows behind a figure."""
    payload = json.dumps(
        [[column.key for column in columns], _spelled(rows, columns)],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    digest = hashlib.sha256(payload.encode()).hexdigest()[:_LENGTH]
    return "-".join(digest[start : start + 4] for start in range(0, _LENGTH, 4))


def definition_hash(indicators: Sequence[Indicator]) -> str:
    """Hash of the catalogue entries of the indicators: it changes when a definition does."""
    entries = [i.model_dump(mode="json", exclude=PHRASES) for i in indicators]
    payload = json.dumps(entries, sort_keys=True)
    return hashlib.sha256(payload.encode()).hexdigest()[:_LENGTH]


def find_fingerprint(pasted: str) -> str | None:
    """The first fingerprint in a pasted text (a quotation, a link, the fingerprint alone)."""
    match = _FINGERPRINT.search(pasted.lower())
    return match.group() if match else None


def sentence(figure: QuotedFigure, build: Build) -> str:
    """Sentence for a rapporteur to paste into a text: the reading, then its origin."""
    lecture = figure.note.phrase or figure.note.lecture
    reading = lecture[:1].upper() + lecture[1:]
    return f"{reading} ({_stamp(build)}{SITE}, {_origin(figure, build)})"


def footnote(figure: QuotedFigure, build: Build, day: date) -> str:
    """The same as a footnote, with the day of consultation."""
    return (
        f"{SITE}, «{NBSP}{figure.title}{NBSP}», {_stamp(build)}{_origin(figure, build)}, "
        f"consulté le {fr_date(day)}, {figure.link}"
    )


def bibtex(figure: QuotedFigure, build: Build, day: date) -> str:
    """A BibTeX entry."""
    mark = fingerprint(figure.rows, figure.columns)
    title = figure.title.translate(str.maketrans("", "", "{}\\"))
    note = f"{FICTIONAL}. " if build.is_fictional else ""
    month = _month(figure, build)
    note += f"{upper_first(month)}. " if month else ""
    return (
        f"@misc{{observatoire-{mark},\n"
        f"  title = {{{{{title}}}}},\n"
        f"  author = {{{{{SITE}}}}},\n"
        f"  year = {{{build.as_of.year}}},\n"
        f"  note = {{{note}Version {build.id}, empreinte {mark}, {LICENCE}}},\n"
        f"  url = {{{figure.link}}},\n"
        f"  urldate = {{{day.isoformat()}}}\n"
        "}"
    )


def _stamp(build: Build) -> str:
    return f"{FICTIONAL}, " if build.is_fictional else ""


def _origin(figure: QuotedFigure, build: Build) -> str:
    month = _month(figure, build)
    when = f"{month}, " if month else ""
    return (
        f"{when}données arrêtées au {fr_date(build.as_of)}, "
        f"version {build.id}, empreinte {fingerprint(figure.rows, figure.columns)}"
    )


def _month(figure: QuotedFigure, build: Build) -> str:
    """`chiffres de juin 2025`: the month of the view; empty for the last one of the data.

    A title or a reading may not say its month, and the date of the data is a later one.
    """
    month = dict(parse_qsl(urlsplit(figure.link).query)).get("mois", f"{build.as_of:%Y-%m}")
    if month == f"{build.as_of:%Y-%m}":
        return ""
    return f"chiffres {of(fr_month(date.fromisoformat(f'{month}-01')))}"


def _plain(value: Any) -> str | float | None:
    if is_empty(value):
        return None
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, bool | str):
        return str(value)
    number = float(value)
    return float(f"{number:.{DIGITS}g}") if math.isfinite(number) else None


def _spelled(rows: pd.DataFrame, columns: Sequence[Column]) -> list[list[Any]]:
    """Normalised values and statuses of the columns shown, row by row."""
    keys = [name for column in columns for name in (column.key, column.status) if name]
    return [[_plain(row[key]) for key in keys] for row in rows.to_dict("records")]
