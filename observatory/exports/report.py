"""Reports: one network, one territory, the year of the region. A report is a list of figures.

Each is made by the function that the page calls, for a reader's session: a report holds what that
reader may see and nothing else. A figure that this profile does not read, or that no file fills, is
left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from method import change
from method.catalog import load_catalog
from method.wording import NBSP, fr_date, fr_value, status_reason
from observatory.exports import links
from observatory.exports.model import Document, Paragraphs, QuotedFigure, quoted
from observatory.figures import views
from observatory.figures.figure import Figure, View
from observatory.figures.indicators import CURVES, RANKED
from observatory.figures.registry import FIGURES
from observatory.gate.access import Role
from observatory.gate.store import Session
from observatory.overview import summary
from observatory.sheet import network as network_sheet
from observatory.sheet import words as sheet_words

# Heading and page of each chapter of the yearly overview.
CHAPTERS = (
    ("Qui adhère", "adhesions"),
    ("Qui peut tenir", "tresorerie"),
    ("Les équipes et la gouvernance", "equipes"),
    ("La charge et l’engagement", "freins"),
    ("Projets et financements", "projets"),
)
PLACES = (
    "territoires.companies_active.departements",
    "territoires.tpe_pme_share.departements",
)
DECLARED = ("vue_d_ensemble.adherents_declares", "vue_d_ensemble.declares")
SHEET = (
    "fiche.identite",
    *(f"fiche.{family}" for family in network_sheet.HEADLINES),
    *(f"fiche.{name}.courbe" for name in CURVES["fiche"]),
    "fiche.declares",
)


def yearly_overview(session: Session, as_of: date) -> Document:
    """The ecosystem at a month end, for an annex: about a dozen pages when every file is there."""
    view = views.of(session, as_of)
    facts = view.query("overview_facts").iloc[0].to_dict()
    said = (summary.overview(facts, as_of), *_headlines(view))
    parts: list[QuotedFigure | Paragraphs] = [Paragraphs("L’essentiel", said)]
    for heading, page in CHAPTERS:
        curves = figures(view, [f"{page}.{name}.courbe" for name in CURVES[page]])
        ranks = figures(view, [f"{page}.{name}.reseaux" for name in RANKED.get(page, ())])
        if curves or ranks:
            readings = tuple(
                figure.note.phrase or _opening(figure.note.lecture) for figure in curves
            )
            parts += [Paragraphs(heading, readings), *curves, *ranks]
    # Where lists came, what was declared of other years would stand beside what is counted.
    is_counted = len(parts) > 1
    parts += _under("Où sont les adhérents", "Secret statistique appliqué.", figures(view, PLACES))
    networks = figures(view, ["vue_d_ensemble.reseaux"])
    parts += _under("Les réseaux suivis", "En activité, puis passés.", networks)
    if not is_counted:
        declared = figures(view, DECLARED)
        told = "Cités tels que publiés ; ils n’entrent dans aucun calcul."
        parts += _under("Ce que les réseaux déclarent", told, declared)
        told = "Du contexte, avec son millésime : jamais le dénominateur d’un taux."
        parts += _under("Repères de la région", told, figures(view, ["vue_d_ensemble.reperes"]))
    return _document(view, f"Les réseaux d’entreprises au {fr_date(as_of)}", parts)


def network_sheet_report(session: Session, network_id: str, as_of: date) -> Document:
    """What is known of one network: how it is, who it is, its figures by family, curves."""
    view = views.of(session, as_of, network_id)
    coverage = view.ask("sheet_coverage", network_id=network_id)
    said = (*sheet_words.answer(view), network_sheet.coverage_sentence(coverage))
    parts = [Paragraphs("Le réseau", said), *figures(view, SHEET)]
    return _document(view, f"{view.subject}, fiche au {fr_date(as_of)}", parts)


def figures(view: View, keys: Sequence[str]) -> list[QuotedFigure]:
    """Figures of the registry, those of which this view has something, ready to leave.

    Raises:
        KeyError: no such figure, a fault of the project.
    """
    made = (FIGURES[key](view) for key in keys)
    month = (("Mois", fr_date(view.as_of)),)
    return [
        quoted(figure, links.of_figure(figure.key, view), month)
        for figure in made
        if isinstance(figure, Figure)
    ]


def _under(
    heading: str, sentence: str, found: Sequence[QuotedFigure]
) -> list[QuotedFigure | Paragraphs]:
    return [Paragraphs(heading, (sentence,)), *found] if found else []


def _document(view: View, title: str, parts: Sequence[QuotedFigure | Paragraphs]) -> Document:
    today = datetime.now(UTC).astimezone().date()
    return Document(title, view.build, Role(view.role).label, today, tuple(parts))


def _headlines(view: View) -> list[str]:
    """`Part des TPE et PME : 82,9 %`, one sentence a headline figure of all networks together."""
    indicators = load_catalog().indicators
    names = [name for _, page in CHAPTERS for name in CURVES[page]]
    rows = view.of_scope("indicator_headlines", indicators=names).set_index("indicator_id")
    said = []
    # What nobody sent is said by the chapters that are not there, not line by line.
    known = rows[rows["status"] != "no_data"]
    for name in (name for name in names if name in known.index):
        row, status = known.loc[name], str(known.at[name, "status"])
        reason = "" if status == "ok" else f" ({status_reason(status)})"
        told = change.tell(indicators[name], row, change.before(row))
        if told is not None and status == "ok":
            reason = f" ({change.words(indicators[name], told, 'en douze mois')})"
        said.append(f"{indicators[name].label}{NBSP}: {fr_value(indicators[name], row)}{reason}.")
    return said


def _opening(text: str) -> str:
    return text[:1].upper() + text[1:]
