"""A figure recomputed from its key and its view, to check an old quotation.

The view is one of our addresses (`observatory.exports.links`): its month, its network, and the
page's filters as parameters.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from observatory.exports import links
from observatory.exports.links import ROWS
from observatory.exports.model import QuotedFigure, cut, quoted
from observatory.figures import views
from observatory.figures.figure import ALL, Figure
from observatory.figures.registry import FIGURES
from observatory.gate.store import Session

# Parameters about the reader or the screen, which are not options of figures.
_ROUTED = ("espace", "profil", "onglet", "mois", "reseau", ROWS)
# Pages that open on their first network when the address names none.
OF_ONE_NETWORK = ("fiche",)
_WORDS: dict[str, Any] = {"oui": True, "non": False}
# Former keys of quoted figures and their present names; `key_of` handles the prefix `rapport.`.
_RENAMED = {
    "fiche.prevision": "tresorerie.prevision",
    "rapport.territoires.chiffres": "territoires.comparaison",
}
_REPORTS = "rapport."


def key_of(key: str) -> str:
    """Key in the registry of a figure that may have been quoted under a former key."""
    bare = key.removeprefix(_REPORTS)
    return _RENAMED.get(key) or _RENAMED.get(bare, bare)


def is_known(key: str) -> bool:
    """Whether the figure can be recomputed without its page."""
    return key_of(key) in FIGURES


def recomputed(session: Session, key: str, view: str) -> QuotedFigure | None:
    """The figure that the same view gives today; None if it no longer gives one.

    Args:
        session: of the reader, whose role applies.
        key: of the figure, as quoted.
        view: its view, empty if unknown.
    """
    parameters = dict(parse_qsl(urlsplit(view).query))
    months = {day.strftime("%Y-%m"): day for day in session.query("months")["as_of"].dt.date}
    network_ids = session.query("network_names")["network_id"].tolist()
    month = months.get(parameters.get("mois", max(months)))
    scope = parameters.get("reseau", _default_scope(key_of(key), network_ids))
    if month is None or not is_known(key) or scope not in (ALL, *network_ids):
        return None
    options = {word: _option(text) for word, text in parameters.items() if word not in _ROUTED}
    question = views.of(session, month, scope, **options)
    figure = FIGURES[key_of(key)](question)
    if not isinstance(figure, Figure):
        return None
    same_rows = cut(figure, max(links.integer(parameters.get(ROWS, "")) or 0, 0))
    return quoted(same_rows, links.of_figure(key_of(key), question))


def at_month(view: str, as_of: date) -> str:
    """The same view at another month end."""
    parts = urlsplit(view)
    return links.of_page(parts.path, dict(parse_qsl(parts.query)) | {"mois": f"{as_of:%Y-%m}"})


def _default_scope(key: str, network_ids: list[str]) -> str:
    page = key.split(".")[0]
    return network_ids[0] if page in OF_ONE_NETWORK and network_ids else ALL


def _option(text: str) -> Any:
    """A filter as the page's widget returns it: a number, a boolean, else a text."""
    number = links.integer(text)
    return _WORDS.get(text, text) if number is None else number
