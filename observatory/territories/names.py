"""Names of territories in correct French spelling.

The official files have straight apostrophes, no ligatures and no accented capitals (« Coeur »,
« Ile de France »); since joins use codes, only the displayed names are corrected, here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import pandas as pd

from method import elision
from method.wording import NBSP, lower_first, upper_first

_APOSTROPHE = re.compile(r"(?<=\w)['\u02bc](?=\w)")
_QUOTED = re.compile(r"\s*(?:''|\")\s*(.+?)\s*(?:''|\")")
_SPELLINGS = (
    (re.compile(r"\bCoeur"), "Cœur"),
    (re.compile(r"\bcoeur"), "cœur"),
    (re.compile(r"\bEtang"), "Étang"),
    (re.compile(r"\b[IÎ]le[ -]de[ -]France\b"), "Île-de-France"),
)
# Articles of départements; a compound name takes the article of its first part.
_ARTICLES = MappingProxyType(
    {"Cher": "le ", "Loir-et-Cher": "le ", "Loiret": "le ", "Eure-et-Loir": "l’", "Indre": "l’"}
)
_FEMININE = re.compile(r"(?:CC|CA|CU|Communauté)\b")
PARTIAL = "part située en région"
# A town divided into cantons, counted as a whole under the name of its commune.
_WHOLE_TOWN = ("(ville entière)", "(commune entière)")


@lru_cache(maxsize=8_000)
def proper(name: str) -> str:
    """`CA de Blois ''Agglopolys''` → `CA de Blois « Agglopolys »`, `Coeur` → `Cœur`, and so on."""
    text = _QUOTED.sub(f" «{NBSP}\\1{NBSP}»", name)
    for pattern, spelling in _SPELLINGS:
        text = pattern.sub(spelling, text)
    return _APOSTROPHE.sub("’", text)


def with_proper_names(rows: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The rows with corrected names in these columns, by default in `name`."""
    corrected = {
        column: [proper(name) if isinstance(name, str) else name for name in rows[column]]
        for column in columns or ("name",)
    }
    return rows.assign(**corrected)


def marked(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows, with a mention in the names of territories partly in the region (`is_partial`)."""
    labels = [
        f"{name} ({PARTIAL})" if is_partial else name
        for name, is_partial in zip(rows["name"], rows["is_partial"], strict=True)
    ]
    return rows.assign(name=labels)


def titled(place: Mapping[str, Any]) -> str:
    """The name that stands alone in a title: `Canton d’Amboise`, which is not the commune.

    A territory that goes beyond the region says that only the part inside it is described.
    """
    name = str(place["name"])
    if place["level"] == "canton" and not name.endswith(_WHOLE_TOWN):
        name = f"Canton {elision.of(name)}"
    return f"{name} ({PARTIAL})" if place.get("is_partial") else name


def definite(place: Mapping[str, Any]) -> str:
    """The same with its article, for a sentence: `la CC …`, `le Cher`, `le canton d’Amboise`."""
    name, level = titled(place), place["level"]
    if level == "departement":
        article = _ARTICLES.get(name) or ("l’" if name[:1] in "AEIOUÎÉ" else "le ")
        return f"{article}{name}"
    if level == "canton" and name.startswith("Canton "):
        return f"le {lower_first(name)}"
    if level == "circonscription" or (level == "epci" and _FEMININE.match(name)):
        return f"la {name}"
    return name


def opening(place: Mapping[str, Any]) -> str:
    """The name with its article, at the start of a sentence."""
    return upper_first(definite(place))
