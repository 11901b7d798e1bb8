"""The quarterly workbook of a funder: four tables, each line with the reason for what it lacks.

One definition for staff and for funders: what a funder's role may not read is left out, such as
anything about treasury, and the links open the page that the funder may see.
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

# One per sheet: what changed, the state of the funded networks, what is due, current agreements.
SHEETS = ("trimestre", "trimestre_reseaux", "trimestre_suite")
AGREEMENTS = "financeur.conventions"


def quarterly_book(session: Session, as_of: date, funder: str = ALL_FUNDERS) -> Document:
    """The last quarter ended at a month, for all funders or one.

    Args:
        session: of the reader; the document is empty if they may not read instalments.
        as_of: month end.
        funder: name of a funder, `'*'` for all; a funder always reads only their own.
    """
    view = asked_once.view(session, as_of, financeur=funder)
    page = "financeur" if session.role.is_owner else "financeurs"
    last = quarter.quarter_of(as_of)
    quoted_figures = figures(view, [f"{page}.{sheet}" for sheet in SHEETS])
    quoted_figures += figures(replace(view, as_of=last.until), [AGREEMENTS])
    funder_name = "tous financeurs" if funder == ALL_FUNDERS else funder
    funder_name = session.label if session.role.is_owner else funder_name
    title = f"Classeur trimestriel, {last.title}, {funder_name}"
    # Tables of up to nine columns and a hundred rows, which no column of a handout would hold.
    return replace(document(view, title, quoted_figures), role=session.label, is_brief=False)
