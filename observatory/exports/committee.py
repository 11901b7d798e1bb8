"""The file of the funders' meeting: what is owed, what is to be decided, who can hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from method.wording import fr_date
from observatory.exports import links
from observatory.exports.model import Document, Paragraphs, QuotedFigure, quoted
from observatory.figures import views
from observatory.figures.figure import Empty, Figure, View
from observatory.funders import figures as funders
from observatory.funders import words
from observatory.gate.store import Session
from observatory.treasury import figures as treasury
from observatory.treasury import money

Make = Callable[[View], Figure | Empty | None]
# Heading, what it is for, figures; a chapter without a figure is left out.
CHAPTERS: tuple[tuple[str, str, tuple[Make, ...]], ...] = (
    (
        "Ce qui est dû",
        "Échéances dépassées et impayées, ou payées en partie, à cette date.",
        (funders.funders, funders.touched, funders.overdue),
    ),
    (
        "Ce qui est à décider",
        "Réponses attendues, échéances à venir et conventions qui finissent d’ici douze mois.",
        (funders.calendar, funders.awaited),
    ),
    (
        "Qui peut tenir",
        "Ce que les réseaux ont en caisse, et ce qui est signé au-delà de l’année.",
        (treasury.days, money.renewals),
    ),
    ("Qui paie qui", "Douze mois de versements, et leurs retards.", (money.delays, funders.flows)),
)


def committee_report(session: Session, as_of: date, funder: str = words.ALL_FUNDERS) -> Document:
    """The meeting at a month end, with all funders or about one.

    Args:
        session: of the reader; what she may not read is left out.
        as_of: month end.
        funder: name of a funder, `'*'` for all.
    """
    is_one = funder != words.ALL_FUNDERS
    view = views.of(session, as_of, financeur=funder)
    owed = funders.asked(view, "funders_owed")
    agenda = () if owed is None else words.agenda(owed)
    parts: list[QuotedFigure | Paragraphs] = [
        Paragraphs("L’essentiel", funders.answer(view)),
        Paragraphs("À l’ordre du jour", agenda),
    ]
    asked = (("Mois", fr_date(as_of)), *((("Financeur", funder),) if is_one else ()))
    for heading, said, figures in CHAPTERS:
        made = [figure for make in figures if isinstance(figure := make(view), Figure)]
        if made:
            parts.append(Paragraphs(heading, (said,)))
            parts += [quoted(figure, _link(view, figure), asked) for figure in made]
    title = f"Dossier du comité des financeurs au {fr_date(as_of)}"
    today = datetime.now(UTC).astimezone().date()
    return Document(
        f"{funder}, {title[:1].lower()}{title[1:]}" if is_one else title,
        session.build,
        session.label,
        today,
        tuple(part for part in parts if not isinstance(part, Paragraphs) or part.sentences),
    )


def _link(view: View, figure: Figure) -> str:
    """Address of the page of a figure, with the space, the month, the funder and the version."""
    page = figure.key.split(".")[0]
    asked = {"espace": view.build.workspace, "mois": view.as_of.strftime("%Y-%m")}
    if page == "financeurs" and funders.funder(view) != words.ALL_FUNDERS:
        asked["financeur"] = funders.funder(view)
    return links.link(links.view(f"/{page}", asked), view.build.id)
