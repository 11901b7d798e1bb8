"""Texts for a network: what it gets, what its files are used for, the message ready to send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from method.catalog import load_catalog
from method.elision import of
from method.wording import NBSP, NNBSP, plural
from observatory.comparison import figures as comparison
from observatory.figures.figure import Figure, View
from observatory.figures.kept import remembered
from observatory.treasury import figures as treasury

SIGNED = "L’équipe Dév’Up"
ANSWER = (
    "Un réseau qui transmet ses fichiers reçoit sa place parmi ses pairs, sa prévision de "
    "trésorerie et des documents prêts à joindre à un dossier."
)
FIRST_FILE = "Une liste d’adhérents suffit pour commencer."
BECOMES = (
    "Chaque ligne est vérifiée avant publication, et une ligne douteuse vous est signalée avec son "
    "numéro et la raison.",
    "Seules les lignes de votre réseau changent ; chaque envoi est gardé et peut être annulé.",
    "Là où les lignes ne sont pas publiques, le public ne lit que des chiffres calculés, sous les "
    "règles de secret statistique. Aucun nom de personne n’est demandé.",
    "Une purge retire des fichiers gardés les personnes parties depuis trois ans.",
)


@dataclass(frozen=True)
class RequestedFile:
    """One requested file, in French.

    Attributes:
        contract: name of its contract.
        title: its title.
        holds: what a row stands for.
        rhythm: how often it is expected.
        columns: number of columns to fill in.
        rows_read: who may read the rows as sent.
        figures: public figures of the network computed from it.
    """

    contract: str
    title: str
    holds: str
    rhythm: str
    columns: str
    rows_read: str
    figures: str


@dataclass(frozen=True)
class Gift:
    """One benefit for a network.

    Attributes:
        name: what it is.
        use: what it is useful for.
        example: its content in the demonstration; None if this server has none.
        page: id in pages.yaml of the page that shows it in the demonstration.
        address: parameters that the link adds to the address.
    """

    name: str
    use: str
    example: str | None
    page: str
    address: dict[str, str]


def gifts(demo: View | None) -> list[Gift]:
    """The benefits for a network, each with an example from a fictional network.

    Args:
        demo: view of one network of the fictional workspace; None if there is none.
    """
    network = {} if demo is None else {"reseau": demo.scope}
    return [
        Gift(
            "Sa place parmi ses pairs",
            f"{_count()} face à la médiane des réseaux du même type, de la même étape ou de la "
            "même taille, et leur évolution mois par mois.",
            None if demo is None else _place(demo),
            "fiche",
            network,
        ),
        Gift(
            "Sa prévision",
            "Les mois de trésorerie à venir, avec un cas prudent et un cas favorable, et les aides "
            "dues. Le public ne la lit pas : vous la lisez dans l’Espace réseau, après connexion, "
            "ou l’équipe Dév’Up vous l’adresse.",
            None if demo is None else _forecast(demo),
            "tresorerie",
            {},
        ),
        Gift(
            "Ses documents",
            "La fiche du réseau en Word et en PDF, ses chiffres en Excel, une phrase à citer avec "
            "sa source : à joindre à un dossier ou à montrer à son conseil.",
            None if demo is None else f"Fiche {of(demo.subject)}, en Word et en PDF.",
            "fiche",
            network,
        ),
    ]


def _count() -> str:
    indicators = [one for one in load_catalog().indicators.values() if one.is_network]
    return plural(len(indicators), "chiffre", "chiffres")


@remembered
def _place(demo: View) -> str | None:
    """The reading of the network's first figure compared with its peers."""
    return _reading(comparison.numbers(demo.having(reseaux=[demo.scope])))


@remembered
def _forecast(demo: View) -> str | None:
    """The forecast of the network, or the treasury of all for readers who may not see it."""
    own = treasury.curve(demo) if demo.can_read("marts.cash_forecast") else None
    return _title(own) or _title(treasury.together(demo))


def _reading(figure: object) -> str | None:
    if not isinstance(figure, Figure):
        return None
    return f"{figure.note.lecture[:1].upper()}{figure.note.lecture[1:]}"


def _title(figure: object) -> str | None:
    return f"{figure.title}." if isinstance(figure, Figure) else None


def whom(contact: str | None) -> str:
    """Whom to write to."""
    if contact:
        return f"Écrivez à {contact}{NNBSP}: un fichier partiel aide déjà."
    return "Répondez à la personne de Dév’Up qui vous a transmis cette page."


def message(files: Sequence[RequestedFile], link: str, contact: str | None) -> tuple[str, str]:
    """Subject and text of an invitation to a network.

    Args:
        files: the requested files.
        link: address of the page.
        contact: address for sending files; None if it is not configured.
    """
    where = f"à l’adresse {contact}" if contact else "en réponse à ce message"
    lines = [
        "Bonjour,",
        "",
        f"L’Observatoire des clusters du Centre-Val de Loire suit les réseaux d’entreprises de la "
        f"région. {ANSWER}",
        "",
        f"Ce que nous vous demandons{NBSP}:",
        "",
        *(f"– {one.title} ({one.rhythm}){NNBSP};" for one in files[:-1]),
        *(f"– {one.title} ({one.rhythm})." for one in files[-1:]),
        "",
        f"{FIRST_FILE} Les modèles à remplir, ce que devient chaque fichier et qui le lit sont sur "
        f"cette page{NBSP}: {link}",
        "",
        f"Merci de les envoyer {where}, en Excel ou en CSV.",
        "",
        "Bien à vous,",
        SIGNED,
    ]
    return f"Observatoire des clusters{NBSP}: pourquoi transmettre vos fichiers", "\n".join(lines)
