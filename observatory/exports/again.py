"""A figure made again from its key and its view: the check of an old quotation, in place.

The view is an address of ours (`observatory.exports.links`): its month, its network, the page's own
filters by their word.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from observatory.exports import links
from observatory.exports.links import ROWS
from observatory.exports.model import QuotedFigure, cut, quoted
from observatory.figures import views
from observatory.figures.figure import ALL, Figure
from observatory.figures.registry import FIGURES
from observatory.gate.store import Session

# What a view says of the reader or of the screen, and no figure asks.
_ROUTED = ("espace", "profil", "onglet", "mois", "reseau", ROWS)
# Pages that open on their first network where the address names none.
_OF_ONE_NETWORK = ("fiche",)
_WORDS: dict[str, Any] = {"oui": True, "non": False}
# Keys of figures that have another name since they were quoted; `rapport.` is told by `key_of`.
_RENAMED = {
    "fiche.prevision": "tresorerie.prevision",
    "rapport.territoires.chiffres": "territoires.comparaison",
}
_REPORTS = "rapport."


def key_of(key: str) -> str:
    """The key in the registry of a figure that may have been quoted under a former one."""
    bare = key.removeprefix(_REPORTS)
    return _RENAMED.get(key) or _RENAMED.get(bare, bare)


def is_known(key: str) -> bool:
    """Whether the figure can be made again without its page."""
    return key_of(key) in FIGURES


def again(session: Session, key: str, view: str) -> QuotedFigure | None:
    """The figure that the same view gives today; None when it gives none any more.

    Args:
        session: of the reader, who sees what her role may.
        key: of the figure, as it was quoted.
        view: what it showed, empty when that is not known.
    """
    asked = dict(parse_qsl(urlsplit(view).query))
    months = {day.strftime("%Y-%m"): day for day in session.query("months")["as_of"].dt.date}
    known = session.query("network_names")["network_id"].tolist()
    month = months.get(asked.get("mois", max(months)))
    scope = asked.get("reseau", _default_scope(key_of(key), known))
    if month is None or not is_known(key) or scope not in (ALL, *known):
        return None
    options = {word: _option(text) for word, text in asked.items() if word not in _ROUTED}
    found = views.of(session, month, scope, **options)
    figure = FIGURES[key_of(key)](found)
    if not isinstance(figure, Figure):
        return None
    shown = cut(figure, max(links.whole(asked.get(ROWS, "")) or 0, 0))
    return quoted(shown, links.of_figure(key_of(key), found))


def _default_scope(key: str, known: list[str]) -> str:
    page = key.split(".")[0]
    return known[0] if page in _OF_ONE_NETWORK and known else ALL


def _option(text: str) -> Any:
    """A filter as the page's widget gives it: a number, yes or no, else its words."""
    number = links.whole(text)
    return _WORDS.get(text, text) if number is None else number
