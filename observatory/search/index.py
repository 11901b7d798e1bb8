"""What the search box can open: networks, territories, pages, indicators and definitions.

The index combines a named query, the catalogue of indicators and that of pages. An entry is
included only if its page opens for the role, so that no reader finds what they may not read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from method.catalog import Indicator, load_catalog
from observatory.pages import PageEntry, pages_for

# Kinds in order of priority between equally good matches.
LEVELS = {
    "commune": "commune",
    "epci": "intercommunalité",
    "departement": "département",
    "canton": "canton",
    "circonscription": "circonscription",
}
KINDS = ("page", "network", *LEVELS, "indicator")
# Levels that have their own map; a commune is a mark on the map of the intercommunalités.
MAPPED = ("canton", "circonscription", "departement")
_SHORT = {"st": "saint", "ste": "sainte"}
_TOKEN = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Entry:
    """One thing that the box can open.

    Attributes:
        kind: one of `KINDS`.
        label: its displayed name.
        detail: what it is, in a word or two.
        page: the page that opens it.
        address: parameters of the address of that page.
        tokens: words of its name and codes, matched first.
        text: words of its definition, matched last.
        weight: between two equal names, the larger comes first.
    """

    kind: str
    label: str
    detail: str
    page: PageEntry
    address: tuple[tuple[str, str], ...]
    tokens: tuple[str, ...]
    text: frozenset[str] = frozenset()
    weight: float = 0

    @property
    def name(self) -> str:
        """The name without accents, capitals or punctuation."""
        return " ".join(words(self.label))


def words(text: str) -> tuple[str, ...]:
    """`Ste-Maure de Touraine` → `sainte`, `maure`, `de`, `touraine`."""
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
        if not unicodedata.combining(letter)
    )
    return tuple(_SHORT.get(word, word) for word in _TOKEN.findall(bare))


def entries(rows: pd.DataFrame, role: str) -> tuple[Entry, ...]:
    """All the entries that a role may open.

    Args:
        rows: `search_index`, as the role sees it.
        role: role of the reader.
    """
    pages = {page.id: page for page in pages_for(role)}
    result = [_page(page) for page in pages.values()]
    if "methode" in pages:
        result += [_indicator(one, pages["methode"]) for one in load_catalog().indicators.values()]
    for row in rows.to_dict("records"):
        if row["kind"] == "network" and "fiche" in pages:
            result.append(_network(row, pages["fiche"]))
        elif row["kind"] == "territory" and "territoires" in pages:
            result.append(_territory(row, pages["territoires"]))
    return tuple(result)


def _page(page: PageEntry) -> Entry:
    text = frozenset(words(page.question))
    return Entry("page", page.title, "page", page, (), words(page.title), text)


def _network(row: dict, page: PageEntry) -> Entry:
    address = (("reseau", row["id"]),)
    tokens = _unique(words(f"{row['name']} {row['id']}"))
    return Entry(
        "network", row["name"], "réseau", page, address, tokens, weight=float(row["weight"])
    )


def _territory(row: dict, page: PageEntry) -> Entry:
    address = [("territoire", row["id"])]
    if row["level"] in MAPPED:
        address.append(("niveau", row["level"]))
    codes = row["postal_codes"] if isinstance(row["postal_codes"], str) else ""
    detail = LEVELS[row["level"]]
    weight = 0.0 if pd.isna(row["weight"]) else float(row["weight"])
    return Entry(
        row["level"],
        row["name"],
        f"{detail}, {codes}" if codes else detail,
        page,
        tuple(address),
        _unique(words(f"{row['name']} {codes}")),
        weight=weight,
    )


def _indicator(indicator: Indicator, page: PageEntry) -> Entry:
    address = (("famille", indicator.family), ("indicateur", indicator.id))
    text = frozenset(words(f"{indicator.short} {indicator.definition}"))
    tokens = words(indicator.label)
    return Entry("indicator", indicator.label, "définition", page, address, tokens, text)


def _unique(tokens: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tokens))
