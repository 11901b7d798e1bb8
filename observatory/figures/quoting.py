"""How a figure is quoted: a sentence, a footnote, a BibTeX entry, and the fingerprint of its rows.

The fingerprint is the start of a SHA-256 over the columns that the figure shows, in its order, each
value in one spelling (numbers to twelve digits, dates in ISO, nothing as null). Two figures of the
same rows have the same fingerprint whatever the version, so that a quotation stays true as long as
the data behind it does.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from method.build import Build
from method.catalog import Indicator
from method.wording import NBSP, fr_date
from observatory.exports.model import QuotedFigure
from observatory.figures import columns as columns_module
from observatory.figures.columns import Column, is_empty

SITE = "Observatoire des clusters – Centre-Val de Loire"
FICTIONAL = "DÉMONSTRATION — DONNÉES FICTIVES"
LICENCE = "Licence Ouverte 2.0"
DIGITS = 12
_LENGTH = 12
# How a figure is said is not what it means.
PHRASES = {"phrase", "phrase_zero", "phrase_among"}
_FINGERPRINT = re.compile(r"\b([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})\b")


def texts(rows: pd.DataFrame, columns: Sequence[Column]) -> list[list[str]]:
    """Cells row by row, each as it is printed alone: another row does not change it."""
    printed = [columns_module.cells(rows, column) for column in columns]
    return [list(row) for row in zip(*printed, strict=True)]


def fingerprint(rows: pd.DataFrame, columns: Sequence[Column]) -> str:
    """`3f2a-90bc-11de`: 48 bits of the rows behind a figure."""
    spelled = json.dumps(
        [[column.key for column in columns], _spelled(rows, columns)],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    digest = hashlib.sha256(spelled.encode()).hexdigest()[:_LENGTH]
    return "-".join(digest[start : start + 4] for start in range(0, _LENGTH, 4))


def definition_hash(indicators: Sequence[Indicator]) -> str:
    """What the catalogue says of the indicators, as a hash: it moves when a definition does."""
    kept = [i.model_dump(mode="json", exclude=PHRASES) for i in indicators]
    spelled = json.dumps(kept, sort_keys=True)
    return hashlib.sha256(spelled.encode()).hexdigest()[:_LENGTH]


def find_fingerprint(pasted: str) -> str | None:
    """The first fingerprint of a pasted text (a quotation, a link, the fingerprint alone)."""
    found = _FINGERPRINT.search(pasted.lower())
    return found.group() if found else None


def sentence(figure: QuotedFigure, build: Build) -> str:
    """What a rapporteur pastes in a text: the reading, then where it comes from."""
    told = figure.note.phrase or figure.note.lecture
    reading = told[:1].upper() + told[1:]
    return f"{reading} ({_origin(figure, build)})"


def footnote(figure: QuotedFigure, build: Build, day: date) -> str:
    """The same as a note at the foot of a page, with the day it was read."""
    return (
        f"{SITE}, «{NBSP}{figure.title}{NBSP}», {_origin(figure, build)}, consulté le "
        f"{fr_date(day)}, {figure.link}"
    )


def bibtex(figure: QuotedFigure, build: Build, day: date) -> str:
    """An entry of a bibliography."""
    mark = fingerprint(figure.rows, figure.columns)
    title = figure.title.translate(str.maketrans("", "", "{}\\"))
    note = f"{FICTIONAL}. " if build.is_fictional else ""
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


def _origin(figure: QuotedFigure, build: Build) -> str:
    stamp = f"{FICTIONAL}, " if build.is_fictional else ""
    return (
        f"{stamp}{SITE}, données arrêtées au {fr_date(build.as_of)}, version {build.id}, "
        f"empreinte {fingerprint(figure.rows, figure.columns)}"
    )


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
    """Values of the columns shown and their statuses, row by row, in one spelling."""
    keys = [name for column in columns for name in (column.key, column.status) if name]
    return [[_plain(row[key]) for key in keys] for row in rows.to_dict("records")]
