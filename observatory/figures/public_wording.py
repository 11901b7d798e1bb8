"""Wording of a figure published elsewhere: its value with any hedge, and its year.

The column `unite` holds a noun and, in brackets, what the source adds: « adhérents (plus de) »,
« M€ (environ, produits) », « personnes (année approximative) ».
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from method.wording import MISSING, NBSP, fr, fr_cell, fr_euros, fr_list, is_missing, lower_first

_UNIT = re.compile(r"^(?P<noun>[^(]*?)\s*(?:\((?P<more>.*)\))?$")
# Words of the source that are printed before the value.
HEDGES = ("plus de", "près de", "environ", "moins de")
APPROXIMATE_YEAR = "année approximative"
# End of the hosts that the demonstration invents: by RFC 6761 none will ever answer.
NOWHERE = ".invalid"


@dataclass(frozen=True)
class Unit:
    """A unit as written in the source.

    Attributes:
        noun: what is counted, or the unit.
        hedge: `plus de`, `environ`…; empty if the value is exact.
        more: anything else that the source adds, in its words.
        is_year_approximate: whether the year is printed with « vers ».
    """

    noun: str
    hedge: str
    more: tuple[str, ...]
    is_year_approximate: bool


def unit_of(text: Any) -> Unit:
    """The parts of a cell of `unite`; all empty for an empty cell."""
    if not isinstance(text, str):
        return Unit("", "", (), is_year_approximate=False)
    match = _UNIT.match(text.strip())
    if match is None:
        return Unit(text, "", (), is_year_approximate=False)
    parts = [part.strip() for part in (match["more"] or "").split(",") if part.strip()]
    hedge = next((part for part in parts if part in HEDGES), "")
    rest = tuple(part for part in parts if part not in (hedge, APPROXIMATE_YEAR))
    return Unit(match["noun"], hedge, rest, is_year_approximate=APPROXIMATE_YEAR in parts)


def value_words(row: Mapping[Any, Any]) -> str:
    """`plus de 100 adhérents`, `environ 5 M€`, `66 %`, with what the source adds in brackets.

    Args:
        row: `value` and `unit` of a published figure.
    """
    if is_missing(row["value"]):
        return MISSING
    unit = unit_of(row["unit"])
    hedge = f"{unit.hedge} " if unit.hedge else ""
    more = f" ({', '.join(unit.more)})" if unit.more else ""
    return f"{hedge}{_amount(float(row['value']), unit.noun)}{more}"


def year_words(row: Mapping[Any, Any]) -> str:
    """`2021`, or `vers 2021`."""
    year = str(int(row["year"]))
    return f"vers {year}" if unit_of(row["unit"]).is_year_approximate else year


def sentence(of: str, row: Mapping[Any, Any], *others: str) -> str:
    """`Cosmetic Valley, 2024 : 600 adhérents (publié sur cosmetic-valley.com).`

    A sentence to quote names who published: the figure is not ours.

    Args:
        of: the network or the territory.
        row: a published figure, with `label`, its value in words (`said`), its year (`when`) and
            its `source_url`.
        others: addresses of other sources, when the value in words is that of several.
    """
    label = f", {lower_first(row['label'])}"
    # « 600 adhérents » already says that they are « adhérents ».
    told = "" if str(row["said"]).endswith(label.removeprefix(", ")) else label
    hosts = fr_list(dict.fromkeys(filter(None, map(publisher, (row["source_url"], *others)))))
    origin = f" (publié sur {hosts})" if hosts else ""
    return f"{of}, {row['when']}{told}{NBSP}: {row['said']}{origin}."


def publisher(address: Any) -> str:
    """`insee.fr`: the host of an address; empty for none, and for one that cannot exist."""
    host = urlsplit(address).hostname if isinstance(address, str) else None
    return "" if host is None or host.endswith(NOWHERE) else host.removeprefix("www.")


def _amount(value: float, noun: str) -> str:
    if noun == "€":
        scale = next((size for size in (1e6, 1e3) if value >= size), 1.0)
        return fr_euros(value, 0 if value % scale == 0 else 1)
    decimals = len(f"{value:.4f}".rstrip("0").split(".")[1])
    if noun == "%":
        return fr_cell(value / 100, "%", "ok", decimals)
    number = fr(value, "count", decimals)
    return f"{number}{NBSP}{noun}" if noun else number
