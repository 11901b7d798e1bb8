"""Sentences of the page Adhésions: the answer to its question, and the titles of its figures.

Each is built from rows; without data, the answer is None and a title is a plain label.
"""

from __future__ import annotations

import pandas as pd

from method.catalog import load_catalog
from method.elision import opening, the
from method.wording import NBSP, NNBSP, fr, fr_list, fr_value, is_missing, lower_first, plural
from observatory.figures.figure import ALL, View
from observatory.figures.rows import Rows, headlines, known_row
from observatory.figures.survival import MARK, at_mark

# Fractions that are easy to picture; a share within the tolerance of one is written as such.
FRACTIONS = (
    (1 / 2, "Une", "deux"),
    (2 / 3, "Deux", "trois"),
    (3 / 4, "Trois", "quatre"),
    (4 / 5, "Quatre", "cinq"),
    (9 / 10, "Neuf", "dix"),
)
TOLERANCE = 0.035
# Names listed in a title; beyond that, they are counted.
NAMED = 2
HEADLINES = (
    "companies_active",
    "tpe_pme_share",
    "joins_12m",
    "leaves_12m",
    "tpe_pme_penetration",
)


def answer(view: View) -> tuple[str | None, ...]:
    """Who joins, who stays, who is missing: one sentence each."""
    now = headlines(view, HEADLINES)
    stays = view.ask("membership_survival", network_id=view.scope)
    return joined(now, view), stayed(now, stays), missed(now, view.scope == ALL)


def joined(now: Rows, view: View) -> str | None:
    """`Les réseaux comptent 1 884 entreprises adhérentes, dont 1 431 dans la région ; 83,0 % …`."""
    companies, share = known_row(now, "companies_active"), known_row(now, "tpe_pme_share")
    if companies is None:
        return None
    who = "Les réseaux comptent" if view.scope == ALL else f"{opening(view.subject)} compte"
    count = plural(companies["value"], "entreprise adhérente", "entreprises adhérentes")
    inside = companies["in_region"]
    is_partial = not is_missing(inside) and inside != companies["value"]
    part = f", dont {fr(inside)} dans la région" if is_partial else ""
    if share is None:
        return f"{who} {count}{part}."
    small = fr_value(load_catalog().indicators["tpe_pme_share"], share)
    return f"{who} {count}{part}{NNBSP}; {small} sont des TPE ou des PME."


def stayed(now: Rows, stays: pd.DataFrame) -> str | None:
    """`264 arrivées et 186 départs en douze mois ; 71 % des entreprises restent au moins 3 ans.`"""
    joins, leaves = known_row(now, "joins_12m"), known_row(now, "leaves_12m")
    mark = at_mark(stays)
    lasting = None
    if mark is not None:
        lasting = f"{fr(mark['value'], '%')} des entreprises restent au moins {MARK}"
    if joins is None or leaves is None:
        return f"{lasting}." if lasting else None
    moves = (
        f"{plural(joins['value'], 'arrivée')} et {plural(leaves['value'], 'départ')} en douze mois"
    )
    return f"{moves}{NNBSP}; {lasting}." if lasting else f"{moves}."


def missed(now: Rows, is_whole: bool) -> str | None:
    """`Sur 74 820 TPE et PME visées, 73 681 n’adhèrent à aucun réseau.`"""
    row = now.get("tpe_pme_penetration", {"status": "no_data"})
    if row["status"] == "secret":
        return "Combien de TPE et PME visées n’adhèrent pas est couvert par le secret statistique."
    if row["status"] != "ok" or is_missing(row["denominator"]) or is_missing(row["numerator"]):
        return None
    outside = row["denominator"] - row["numerator"]
    what = "à aucun réseau" if is_whole else "pas"
    verb = "n’adhèrent" if outside >= 2 else "n’adhère"
    share = fr(1 - row["value"], "%", 1)
    return f"Sur {fr(row['denominator'])} TPE et PME visées, {fr(outside)} {verb} {what} ({share})."


def share_title(rows: pd.DataFrame, overall: pd.Series | dict) -> str:
    """`Quatre entreprises adhérentes sur cinq sont des TPE ou des PME, moins chez …`.

    Args:
        rows: `indicator_ranked` of the share, with `apart` (`below`, `above`, empty).
        overall: the row of all networks together.
    """
    if overall["status"] != "ok":
        return "La part des TPE et PME, réseau par réseau"
    opening = f"{fraction(overall['value'], 'entreprise adhérente')} sont des TPE ou des PME"
    below = rows.loc[rows["apart"] == "below", "name"].tolist()
    above = rows.loc[rows["apart"] == "above", "name"].tolist()
    if not below and not above:
        return f"{opening}, sans écart certain d’un réseau à l’autre"
    parts = [
        f"{word} {_among(names)}" for word, names in (("moins", below), ("plus", above)) if names
    ]
    return f"{opening}, {', '.join(parts)}"


def fraction(share: float, noun: str) -> str:
    """`Quatre entreprises sur cinq`, or `87 % des entreprises` if no simple fraction is close."""
    value, many, of = min(FRACTIONS, key=lambda one: abs(one[0] - share))
    words = " ".join(f"{word}s" for word in noun.split())
    if abs(value - share) > TOLERANCE:
        return f"{fr(share, '%')} des {words}"
    return f"{many} {noun if many == 'Une' else words} sur {of}"


def sizes_title(whole: Rows) -> str:
    """The two smallest classes among all members, in whole percentages."""
    small, medium = known_row(whole, "tpe_share"), known_row(whole, "pme_share")
    if small is None or medium is None:
        return "La taille des entreprises adhérentes"
    return (
        f"{fr(small['value'], '%')} de TPE et {fr(medium['value'], '%')} de PME parmi les "
        "entreprises adhérentes"
    )


def range_title(rows: pd.DataFrame) -> str:
    """The range of the curve since its first month."""
    values = rows["value"].dropna()
    if len(values) < 2:
        return "La part des TPE et PME au fil des mois"
    low, high = fr(values.min(), "%"), fr(values.max(), "%")
    since = rows.loc[values.index[0], "as_of"].year
    if low == high:
        return f"La part des TPE et PME est de {high} depuis {since}"
    return f"La part des TPE et PME est restée entre {low} et {high} depuis {since}"


def penetration_title(rows: pd.DataFrame) -> str:
    """The networks that reach the most and the least of their target companies."""
    values = rows.dropna(subset=["value"])
    if len(values) < 2:
        return "Les TPE et PME visées qui adhèrent"
    low, high = values["value"].idxmin(), values["value"].idxmax()
    return (
        f"De {fr(values['value'][low], '%')} ({values['name'][low]}) à "
        f"{fr(values['value'][high], '%')} ({values['name'][high]}) des TPE et PME visées adhèrent"
    )


def flows_title(rows: pd.DataFrame) -> str:
    """In how many networks arrivals exceed departures over twelve months, and in how many not."""
    complete = rows.dropna(subset=["joins_12m", "leaves_12m"])
    if complete.empty:
        return "Arrivées et départs, sur douze mois"
    balance = complete["joins_12m"] - complete["leaves_12m"]
    gains, losses = int((balance > 0).sum()), int((balance < 0).sum())
    even = len(balance) - gains - losses
    parts = [
        f"plus d’arrivées que de départs dans {plural(gains, 'réseau', 'réseaux')}",
        f"moins dans {fr(losses)}",
        *([f"autant dans {fr(even)}"] if even else []),
    ]
    return f"En douze mois, {fr_list(parts)}"


def reasons_title(rows: pd.DataFrame) -> str:
    """The most frequent reason for leaving, out of all departures.

    Args:
        rows: `name`, `value`; one row per reason given in the files.
    """
    total = rows["value"].sum()
    top = rows[rows["value"] == rows["value"].max()]
    if not total or len(top) > 1:
        return "Pourquoi les entreprises partent"
    first = top.iloc[0]
    count = f"{fr(first['value'])} sur {fr(total)}"
    return f"Premier motif de départ{NBSP}: {lower_first(first['name'])}, {count}"


def stays_title(rows: pd.DataFrame) -> str:
    """The share of companies still members at the mark."""
    mark = at_mark(rows)
    if mark is None:
        return "Combien de temps elles restent"
    return f"{fr(mark['value'], '%')} des entreprises sont encore adhérentes après {MARK}"


def fees_title(rows: pd.DataFrame) -> str:
    """Median fee of the smallest companies and of the next class."""
    medians = rows.set_index("size_class")["value"].dropna()
    if not {"TPE", "PME"} <= set(medians.index):
        return "Ce que les entreprises cotisent"
    return f"Une TPE cotise {fr(medians['TPE'], '€')} par an, une PME {fr(medians['PME'], '€')}"


def _among(names: list[str]) -> str:
    return (
        f"chez {fr_list(map(the, names))}"
        if len(names) <= NAMED
        else f"dans {fr(len(names))} réseaux"
    )
