"""Addresses of the edition: where each page and each file lies, and how one page names another.

They are stable: others cite and read them. A page is named by the key of its figure, the id of its
network or the code of its territory, and by nothing that a publication changes.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

HOME = "index.html"
NETWORKS = "reseaux.html"
TERRITORIES = "territoires.html"
METHOD = "methode.html"
DATA = "donnees.html"
ACCESSIBILITY = "accessibilite.html"
PLAN = "plan.html"
LEGAL = "mentions.html"
FEED = "atom.xml"
STYLE = "edition.css"
PACKAGE = "donnees/datapackage.json"
PUBLICATIONS = "donnees/publications.json"
FIGURE_SCHEMA = "donnees/figure.schema.json"

_LAWFUL = re.compile(r"(?:[a-z0-9][a-z0-9_.-]*/)*[a-z0-9][a-z0-9_.-]*", re.IGNORECASE)
_WEB = ("https://", "http://")


def subject(page_id: str) -> str:
    """Page of a subject: `adhesions.html`."""
    return f"{page_id}.html"


def figure(key: str) -> str:
    """Page of a figure: `chiffres/adhesions.tous.html`."""
    return f"chiffres/{key}.html"


def network(network_id: str) -> str:
    """Page of a network."""
    return f"reseaux/{network_id}.html"


def territory(place_id: str) -> str:
    """Page of a territory, by its `<level>-<code>`."""
    return f"territoires/{place_id}.html"


def family(family_id: str) -> str:
    """Page of the definitions of a family of indicators."""
    return f"methode/{family_id}.html"


def definition(family_id: str, indicator_id: str) -> str:
    """Where an indicator is defined."""
    return f"{family(family_id)}#{indicator_id}"


def data(base: str, kind: str) -> str:
    """File of a figure: `donnees/adhesions.tous.csv`."""
    return f"donnees/{base}.{kind}"


def is_lawful(path: str) -> bool:
    """Whether a path stays inside the edition, whatever the data called it."""
    return _LAWFUL.fullmatch(path) is not None and ".." not in path


def relative(target: str, page: str) -> str:
    """A path of the edition as a page of it names it: `../reseaux/x.html#y`."""
    path, mark, anchor = target.partition("#")
    start = posixpath.dirname(page) or "."
    return f"{quote(posixpath.relpath(path, start))}{mark}{anchor}"


def in_edition(address: Any, page: str, known: Collection[str]) -> str | None:
    """A link of a figure as a page of the edition writes it; None where it leads nowhere here.

    Args:
        address: of the web, or of a page of the application (`fiche?reseau=…`).
        page: that names it.
        known: paths of the edition's pages.
    """
    if not isinstance(address, str):
        return None
    if address.startswith(_WEB):
        return address
    parts = urlsplit(address)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    found = (path for path in _candidates(parts.path.strip("/"), asked) if path in known)
    return next((relative(path, page) for path in found), None)


def _candidates(path: str, asked: dict[str, str]) -> list[str]:
    """Pages that show what a page of the application shows, the nearest first."""
    page_id = path.replace("-", "_")
    nearest = []
    if page_id == "fiche" and "reseau" in asked:
        nearest.append(network(asked["reseau"]))
    if page_id == "territoires" and "territoire" in asked:
        nearest.append(territory(asked["territoire"]))
    if page_id == "freins" and "frein" in asked:
        nearest.append(figure(f"freins.{asked['frein']}"))
    return [*nearest, subject(page_id)]
