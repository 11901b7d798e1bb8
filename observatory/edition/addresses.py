"""Addresses of the edition: the path of each page and file, and links between pages.

They are stable, since others cite and read them. A page is named by the key of its figure, the id
of its network or the code of its territory, and by nothing that changes with a publication.
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
    """Page of a territory, from its `<level>-<code>`."""
    return f"territoires/{place_id}.html"


def family(family_id: str) -> str:
    """Page of the definitions of a family of indicators."""
    return f"methode/{family_id}.html"


def definition(family_id: str, indicator_id: str) -> str:
    """Address of the definition of an indicator."""
    return f"{family(family_id)}#{indicator_id}"


def data(base: str, kind: str) -> str:
    """File of a figure: `donnees/adhesions.tous.csv`."""
    return f"donnees/{base}.{kind}"


def is_lawful(path: str) -> bool:
    """Whether a path stays inside the edition, whatever names the data contain."""
    return _LAWFUL.fullmatch(path) is not None and ".." not in path


def relative(target: str, page: str) -> str:
    """A path of the edition relative to one of its pages: `../reseaux/x.html#y`."""
    path, mark, anchor = target.partition("#")
    start = posixpath.dirname(page) or "."
    return f"{quote(posixpath.relpath(path, start))}{mark}{anchor}"


def in_edition(address: Any, page: str, paths: Collection[str]) -> str | None:
    """Translate a figure's link for a page of the edition; None if the edition has no such page.

    Args:
        address: on the web, or of a page of the application (`fiche?reseau=…`).
        page: path of the page with the link.
        paths: paths of the edition's pages.
    """
    if not isinstance(address, str):
        return None
    if address.startswith(_WEB):
        return address
    parts = urlsplit(address)
    parameters = {name: values[0] for name, values in parse_qs(parts.query).items()}
    candidates = _candidates(parts.path.strip("/"), parameters)
    return next((relative(path, page) for path in candidates if path in paths), None)


def _candidates(path: str, parameters: dict[str, str]) -> list[str]:
    """Pages with the content of a page of the application, the closest first."""
    page_id = path.replace("-", "_")
    paths = []
    if page_id == "fiche" and "reseau" in parameters:
        paths.append(network(parameters["reseau"]))
    if page_id == "territoires" and "territoire" in parameters:
        paths.append(territory(parameters["territoire"]))
    if page_id == "freins" and "frein" in parameters:
        paths.append(figure(f"freins.{parameters['frein']}"))
    return [*paths, subject(page_id)]
