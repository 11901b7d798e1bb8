"""The quarterly workbook of a funder: three tables, each line with the reason of what it lacks."""

from __future__ import annotations

from datetime import date

from observatory.exports.model import Document
from observatory.exports.report import document, figures
from observatory.figures import asked_once
from observatory.funders import quarter
from observatory.funders.words import ALL_FUNDERS
from observatory.gate.store import Session

# One a sheet: what moved, how those who are helped are, what comes.
SHEETS = ("financeurs.trimestre", "financeurs.trimestre_reseaux", "financeurs.trimestre_suite")


def quarterly_book(session: Session, as_of: date, funder: str = ALL_FUNDERS) -> Document:
    """The last quarter that a month closes, of all funders or of one.

    Args:
        session: of the reader; who may not read instalments gets an empty document.
        as_of: month end.
        funder: name of a funder, `'*'` for all.
    """
    view = asked_once.view(session, as_of, financeur=funder)
    found = figures(view, SHEETS)
    whom = "tous financeurs" if funder == ALL_FUNDERS else funder
    title = f"Classeur trimestriel, {quarter.quarter_of(as_of).title}, {whom}"
    return document(view, title, found)
