"""Description that every document carries: what it is, from which data, under which licence."""

from __future__ import annotations

from method.catalog import Indicator
from method.plain_text import spaced
from method.wording import NBSP, fr_date
from observatory.exports.model import Document
from observatory.figures.quoting import FICTIONAL, LICENCE, SITE, fingerprint

METHOD = spaced(
    "Chaque chiffre est publié avec son numérateur, son dénominateur et le nombre d’unités qui le "
    "font ; sa définition est à la page Méthode et sources. n.d. : non disponible, et jamais zéro. "
    "s : secret statistique (moins de trois unités, ou une unité au-delà de 85 % d’un montant, et "
    "ce qui permettrait de les retrouver)."
)


def origin(document: Document) -> str:
    """One line: the workspace, the date of the data, the version."""
    build = document.build
    stamp = f"{FICTIONAL}. " if build.is_fictional else ""
    return (
        f"{stamp}{build.label}, données arrêtées au {fr_date(build.as_of)}, version {build.id} "
        f"({SITE})."
    )


def meaning(indicator: Indicator) -> str:
    """Its definition and its calculation, after its label."""
    return spaced(f"{indicator.definition} Calcul : {indicator.formula}.")


def lines(document: Document) -> list[str]:
    """The page « Lisez-moi »: title, origin, method, licence, then each figure."""
    texts = [
        document.title,
        origin(document),
        f"Établi le {fr_date(document.made_on)}, profil {document.role}.",
        METHOD,
        f"Licence{NBSP}: {LICENCE}. Citez la source et la version.",
    ]
    for rank, figure in enumerate(document.figures, 1):
        filters = " ; ".join(f"{label}{NBSP}: {chosen}" for label, chosen in figure.filters)
        mark = fingerprint(figure.rows, figure.columns)
        link = f" ; lien{NBSP}: {figure.link}" if figure.link else ""
        texts += [
            f"{rank}. {figure.title}",
            f"Lecture{NBSP}: {figure.note.lecture}",
            f"Champ{NBSP}: {figure.note.champ}",
            f"Source{NBSP}: {figure.note.source}",
            *(f"Définition{NBSP}: {spaced(i.label)}. {meaning(i)}" for i in figure.indicators),
            *([f"Filtres{NBSP}: {filters}"] if filters else []),
            f"Empreinte{NBSP}: {mark}{link}",
        ]
    return texts
