"""Reports to hand out, and the sheet of a network. A report is a list of figures.

Each is computed by the function that the page calls, for a reader's session: a report contains
what that reader may see and nothing else. A figure that the profile may not read, or without data,
is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from method.wording import fr_date
from observatory.exports import links
from observatory.exports.model import Document, Paragraphs, Part, QuotedFigure, quoted
from observatory.figures import asked_once
from observatory.figures.figure import Figure, View
from observatory.figures.registry import FIGURES
from observatory.gate.access import Role
from observatory.gate.store import Session
from observatory.sheet import network as network_sheet
from observatory.sheet import words as sheet_words

IDENTITY, DECLARED = "fiche.identite", "fiche.declares"
WIDE = frozenset({"fiche.alertes", DECLARED})
# Heading and figures of each part of a network's sheet, in reading order.
SHEET = (
    ("Qui il est, qui adhère", (IDENTITY, "fiche.companies_active.courbe")),
    ("", ("fiche.membership", "fiche.tpe_pme_share.courbe")),
    ("Peut-il tenir ?", ("fiche.treasury", "fiche.cash_days.courbe", "fiche.people")),
    ("", ("fiche.territory", "fiche.workload", "fiche.projects")),
    ("Ce qui inquiète", ("fiche.alertes",)),
    ("Ce qu’il déclare", (DECLARED,)),
)


def network_sheet_report(session: Session, network_id: str, as_of: date) -> Document:
    """What is known about one network, in two pages: its state, its identity, figures by family.

    Args:
        session: of the reader.
        network_id: of the network.
        as_of: month end.
    """
    view = asked_once.view(session, as_of, network_id)
    coverage = view.ask("sheet_coverage", network_id=network_id)
    lead = (*sheet_words.answer(view), network_sheet.coverage_sentence(coverage))
    parts: list[Part] = []
    for heading, keys in SHEET:
        placed = [_placed(one) for one in figures(view, keys)]
        if placed and heading:
            parts.append(Paragraphs(heading, ()))
        parts += placed
    return document(view, f"{view.subject}, fiche au {fr_date(as_of)}", parts, lead)


def _placed(figure: QuotedFigure) -> QuotedFigure:
    """A figure at the width that its rows need; declared values as a table, each with its source.

    The caption of the identity table is dropped: it repeats the source given in the note.
    """
    chart = None if figure.key == DECLARED else figure.chart
    caption = "" if figure.key == IDENTITY else figure.caption
    return replace(figure, chart=chart, caption=caption, is_wide=figure.key in WIDE)


def figures(view: View, keys: Sequence[str]) -> list[QuotedFigure]:
    """Figures of the registry for which this view has data, ready to export.

    Raises:
        KeyError: no such figure, an error in the project.
    """
    results = (FIGURES[key](view) for key in keys)
    month = (("Mois", fr_date(view.as_of)),)
    return [
        quoted(figure, links.of_figure(figure.key, view), month)
        for figure in results
        if isinstance(figure, Figure)
    ]


def document(
    view: View,
    title: str,
    parts: Sequence[Part],
    lead: Sequence[str] = (),
    annex: Sequence[QuotedFigure | Paragraphs] = (),
) -> Document:
    """A handout in two columns, made today for the view's reader."""
    return Document(
        title,
        view.build,
        Role(view.role).label,
        datetime.now(UTC).astimezone().date(),
        tuple(parts),
        lead=tuple(lead),
        annex=tuple(annex),
        is_brief=True,
    )
