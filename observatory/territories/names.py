"""Names of territories as a French reader writes them.

The official files have straight apostrophes, no ligature and no capital accent (« Coeur », « Ile de
France »); codes join everything, so that only what is shown is corrected, here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import pandas as pd

from method.wording import NBSP

_APOSTROPHE = re.compile(r"(?<=\w)['\u02bc](?=\w)")
_QUOTED = re.compile(r"\s*(?:''|\")\s*(.+?)\s*(?:''|\")")
_SPELLINGS = (
    (re.compile(r"\bCoeur"), "Cœur"),
    (re.compile(r"\bcoeur"), "cœur"),
    (re.compile(r"\bEtang"), "Étang"),
    (re.compile(r"\b[IÎ]le[ -]de[ -]France\b"), "Île-de-France"),
)
# Names of départements that take an article, and which; a compound one follows its first part.
_ARTICLES = MappingProxyType(
    {"Cher": "le ", "Loir-et-Cher": "le ", "Loiret": "le ", "Eure-et-Loir": "l’", "Indre": "l’"}
)
_FEMININE = re.compile(r"(?:CC|CA|CU|Communauté)\b")
PARTIAL = "part située en région"


def proper(name: str) -> str:
    """`CA de Blois ''Agglopolys''` → `CA de Blois « Agglopolys »`, `Coeur` → `Cœur`, and so on."""
    shown = _QUOTED.sub(f" «{NBSP}\\1{NBSP}»", name)
    for pattern, spelling in _SPELLINGS:
        shown = pattern.sub(spelling, shown)
    return _APOSTROPHE.sub("’", shown)


def named(rows: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """The rows with the names in these columns corrected; `name` by default."""
    spelled = {
        column: [proper(name) if isinstance(name, str) else name for name in rows[column]]
        for column in columns or ("name",)
    }
    return rows.assign(**spelled)


def marked(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows, the names of those that the region holds in part saying so (`is_partial`)."""
    told = [
        f"{name} ({PARTIAL})" if is_partial else name
        for name, is_partial in zip(rows["name"], rows["is_partial"], strict=True)
    ]
    return rows.assign(name=told)


def definite(place: Mapping[str, Any]) -> str:
    """The name with its article, inside a sentence: `la CC …`, `le Cher`, `l’Indre`, `Tours`."""
    name = str(place["name"])
    if place["level"] == "departement":
        article = _ARTICLES.get(name) or ("l’" if name[:1] in "AEIOUÎÉ" else "le ")
        return f"{article}{name}"
    return f"la {name}" if place["level"] == "epci" and _FEMININE.match(name) else name
