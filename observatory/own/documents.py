"""What an owner takes away whole: the workbook of a funder's quarter."""

from __future__ import annotations

from datetime import UTC, date, datetime

from method.wording import fr_date
from observatory.exports import links
from observatory.exports.model import Document, quoted
from observatory.figures import views
from observatory.figures.figure import Figure
from observatory.gate.store import Session
from observatory.own import figures as own


def quarter_end(months: list[date], until: date) -> date:
    """Last end of a quarter among months, not after a day; the first month where there is none."""
    ends = [day for day in months if day.month % 3 == 0 and day <= until]
    return max(ends, default=min(months))


def funder_workbook(session: Session, as_of: date, funder: str) -> Document:
    """Agreements, what is owed, what comes, what was paid: a sheet each.

    Args:
        session: of a funder, which reads its own, or of staff.
        as_of: end of the quarter.
        funder: its name; `'*'` for whoever reads her own alone.
    """
    view = views.of(session, as_of, financeur=funder)
    found = (make(view) for make in own.FUNDER_FIGURES.values())
    made = [figure for figure in found if isinstance(figure, Figure)]
    asked = (("Trimestre au", fr_date(as_of)),)
    figures = tuple(quoted(figure, links.of_figure(figure.key, view), asked) for figure in made)
    today = datetime.now(UTC).astimezone().date()
    title = f"{session.label}, conventions au {fr_date(as_of)}"
    return Document(title, session.build, session.label, today, figures)
