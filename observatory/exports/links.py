"""Addresses of a view, built by the server: one of our pages, its filters, the name of the site.

A view is the part of an address that is recorded: `/adhesions?espace=demo&mois=2026-06`, without
host, version or quotation. It never uses the location sent by the browser, and addresses recorded
earlier are parsed by the same rule.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from method.settings import site_url
from observatory.figures.figure import ALL, SEPARATOR, View
from observatory.pages import entry_of, load_pages

VERSION = "version"
QUOTED = "citation"
# Parameter for the number of rows that a document kept of the view's table.
ROWS = "lignes"
# Longer than any filter value: all the networks, all the funders.
LONGEST_VALUE = 1_000
LONGEST = 3_000

_KEY = re.compile(r"[a-z][a-z0-9_]{0,30}")
_WHOLE = re.compile(r"-?[0-9]{1,18}")


def page_path(page_id: str) -> str:
    """Path of a page; the first of the menu is at the root.

    Raises:
        StopIteration: no such page, an error in the project.
    """
    page = entry_of(page_id)
    return "/" if page is load_pages()[0] else f"/{page.url_path}"


def of_page(path: str, parameters: Mapping[str, str]) -> str:
    """A view: the path of a page, and the values of its filters."""
    return f"{path}?{urlencode(parameters)}"


def link(of_view: str, build_id: str) -> str:
    """Full address of a view, with the version of its data."""
    return f"{site_url()}{of_view}&{urlencode({VERSION: build_id})}"


def of_figure(key: str, view: View) -> str:
    """Address of the page of a figure, with the workspace, the month, the filters and the version.

    Args:
        key: of the figure, which starts with its page.
        view: the view that it was computed from.
    """
    parameters = {"espace": view.build.workspace, "mois": view.as_of.strftime("%Y-%m")}
    if view.scope != ALL:
        parameters["reseau"] = view.scope
    for name, value in view.options.items():
        is_list = not isinstance(value, str | int)
        parameters[name] = SEPARATOR.join(map(str, value)) if is_list else _word(value)
    return link(of_page(page_path(key.split(".")[0]), parameters), view.build.id)


def file_name(stem: str, address: str) -> str:
    """Name of a file of a view, without extension: `fiche-adherents-galvacier-2026-06`.

    Args:
        stem: what it holds: the key of a figure.
        address: of the view.
    """
    asked = dict(parse_qsl(urlsplit(address).query))
    parts = (stem.replace(".", "-"), asked.get("reseau"), asked.get("mois"))
    return "-".join(part for part in parts if part)


def integer(text: str) -> int | None:
    """The integer in a parameter of an address; None if it is not one."""
    return int(text) if _WHOLE.fullmatch(text) else None


def _word(value: str | int) -> str:
    """A filter as written in the address."""
    return {True: "oui", False: "non"}[value] if isinstance(value, bool) else str(value)


def view_of(address: str) -> str | None:
    """The view of an address; None if it is not one of ours.

    The host is ignored and never recorded: only `site_url` gives it.
    """
    if len(address) > 2 * LONGEST or not address.isprintable():
        return None
    try:
        parts = urlsplit(address)
        parameters = dict(parse_qsl(parts.query, max_num_fields=40))
    except ValueError:
        return None
    path = parts.path.removeprefix(urlsplit(site_url()).path)
    filters = {key: value for key, value in parameters.items() if key not in (VERSION, QUOTED)}
    is_valid = all(_KEY.fullmatch(k) and len(v) <= LONGEST_VALUE for k, v in filters.items())
    if path not in _paths() or not is_valid:
        return None
    view = of_page(path, filters)
    return view if len(view) <= LONGEST else None


def question(view: str) -> tuple[str, frozenset[tuple[str, str]]]:
    """What a view asks: its page and filters, whatever their order, the reader and the tab."""
    parts = urlsplit(view)
    asked = parse_qsl(parts.query)
    return parts.path, frozenset(one for one in asked if one[0] not in ("profil", "onglet"))


def _paths() -> set[str]:
    """Paths of every page; the first page also has its own path."""
    return {"/", *(f"/{page.url_path}" for page in load_pages())}
