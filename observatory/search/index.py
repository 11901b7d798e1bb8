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
from method.wording import lower_first
from observatory.pages import PageEntry, pages_for
from observatory.territories import names

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
# What a reader may call a territory of a level, beside its name.
CALLED = {
    "commune": "commune ville mairie",
    "epci": "intercommunalité epci communauté communes agglomération agglo",
    "departement": "département conseil départemental",
    "canton": "canton",
    "circonscription": "circonscription législative député députée",
}
_SHORT = {"st": "saint", "ste": "sainte", "premiere": "1re", "1ere": "1re", "seconde": "2e"}
_ORDINALS = ("deux", "trois", "quatr", "cinqu", "six")
_SHORT |= {f"{word}ieme": f"{rank}e" for rank, word in enumerate(_ORDINALS, 2)}
_SHORT |= {f"{rank}eme": f"{rank}e" for rank in range(2, len(_ORDINALS) + 2)}
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
        text: words of its definition, or other names of what it is, matched last.
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
    """`Ste-Maure de Touraine` → `sainte`, `maure`, `de`, `touraine`; `2ème` → `2e`."""
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
    sector = row["sector"] if isinstance(row["sector"], str) else ""
    tokens = _unique(words(f"{row['name']} {row['id']} {sector}"))
    detail = f"réseau, {lower_first(sector)}" if sector else "réseau"
    return Entry("network", row["name"], detail, page, address, tokens, weight=float(row["weight"]))


def _territory(row: dict, page: PageEntry) -> Entry:
    address = [("territoire", row["id"])]
    if row["level"] in MAPPED:
        address.append(("niveau", row["level"]))
    codes = row["postal_codes"] if isinstance(row["postal_codes"], str) else ""
    detail = LEVELS[row["level"]] + (f", {names.PARTIAL}" if row["is_partial"] else "")
    weight = 0.0 if pd.isna(row["weight"]) else float(row["weight"])
    return Entry(
        row["level"],
        names.proper(row["name"]),
        f"{detail}, {codes}" if codes else detail,
        page,
        tuple(address),
        _unique(words(f"{row['name']} {codes}")),
        frozenset(words(CALLED[row["level"]])),
        weight,
    )


def _indicator(indicator: Indicator, page: PageEntry) -> Entry:
    address = (("famille", indicator.family), ("indicateur", indicator.id))
    text = frozenset(words(f"{indicator.short} {indicator.definition}"))
    tokens = words(indicator.label)
    return Entry("indicator", indicator.label, "définition", page, address, tokens, text)


def _unique(tokens: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tokens))
