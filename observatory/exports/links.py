"""Addresses of a view, made by the server: a page of ours, its filters, the name of the site.

A view is what is kept of an address: `/adhesions?espace=demo&mois=2026-06`, without host, version
or quotation. What a browser says of where it is has no part in it, and what was written before
is read by the same rule.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from method.settings import site_url
from observatory.figures.figure import ALL, SEPARATOR, View
from observatory.pages import load_pages

VERSION = "version"
QUOTED = "citation"
# After how many rows a document cut the table of the view.
ROWS = "lignes"
# Longer than any filter writes: all the networks, all the funders.
LONGEST_VALUE = 1_000
LONGEST = 3_000

_KEY = re.compile(r"[a-z][a-z0-9_]{0,30}")
_WHOLE = re.compile(r"-?[0-9]{1,18}")


def page_path(page_id: str) -> str:
    """Path of a page; the first of the menu is at the root.

    Raises:
        StopIteration: no such page, a fault of the project.
    """
    page = next(page for page in load_pages() if page.id == page_id)
    return "/" if page is load_pages()[0] else f"/{page.url_path}"


def view(path: str, asked: Mapping[str, str]) -> str:
    """A view from the path of a page and the values of its filters."""
    return f"{path}?{urlencode(asked)}"


def link(of_view: str, build_id: str) -> str:
    """Address that readers open, with the version of the data that it showed."""
    return f"{site_url()}{of_view}&{urlencode({VERSION: build_id})}"


def of_figure(key: str, asked: View) -> str:
    """Address of the page that shows a figure, with the space, the month, the filters, the version.

    Args:
        key: of the figure, which begins with its page.
        asked: the view it was made of.
    """
    words = {"espace": asked.build.workspace, "mois": asked.as_of.strftime("%Y-%m")}
    if asked.scope != ALL:
        words["reseau"] = asked.scope
    for word, value in asked.options.items():
        is_list = not isinstance(value, str | int)
        words[word] = SEPARATOR.join(map(str, value)) if is_list else _word(value)
    return link(view(page_path(key.split(".")[0]), words), asked.build.id)


def whole(text: str) -> int | None:
    """The whole number that a word of an address writes, None when it writes none."""
    return int(text) if _WHOLE.fullmatch(text) else None


def _word(value: str | int) -> str:
    """A filter as the address writes it."""
    return {True: "oui", False: "non"}[value] if isinstance(value, bool) else str(value)


def view_of(address: str) -> str | None:
    """The view that an address shows, None when it is not one of ours.

    The host is not looked at and never kept: `site_url` names the only one.
    """
    if len(address) > 2 * LONGEST or not address.isprintable():
        return None
    try:
        parts = urlsplit(address)
        asked = dict(parse_qsl(parts.query, max_num_fields=40))
    except ValueError:
        return None
    path = parts.path.removeprefix(urlsplit(site_url()).path)
    kept = {key: value for key, value in asked.items() if key not in (VERSION, QUOTED)}
    lawful = all(_KEY.fullmatch(k) and len(v) <= LONGEST_VALUE for k, v in kept.items())
    if path not in _paths() or not lawful:
        return None
    told = view(path, kept)
    return told if len(told) <= LONGEST else None


def _paths() -> set[str]:
    """Every page; the first answers to its name as well."""
    return {"/", *(f"/{page.url_path}" for page in load_pages())}
