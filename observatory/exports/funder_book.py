"""The quarterly workbook of a funder: four tables, each line with the reason of what it lacks.

One definition for staff and for a funder: what her role does not read is left out, so that nothing
of a treasury is in hers, and her links lead to the page that she may open.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from observatory.exports.model import Document
from observatory.exports.report import document, figures
from observatory.figures import asked_once
from observatory.funders import quarter
from observatory.funders.words import ALL_FUNDERS
from observatory.gate.store import Session

# One a sheet: what moved, how those who are helped are, what comes, what runs.
SHEETS = ("trimestre", "trimestre_reseaux", "trimestre_suite")
AGREEMENTS = "financeur.conventions"


def quarterly_book(session: Session, as_of: date, funder: str = ALL_FUNDERS) -> Document:
    """The last quarter that a month closes, of all funders or of one.

    Args:
        session: of the reader; who may not read instalments gets an empty document.
        as_of: month end.
        funder: name of a funder, `'*'` for all; a funder reads her own in any case.
    """
    view = asked_once.view(session, as_of, financeur=funder)
    page = "financeur" if session.role.is_owner else "financeurs"
    last = quarter.quarter_of(as_of)
    found = figures(view, [f"{page}.{sheet}" for sheet in SHEETS])
    found += figures(replace(view, as_of=last.until), [AGREEMENTS])
    whom = "tous financeurs" if funder == ALL_FUNDERS else funder
    whom = session.label if session.role.is_owner else whom
    title = f"Classeur trimestriel, {last.title}, {whom}"
    return replace(document(view, title, found), role=session.label)
