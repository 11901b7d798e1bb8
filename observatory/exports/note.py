"""The monthly note of Dév’Up: changes, new and closed alerts, upcoming dates, missing files."""

from __future__ import annotations

from datetime import UTC, date, datetime

from method.wording import fr_month
from observatory.exports import report
from observatory.exports.model import Document, Paragraphs, QuotedFigure
from observatory.figures import views
from observatory.gate.store import Session
from observatory.overview import changes

# Heading, sentence and figures of each part of the note.
PARTS = (
    ("Alertes", "Ouvertes ou éteintes ce mois-ci.", ("fragilite.nouvelles", "fragilite.closes")),
    (
        "Dates à venir",
        "Réponses attendues, échéances et conventions qui finissent d’ici douze mois.",
        ("financeurs.calendrier",),
    ),
    ("Fichiers manquants", "À relancer depuis la page Données.", ("donnees.fichiers_manquants",)),
)


def monthly_note(session: Session, as_of: date) -> Document:
    """The note at a month end, without the parts that this profile may not read."""
    view = views.of(session, as_of)
    parts: list[QuotedFigure | Paragraphs] = [
        Paragraphs("Ce qui a changé", tuple(changes.sentences_of(view)) or ("Rien n’a changé.",))
    ]
    for heading, sentence, keys in PARTS:
        quoted_figures = report.figures(view, keys)
        if quoted_figures:
            parts += [Paragraphs(heading, (sentence,)), *quoted_figures]
    today = datetime.now(UTC).astimezone().date()
    title = f"Note mensuelle, {fr_month(as_of)}"
    return Document(title, session.build, session.label, today, tuple(parts))
