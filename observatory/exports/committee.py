"""The file for the funders' meeting: what is owed, what to decide, which networks can hold out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from method.wording import fr_date, lower_first
from observatory.exports import links
from observatory.exports.model import Document, Paragraphs, Part, QuotedFigure, quoted
from observatory.exports.report import document
from observatory.figures import asked_once
from observatory.figures.figure import Empty, Figure, View
from observatory.funders import figures as funders
from observatory.funders import words
from observatory.gate.store import Session
from observatory.treasury import figures as treasury
from observatory.treasury import money

Make = Callable[[View], Figure | Empty | None]
# Heading, purpose, figures; a chapter without a figure is left out.
CHAPTERS: tuple[tuple[str, str, tuple[Make, ...]], ...] = (
    (
        "Ce qui est dû",
        "Échéances dépassées et impayées, ou payées en partie, à cette date, et les retards des "
        "échéances de 24 mois.",
        (money.delays, funders.touched),
    ),
    (
        "Ce qui est à décider",
        "Réponses attendues, échéances à venir et conventions qui finissent d’ici douze mois ; ce "
        "qui est signé au-delà de l’année.",
        (funders.calendar, money.renewals),
    ),
)
# Detail, line by line.
ANNEX: tuple[tuple[str, Make], ...] = (
    ("Chaque échéance impayée", funders.overdue),
    ("Chaque dossier en attente", funders.awaited),
    ("Qui paie qui, sur douze mois", funders.flows),
)


def committee_report(session: Session, as_of: date, funder: str = words.ALL_FUNDERS) -> Document:
    """The document for a month end, about all funders or one.

    Args:
        session: of the reader; what they may not read is left out.
        as_of: month end.
        funder: name of a funder, `'*'` for all.
    """
    is_one = funder != words.ALL_FUNDERS
    view = asked_once.view(session, as_of, financeur=funder)
    owed = funders.of_funder(view, "funders_owed")
    agenda = () if owed is None else words.agenda(owed)
    parts: list[Part] = [Paragraphs("À l’ordre du jour", agenda)] if agenda else []
    # Who can hold out, next to what has to be settled.
    parts += _quoted(view, treasury.days)
    parts += [replace(one, is_wide=True) for one in _quoted(view, funders.funders)]
    for heading, purpose, makes in CHAPTERS:
        figures = [one for make in makes for one in _quoted(view, make)]
        parts += [Paragraphs(heading, (purpose,)), *figures] if figures else []
    annex: list[QuotedFigure | Paragraphs] = []
    for heading, make in ANNEX:
        lines = _quoted(view, make)
        annex += [Paragraphs(heading, ()), *lines] if lines else []
    title = f"Dossier du comité des financeurs au {fr_date(as_of)}"
    if is_one:
        title = f"{funder}, {lower_first(title)}"
    return document(view, title, parts, funders.answer(view), annex)


def _quoted(view: View, make: Make) -> list[QuotedFigure]:
    """The figure, ready to export; an empty list if there is none."""
    figure = make(view)
    if not isinstance(figure, Figure):
        return []
    funder_name = funders.funder(view)
    filters = [("Mois", fr_date(view.as_of))]
    if funder_name != words.ALL_FUNDERS:
        filters.append(("Financeur", funder_name))
    return [quoted(figure, _link(view, figure), tuple(filters))]


def _link(view: View, figure: Figure) -> str:
    """Address of a figure's page, with the workspace, the month, the funder and the version."""
    page = figure.key.split(".")[0]
    parameters = {"espace": view.build.workspace, "mois": view.as_of.strftime("%Y-%m")}
    if page == "financeurs" and funders.funder(view) != words.ALL_FUNDERS:
        parameters["financeur"] = funders.funder(view)
    return links.link(links.of_page(f"/{page}", parameters), view.build.id)
