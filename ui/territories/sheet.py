"""The sheet of a territory: its sentences, its figures against wider places, its networks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from method.catalog import Indicator, load_catalog
from method.plain_text import plain
from method.wording import NBSP, fr_cell, fr_change, fr_list, fr_value
from observatory.territories import maps
from observatory.territories.neighbours import neighbours as borders
from observatory.territories.sheet import sentences
from ui import address, data, empty, html, table
from ui.exports import reports

PLACES = {"territory": "Ici", "department": "Département", "region": "Région"}
SHARE = "tpe_pme_share"


def figures(place: pd.Series, as_of: date, network: str) -> pd.DataFrame:
    """Rows of the sheet: every territorial indicator here, in the département and the region."""
    counts = [i.id for i in load_catalog().indicators.values() if maps.is_count(i)]
    return data.query(
        "territory_sheet",
        as_of=as_of,
        level=place["level"],
        code=place["code"],
        network_id=network,
        counts=counts,
    )


def words(place: pd.Series, rows: pd.DataFrame, as_of: date, scope: str, *, blurred: bool) -> None:
    """The four sentences, beside the map, and the link that brings them back."""
    share = load_catalog().indicators[SHARE]
    told = sentences(place.to_dict(), rows, as_of, share, scope, blurred=blurred)
    html.show(
        "territory_words.html",
        name=place["name"],
        sentences=told,
        link=f"{address.link()}#fiche",
    )


def details(place: pd.Series, rows: pd.DataFrame, as_of: date) -> None:
    """Figures against the département and the region, networks present, neighbours."""
    st.header(f"Fiche{NBSP}: {plain(place['name'])}", anchor="fiche")
    known = [name for name in PLACES if (rows["place"] == name).any()]
    columns = [table.Column("label", "Indicateur")]
    for name in known:
        label = PLACES[name] if name == "territory" else _name(rows, name)
        columns.append(table.Column(name, label))
    columns.append(table.Column("change", "Ici, en 12 mois"))
    table.show(
        pd.DataFrame([_line(indicator, rows) for indicator in _indicators(rows)]),
        columns,
        f"{place['name']}{NBSP}: les chiffres, comparés",
        is_sortable=False,
    )
    if place["department_code"] is None and place["level"] == "epci":
        st.caption("Cette intercommunalité s’étend sur deux départements.")
    _networks(place, as_of)
    reports.territory_files(place["level"], place["code"], as_of)


def neighbours(
    place: pd.Series, rows: pd.DataFrame, indicator: Indicator, *, blurred: bool
) -> None:
    """The indicator of the map in the territories that share a border with this one.

    Args:
        place: the territory.
        rows: result of `territory_map` at its level.
        indicator: its entry of the catalogue.
        blurred: a secret there may be nothing.
    """
    around = borders(data.build().territories_vintage, place["level"])[place["code"]]
    shown = rows[rows["code"].isin({*around, place["code"]})]
    shown = shown.sort_values("value", ascending=False, kind="stable")
    remarks = [maps.remark(indicator, row, blurred=blurred) for row in shown.to_dict("records")]
    st.subheader("Et autour")
    table.show(
        shown.assign(remark=remarks),
        (
            table.Column("name", "Territoire"),
            table.of(indicator),
            table.Column("remark", "Remarque"),
        ),
        f"{place['name']} et les territoires voisins{NBSP}: {indicator.label}",
    )


def _networks(place: pd.Series, as_of: date) -> None:
    """Networks whose companies there may be counted, then the names of those that are secret."""
    rows = data.query("territory_networks", as_of=as_of, level=place["level"], code=place["code"])
    st.subheader("Les réseaux et leurs entreprises adhérentes ici")
    counted, hidden = rows[rows["status"] == "ok"], rows[rows["status"] == "secret"]
    if rows.empty or place["level"] == "commune":
        reason = "aucun réseau n’y compte d’entreprise adhérente à ce mois."
        if place["level"] == "commune":
            reason = "le nombre d’entreprises d’un réseau dans une commune est secret."
        empty.show("Les réseaux du territoire", reason)
        return
    if not counted.empty:
        table.show(
            counted,
            (
                table.Column("name", "Réseau"),
                table.of(load_catalog().indicators["companies_active"]),
                table.Column("value_before", "Douze mois avant", "count", status="status_before"),
                table.Column("sector", "Filière"),
            ),
            f"{place['name']}{NBSP}: réseaux et leurs entreprises adhérentes",
        )
    if not hidden.empty:
        st.caption(
            f"Secret ou nul (moins de trois entreprises, ou nombre masqué){NBSP}: "
            f"{plain(fr_list(hidden['name']))}."
        )


def _indicators(rows: pd.DataFrame) -> list[Indicator]:
    published = set(rows["indicator_id"])
    return [i for i in load_catalog().indicators.values() if i.id in published]


def _name(rows: pd.DataFrame, place: str) -> str:
    return str(rows.loc[rows["place"] == place, "name"].iloc[0])


def _line(indicator: Indicator, rows: pd.DataFrame) -> dict[str, Any]:
    """One indicator: its value in each place as printed, and its change here."""
    line: dict[str, Any] = {"label": indicator.label, "change": "n.d."}
    own = rows[rows["indicator_id"] == indicator.id].to_dict("records")
    for row in own:
        line[str(row["place"])] = fr_value(indicator, row)
        if row["place"] == "territory":
            line["change"] = _change(indicator, row)
    return line


def _change(indicator: Indicator, row: Mapping[Any, Any]) -> str:
    if row["status"] != "ok" or row["status_before"] != "ok":
        hidden = "secret" if "secret" in (row["status"], row["status_before"]) else "no_data"
        return fr_cell(None, indicator.unit, hidden)
    return fr_change(row["value"] - row["value_before"], indicator.unit, indicator.decimals)
