"""Texts around a map: how its classes were computed, how to read it, what it covers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from method import elision
from method.catalog import Indicator, load_catalog
from method.phrase import part
from method.wording import (
    NBSP,
    NNBSP,
    Note,
    champ,
    fr,
    fr_date,
    fr_list,
    fr_value,
    is_missing,
    lecture,
    lower_first,
    plural,
)
from observatory.figures.file_words import source, source_of
from observatory.territories import facts, sheet
from observatory.territories.classes import METHODS, Method
from observatory.territories.maps import (
    BLURRED_WORDS,
    LEVEL_NOUNS,
    LEVELS,
    OUT_OF_SCOPE,
    Painting,
    is_faint,
)
from observatory.territories.measures import (
    OUTSIDE,
    Measure,
    Shown,
    entry_of,
    is_count,
    label_of,
    not_reached,
    value_text,
)
from observatory.territories.names import definite

if TYPE_CHECKING:
    from method.build import Build

Row = Mapping[str, Any]
EVERYONE = "tous réseaux"


def method_of(painting: Painting, method: Method, *, blurred: bool, is_fact: bool = False) -> str:
    """How the classes were computed and what a secret may be, as printed in the legend."""
    secret = f" {BLURRED_WORDS}" if blurred else ""
    if is_fact:
        return f"Entre parenthèses{NBSP}: le nombre de territoires."
    if painting.classes is None:
        return f"Même échelle à chaque mois ; entre parenthèses, le nombre de territoires.{secret}"
    class_count = "" if method == "fixe" else f", {len(painting.classes)} classes"
    fewer = " (moins que demandé : trop peu de valeurs différentes)"
    return (
        f"Découpage{NBSP}: {lower_first(METHODS[method])}{class_count}"
        f"{fewer if painting.classes.is_reduced else ''}, sur tous les mois réunis : les classes "
        f"ne changent pas d’un mois à l’autre. Entre parenthèses, le nombre de territoires.{secret}"
    )


def map_title(rows: pd.DataFrame, shown: Shown, level: str, scope: str, selected: str = "") -> str:
    """Title with the chosen territory, else the highest one; a plain label if there is a tie.

    Args:
        rows: rows of the map (`code`, `name`, `value`, `status`).
        shown: what is mapped.
        level: a key of `observatory.territories.maps.LEVELS`.
        scope: name of the network, empty for all together.
        selected: code of the chosen territory, empty for none.
    """
    whom = f", {scope}" if scope else ""
    label = label_of(shown, scope)
    plain_title = f"{label} par {LEVEL_NOUNS[level]}{whom}"
    counted = rows[(rows["status"] == "ok") & (rows["value"] > 0)]
    chosen = counted[counted["code"] == selected]
    if len(chosen):
        value = value_text(shown, chosen.iloc[0].to_dict())
        return f"{chosen.iloc[0]['name']}{NBSP}: {value} ({lower_first(label)}{whom})"
    if counted.empty or not is_count(shown):
        return plain_title
    first = counted.sort_values("value", ascending=False, kind="stable").iloc[0]
    if (counted["value"] == first["value"]).sum() > 1:
        return plain_title
    where = definite({"name": first["name"], "level": level})
    most = f"{where} en compte le plus ({value_text(shown, first.to_dict())})"
    return f"{label}{whom}{NBSP}: {most}"


def read_out(rows: pd.DataFrame, indicator: Shown, selected: str) -> pd.Series:
    """The row to read out: the chosen territory, else the highest one based on enough units.

    Args:
        rows: result of `territory_map`, not empty.
        indicator: its entry of the catalogue.
        selected: code of the chosen territory, empty for none.
    """
    chosen = rows[rows["code"] == selected]
    if len(chosen):
        return chosen.iloc[0]
    is_sure = [not is_faint(indicator, row) for row in rows.to_dict("records")]
    sure = rows[is_sure]
    candidates = sure if sure["value"].notna().any() else rows
    return candidates.sort_values("value", ascending=False, na_position="last").iloc[0]


def of_place(indicator: Indicator, row: Row, level: str, scope: str = "") -> str:
    """`au 31 octobre 2026, pour le Cher, tous réseaux, entreprises adhérentes : 219 entreprises.`

    Args:
        indicator: its entry of the catalogue.
        row: of `territory_map`.
        level: a key of `observatory.territories.maps.LEVELS`.
        scope: name of the network, empty for all together.
    """
    where = definite({"name": row["name"], "level": level})
    return lecture(indicator, row, f"{where}, {scope or EVERYONE}")


def note(
    rows: pd.DataFrame, shown: Shown, level: str, scope: str, selected: str, build: Build
) -> Note:
    """Lecture of one figure, Champ and Source.

    Args:
        rows: result of `territory_map`.
        shown: an indicator, or the companies that it leaves outside networks.
        level: a key of `observatory.territories.maps.LEVELS`.
        scope: name of the network, empty for all together.
        selected: code of the chosen territory, empty for none.
        build: the published build.
    """
    row = read_out(rows, shown, selected)
    whom = scope or EVERYONE
    values = {
        **row.to_dict(),
        "status": "no_data" if row["status"] == OUT_OF_SCOPE else row["status"],
    }
    entry = load_catalog().indicators[entry_of(shown)]
    read_as = of_place(entry, values, level, scope)
    told = sheet.outside(values, scope) if shown is OUTSIDE else None
    if told:
        read_as = f"au {fr_date(row['as_of'])}, {row['name']}{NBSP}: {lower_first(told)}"
    covered = champ(entry, f"{whom}, {lower_first(LEVELS[level])} de la région")
    return Note(read_as, covered, source(entry, build))


def fact_note(rows: pd.DataFrame, shown: Measure, level: str, selected: str, build: Build) -> Note:
    """Lecture of one public fact, its scope, and where it was published."""
    row = read_out(rows, shown, selected)
    year = "n.d." if is_missing(row["year"]) else str(int(row["year"]))
    value = value_text(shown, row.to_dict())
    return Note(
        f"{row['name']}{NBSP}: {value} ({lower_first(shown.label)}, {year}).",
        f"{lower_first(LEVELS[level])} de la région, chiffres publiés, d’une année ancienne.",
        f"{facts.source_of(row.to_dict())}{NNBSP}; {source_of(('reperes',), build)}",
    )


def region_answer(rows: pd.DataFrame, whole: Row, companies: Row) -> list[str]:
    """Where the gaps are, then where the members are, for the whole region.

    Args:
        rows: rows of the map of `OUTSIDE` by EPCI.
        whole: row of `tpe_pme_penetration` for all networks and the region.
        companies: row of `companies_active` for all networks, with `in_region`.
    """
    sentences = []
    gap = not_reached(whole)
    if gap is not None:
        opening = (
            f"{fr(gap)} des {fr(whole['denominator'])} TPE et PME des activités visées en région "
            "n’adhèrent à aucun réseau"
        )
        with_gap = rows[(rows["status"] == "ok") & (rows["value"] > 0)]
        if with_gap.empty:
            sentences.append(f"{opening}.")
        else:
            first = with_gap.sort_values("value", ascending=False, kind="stable").iloc[0]
            sentences.append(
                f"{opening}{NNBSP}; {definite({'name': first['name'], 'level': 'epci'})} en compte "
                f"le plus ({fr(first['value'])})."
            )
    if companies["status"] == "ok" and not is_missing(companies.get("in_region")):
        sentences.append(
            f"Les réseaux comptent {fr(companies['value'])} entreprises adhérentes, dont "
            f"{fr(companies['in_region'])} dans la région."
        )
    return sentences


def facts_answer(place: str, rows: pd.DataFrame, networks: int, where: str) -> list[str]:
    """A territory from public facts only: people, jobs, industry, networks that act there.

    Args:
        place: its name with its article, at the start of a sentence.
        rows: result of `territory_facts`.
        networks: number of networks that say they work there.
        where: « dans l’Indre-et-Loire », « ici ».
    """
    sentences = []
    told = _facts_told(rows)
    years = {year for _, year in told}
    if len(years) == 1:
        sentences.append(f"{place} compte {fr_list(text for text, _ in told)} en {years.pop()}.")
    elif told:
        dated = fr_list(f"{text} en {year}" for text, year in told)
        sentences.append(f"{place} compte {dated}.")
    if networks:
        act = "réseau recensé agit" if networks < 2 else "réseaux recensés agissent"
        sentences.append(
            f"{fr(networks)} {act} {where}{NNBSP}; leurs listes d’adhérents ne sont pas transmises."
        )
    return sentences


def _facts_told(rows: pd.DataFrame) -> list[tuple[str, int]]:
    """People, jobs and sites, each with its own year: sources do not publish them together."""
    told = [
        (plural(fact["value"], noun), int(fact["year"]))
        for name, noun in (("population", "habitant"), ("emplois_lieu_travail", "emploi"))
        if (fact := facts.fact(rows, name)) is not None
    ]
    sites = facts.fact(rows, "etablissements_actifs_employeurs")
    industry = facts.fact(rows, "etablissements_industrie")
    if sites is None or industry is None or sites["year"] != industry["year"]:
        return told
    text = plural(sites["value"], "établissement employeur", "établissements employeurs")
    of_industry = fr(industry["value"]) if industry["value"] else "aucun"
    return [*told, (f"{text} (dont {of_industry} dans l’industrie)", int(sites["year"]))]


def gaps_title(gaps: pd.DataFrame) -> str:
    """« Premier manque : industries alimentaires, 40 à 42 TPE et PME hors réseau ».

    Args:
        gaps: `activity`, `outside` (as printed) of the largest gaps.
    """
    first = gaps.iloc[0]
    return (
        f"Premier manque{NBSP}: {lower_first(first['activity'])}, {first['outside']} TPE et PME "
        "hors réseau"
    )


def contacts_title(rows: pd.DataFrame) -> str:
    """The network with the most members here, else the number of networks to contact.

    Args:
        rows: `name`, `value`, `status` of each network, those with the most members first.
    """
    first = rows.iloc[0]
    if first["status"] == "ok":
        name = elision.opening(first["name"])
        return f"{name} a le plus d’entreprises adhérentes ici ({fr(first['value'])})"
    many = f"{fr(len(rows))} réseaux à contacter"
    return many if len(rows) > 1 else f"Un réseau à contacter{NBSP}: {first['name']}"


def span(least: float | None, most: float | None) -> str:
    """`28`, `304 à 306`: how many remain, as precisely as secrecy allows."""
    if is_missing(least) or is_missing(most):
        return "n.d."
    return fr(most) if least == most else f"{fr(least)} à {fr(most)}"


def compared_title(
    name: str,
    indicator: Indicator,
    here: Row | None,
    there: Row | None,
    others: Iterable[str] = (),
    scope: str = "",
) -> str:
    """A territory compared with its département by one share; a plain label if it is unknown.

    Args:
        name: of the territory.
        indicator: the share.
        here, there: its rows in the territory and in its département, None without one.
        others: what else it is compared with, as columns: « à son intercommunalité ».
        scope: name of the network, empty for all together.
    """
    if here is None or there is None or here["status"] != "ok" or there["status"] != "ok":
        return f"{name} face {fr_list(others)}"
    is_few = is_missing(here["numerator"]) or float(here["numerator"]) < 2
    if is_few and float(here["value"]) > 0:
        return f"{name} face {fr_list(others)}"
    many, none = "sont déjà dans un réseau", "n’est dans un réseau"
    if scope:
        many, none = f"adhèrent déjà {elision.to(scope)}", f"n’adhère {elision.to(scope)}"
    told = (
        f"{part(indicator, here)} TPE et PME visées {many}"
        if here["value"]
        else f"aucune des TPE et PME visées {none}"
    )
    return f"{name}{NBSP}: {told}, contre {fr_value(indicator, there)} dans le département"
