"""Figures of the chosen place: comparison, gaps, networks to call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from method import change
from method.catalog import Indicator, load_catalog
from method.elision import the
from method.naf import division_label
from method.wording import (
    MISSING,
    NBSP,
    fr,
    fr_cell,
    fr_change,
    is_missing,
    lower_first,
)
from observatory.detection.leads import EVERY_QUOTIENT
from observatory.figures import fabric
from observatory.figures.columns import Column
from observatory.figures.figure import ALL, Empty, Figure, View, make, make_table, nothing
from observatory.figures.sources import read_for
from observatory.territories import alike, maps, names, words
from observatory.territories.mapped import VALUES, counts, rows_of
from observatory.territories.measures import (
    OUTSIDE,
    PENETRATION,
    Shown,
    label_of,
    not_reached,
    value_text,
)
from observatory.territories.place import (
    EPCI,
    Place,
    chosen,
    departments_of,
    epci_of,
)

SHARE = "tpe_pme_share"
GAPS = 3
PERIMETER = (
    "Une entreprise compte une fois en région, et une fois dans chaque département où elle a un "
    f"établissement. Les grandes y comptent donc plusieurs fois{NBSP}: la part des TPE et PME de "
    "la région dépasse celle de ses départements."
)
UNCONFIRMED = "activité récente non confirmée"
PLACES = {
    "territory": "Ici",
    "epci": "Intercommunalité",
    "department": "Département",
    "region": "Région",
}
# What a territory is compared with, as the title says it.
FACED = {
    "epci": "à son intercommunalité",
    "department": "à son département",
    "alike": "aux territoires semblables",
    "region": "à la région",
}


def sheet_rows(view: View, place: Place) -> pd.DataFrame:
    """Every territorial indicator in the place, its département and the region."""
    rows = view.of_scope(
        "territory_sheet", level=place["level"], code=place["code"], counts=counts()
    )
    return names.with_proper_names(rows)


def _opened(view: View) -> tuple[Place, pd.DataFrame] | None:
    """The chosen place and its rows; None if none is chosen or nothing is published about it."""
    place = chosen(view)
    if place is None or not view.can_read(VALUES):
        return None
    rows = sheet_rows(view, place)
    return None if rows.empty else (place, rows)


def compared(view: View) -> Figure | None:
    """Four figures of the place, compared with its département, similar EPCI and the region."""
    place_and_rows = _opened(view)
    if place_and_rows is None:
        return None
    place, rows = place_and_rows
    catalog = load_catalog().indicators
    four: tuple[Shown, ...] = (
        catalog["companies_active"],
        OUTSIDE,
        catalog[PENETRATION],
        catalog[SHARE],
    )
    similar = _alike(view, place)
    codes = similar["code"].tolist() if similar is not None else []
    rule = [alike.rule_sentence(similar)] if similar is not None and codes else []
    lines = [_against(view, shown, rows, codes) for shown in four]
    heads = _heads(rows)
    columns = [Column("label", "Indicateur"), Column("territory", "Ici")]
    columns += [Column(key, heads[key]) for key in ("epci", "department") if _has(rows, key)]
    columns += [Column("alike", "Semblables")] if codes else []
    columns += [Column("region", PLACES["region"])]
    keys = {column.key for column in columns}
    faced = [told for key, told in FACED.items() if key in keys]
    title = words.compared_title(
        names.titled(place),
        catalog[PENETRATION],
        _row(rows, PENETRATION, "territory"),
        _row(rows, PENETRATION, "department"),
        faced[:-1] or faced,
        "" if view.scope == ALL else view.subject,
    )
    figure = make(
        view,
        "territoires.comparaison",
        title,
        "companies_active",
        pd.DataFrame(lines),
        columns,
        lecture=_compared_lecture(place, lines[0]),
        caption=" ".join([*rule, PERIMETER]),
    )
    return _by_line(view, figure, (PENETRATION, SHARE))


def everything(view: View) -> Figure | None:
    """Every territorial indicator of the place, compared, with its change over twelve months."""
    place_and_rows = _opened(view)
    if place_and_rows is None:
        return None
    place, rows = place_and_rows
    catalog = load_catalog().indicators
    published = set(rows["indicator_id"])
    lines = [_line(one, rows) for name, one in catalog.items() if name in published]
    heads = _heads(rows)
    columns = [
        Column("label", "Indicateur"),
        *(Column(key, heads[key]) for key in PLACES if key in heads),
        Column("change", "Ici, en 12 mois"),
    ]
    figure = make(
        view,
        "territoires.fiche",
        f"{names.titled(place)}{NBSP}: tous les chiffres, comparés",
        "companies_active",
        pd.DataFrame(lines),
        columns,
        lecture=_compared_lecture(place, lines[0]),
        caption=PERIMETER,
    )
    return _by_line(view, figure, [one for one in catalog if one in published])


def _by_line(view: View, figure: Figure, ids: Iterable[str]) -> Figure:
    """A table with one indicator a line, whose order is its meaning."""
    return read_for(replace(figure, is_sortable=False), ids, view.build)


def gaps(view: View) -> Figure | Empty | None:
    """The three activities with the most TPE and PME outside networks, in the place's EPCI.

    None at a level that has no EPCI: they are counted by EPCI.
    """
    place = chosen(view)
    epci = None if place is None else epci_of(view, place)
    if epci is None or not view.can_read("marts.detection"):
        return None
    what = "Les manques par activité"
    rows = view.ask("territory_gaps", epci=epci["code"])
    rows = rows[rows["outside_most"].notna()].head(GAPS)
    if rows.empty:
        return nothing(what, "aucun tissu économique n’a été transmis.", "detection_tracks")
    gap_rows = rows.assign(
        activity=[division_label(code) for code in rows["naf_division"]],
        outside=[
            words.span(least, most)
            for least, most in zip(rows["outside_least"], rows["outside_most"], strict=True)
        ],
        weight=[_weight(row) for row in rows.to_dict("records")],
        detection=[_detection(view, epci["code"], code) for code in rows["naf_division"]],
    )
    first = gap_rows.iloc[0].to_dict()
    area = names.titled(epci)
    where = "" if epci is place else f", {area}"
    return make(
        view,
        "territoires.manques",
        f"{words.gaps_title(gap_rows)}{where}",
        "detection_tracks",
        gap_rows,
        (
            Column("activity", "Activité", link="detection"),
            Column("outside", "TPE et PME hors réseau"),
            Column("company_count", "TPE et PME en tout", "count"),
            Column("weight", "Poids, région = 1"),
            Column("networks", "Réseaux qui visent l’activité"),
        ),
        lecture=(
            f"{area}{NBSP}: {first['outside']} des {fr(first['company_count'])} TPE et PME "
            f"de l’activité «{NBSP}{lower_first(first['activity'])}{NBSP}» n’adhèrent à aucun "
            "réseau."
        ),
        champ=f"{area}, activités qu’un réseau vise.",
        caption=(
            "Un intervalle dit ce que le secret statistique laisse savoir des adhérentes. Le nom "
            f"d’une activité ouvre la page Détection.{fabric.vintage(view)}"
        ),
    )


def contacts(view: View) -> Figure | None:
    """Networks to call: those with members here, then those that say they work here."""
    place = chosen(view)
    if place is None:
        return None
    rows = view.query(
        "territory_contacts",
        level=place["level"],
        code=place["code"],
        departments=departments_of(view, place),
    )
    if rows.empty:
        return None
    gap_divisions = _gap_divisions(view, place)
    aims = [_aims(divisions, gap_divisions) for divisions in rows["divisions"]]
    network_rows = names.with_proper_names(rows, "seat").assign(
        sheet=[view.sheet(network) for network in rows["network_id"]],
        aims=aims,
        here=[_presence(row, place["level"]) for row in rows.to_dict("records")],
        remark=[UNCONFIRMED if state == "inconnu" else "" for state in rows["state"]],
    )
    network_rows = network_rows.assign(aimed=[not words for words in aims]).sort_values(
        ["value", "aimed"], ascending=[False, True], kind="stable", ignore_index=True
    )
    columns = [Column("name", "Réseau", link="sheet"), Column("sector", "Filière")]
    if (network_rows["status"] != "absent").any():
        columns.append(Column("here", "Entreprises adhérentes ici"))
    columns += [Column("aims", "Vise le manque")] if any(aims) else []
    columns.append(Column("seat", "Siège"))
    columns += [Column("remark", "Remarque")] if network_rows["remark"].any() else []
    first = network_rows.iloc[0]
    has_members = bool(network_rows["status"].isin(["ok", "secret"]).any())
    return make_table(
        view,
        "territoires.reseaux",
        words.contacts_title(network_rows),
        ("reseaux", "adhesions") if has_members else ("reseaux",),
        network_rows,
        columns,
        lecture=(
            f"{the(first['name'])}, {lower_first(str(first['sector']))}, est un réseau à "
            "contacter ici."
        ),
        champ=(
            f"{names.titled(place)}, réseaux qui y ont des adhérents ou qui disent agir dans le "
            "département."
        ),
    )


def cell(shown: Shown, rows: pd.DataFrame, place: str) -> str:
    """The figure of a place in `territory_sheet`, as printed."""
    row = _row(rows, PENETRATION if shown is OUTSIDE else shown.id, place)
    if row is None:
        return MISSING
    if shown is OUTSIDE:
        return fr_cell(not_reached(row), "count", str(row["status"]))
    return value_text(shown, row)


def _row(rows: pd.DataFrame, indicator: str, place: str) -> Mapping[str, Any] | None:
    matches = rows[(rows["place"] == place) & (rows["indicator_id"] == indicator)]
    return None if matches.empty else matches.iloc[0].to_dict()


def _has(rows: pd.DataFrame, place: str) -> bool:
    """Whether a place around is there, with a number: an EPCI may be all secret."""
    found = _row(rows, "companies_active", place)
    return found is not None and found["status"] == "ok"


def _heads(rows: pd.DataFrame) -> dict[str, str]:
    """Header of each place in the rows."""
    heads = dict(zip(rows["place"], rows["name"], strict=True))
    return {place: heads[place] for place in PLACES if place in heads} | {"territory": "Ici"}


def _against(view: View, shown: Shown, rows: pd.DataFrame, codes: list[str]) -> dict[str, str]:
    """One figure: here, in the département, in the region, and the median of similar EPCI."""
    line = {place: cell(shown, rows, place) for place in PLACES}
    median = alike.median(rows_of(view, shown, EPCI), codes) if codes else None
    return {
        "label": label_of(shown, "" if view.scope == ALL else view.subject),
        **line,
        "alike": fr_cell(
            median, shown.unit, "ok" if median is not None else "no_data", shown.decimals
        ),
    }


def _alike(view: View, place: Place) -> pd.DataFrame | None:
    if place["level"] != EPCI:
        return None
    profiles = names.with_proper_names(view.ask("territory_likeness"))
    return alike.nearest(profiles, str(place["code"]))


def _compared_lecture(place: Place, line: Mapping[str, str]) -> str:
    return f"{names.titled(place)}{NBSP}: {line['territory']} ({lower_first(line['label'])})."


def _line(indicator: Indicator, rows: pd.DataFrame) -> dict[str, str]:
    """One indicator: its value in each place as printed, and its change here."""
    here = _row(rows, indicator.id, "territory")
    change_text = MISSING if here is None else _change(indicator, here)
    places = {place: cell(indicator, rows, place) for place in PLACES}
    return {"label": indicator.label, **places, "change": change_text}


def _change(indicator: Indicator, row: Mapping[str, Any]) -> str:
    if row["status"] != "ok" or row["status_before"] != "ok":
        hidden = "secret" if "secret" in (row["status"], row["status_before"]) else "no_data"
        return fr_cell(None, indicator.unit, hidden)
    difference = fr_change(row["value"] - row["value_before"], indicator.unit, indicator.decimals)
    judged = change.compare(indicator, row, change.before(row))
    return difference if judged is None else f"{difference}{NBSP}: {judged.word}"


def _weight(row: Mapping[str, Any]) -> str:
    """`1,7 (de 1,6 à 1,9)`: the location quotient and its 95 % interval."""
    if is_missing(row["quotient"]):
        return MISSING
    low, high = (fr(row[end], decimals=1) for end in ("quotient_low", "quotient_high"))
    return f"{fr(row['quotient'], decimals=1)} (de {low} à {high})"


def _detection(view: View, epci: str, division: str) -> str:
    """Address of the page Détection for this activity here, with thresholds that hide nothing."""
    parameters = {
        "territoire": f"{EPCI}-{epci}",
        "activite": division,
        "specialisation": EVERY_QUOTIENT,
        "entreprises": "5",
        "couverture": "100",
    }
    return f"detection?{urlencode({**view.kept, **parameters})}"


def _gap_divisions(view: View, place: Place) -> list[str]:
    """NAF divisions of the largest gaps of the place."""
    epci = epci_of(view, place)
    if epci is None or not view.can_read("marts.detection"):
        return []
    rows = view.ask("territory_gaps", epci=epci["code"])
    return rows[rows["outside_most"].notna()].head(GAPS)["naf_division"].tolist()


def _aims(divisions: str | None, gap_divisions: Iterable[str]) -> str:
    """Activities among the gaps that a network targets, in words."""
    targets = set(divisions.split(",")) if isinstance(divisions, str) else set()
    return ", ".join(lower_first(division_label(code)) for code in gap_divisions if code in targets)


def _presence(row: Mapping[str, Any], level: str) -> str:
    """Number of its companies here; small counts and zero are hidden alike."""
    if row["status"] == "ok":
        return fr(row["value"])
    return maps.status_words("secret", blurred=True) if row["status"] == "secret" else "–"
