"""Figures of the page Territoires; those of the chosen place are in `sheet_figures`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from method.catalog import Indicator, load_catalog
from method.elision import of as elided
from method.elision import to
from method.wording import NBSP, plural
from observatory.figures.chart import Postponed
from observatory.figures.columns import Column, of
from observatory.figures.figure import ALL, Figure, View, make, make_table
from observatory.figures.sources import read_for
from observatory.territories import fact_figures, map_picture, maps, names, sheet_figures
from observatory.territories.mapped import VALUES, Mapped, counts, mapped, rows_of
from observatory.territories.measures import OUTSIDE, Shown, entry_of, label_of, value_text
from observatory.territories.neighbours import neighbours as borders
from observatory.territories.place import LEVEL, PLACE, chosen, epci_of
from observatory.territories.sheet_figures import PERIMETER, SHARE, UNCONFIRMED, cell
from observatory.territories.words import of_place

# Above this number of territories, the table leaves out those without a positive value.
LONG_TABLE = 200


def map_table(view: View) -> Figure | None:
    """The figures of the map, exported with its picture; the chosen territory comes first."""
    map_ = mapped(view)
    if map_ is None:
        return None
    table = map_.rows[map_.rows["status"] != maps.OUT_OF_SCOPE]
    if len(table) > LONG_TABLE:
        table = table[table["value"] > 0]
    table = table.sort_values("value", ascending=False, kind="stable")
    table = table.assign(place=range(1, len(table) + 1), is_own=table["code"] == map_.selected)
    table = table.sort_values("is_own", ascending=False, kind="stable", ignore_index=True)
    remarks = [
        f"votre choix, rang {row['place']} sur {len(table)}"
        if row["is_own"] and row["status"] == "ok"
        else _remark(map_, row)
        for row in table.to_dict("records")
    ]
    columns = [
        Column("name", maps.LEVEL_NOUNS[map_.level].capitalize()),
        _column(map_.shown),
        *([Column("remark", "Remarque")] if any(remarks) else ()),
    ]
    left_out = len(map_.rows) - len(table)
    caption = (
        "Non listés, à zéro, secrets, sans donnée ou hors du périmètre : "
        f"{plural(left_out, 'territoire')}."
        if left_out
        else ""
    )
    figure = _under(view, "territoires.chiffres", map_, table.assign(remark=remarks), columns)
    picture = partial(
        map_picture.chart,
        map_.painting,
        view.build.territories_vintage,
        map_.level,
        map_.shown.id,
        map_.note.source,
        map_.legend,
        map_.selected,
    )
    return replace(figure, caption=caption, picture=Postponed(picture))


def around(view: View) -> Figure | None:
    """The figure of the map for the territories that share a border with the place."""
    map_, place = mapped(view), chosen(view)
    if map_ is None or place is None:
        return None
    # Around a commune, the map shows its EPCI.
    place = place if place["level"] == map_.level else epci_of(view, place)
    if place is None or place["level"] != map_.level:
        return None
    near = borders(view.build.territories_vintage, map_.level)[place["code"]]
    nearby = map_.rows[map_.rows["code"].isin({*near, place["code"]})]
    nearby = nearby.sort_values("value", ascending=False, kind="stable")
    remarks = [
        "votre choix" if row["code"] == place["code"] else _remark(map_, row)
        for row in nearby.to_dict("records")
    ]
    columns = (Column("name", "Territoire"), _column(map_.shown), Column("remark", "Remarque"))
    label = label_of(map_.shown, "" if view.scope == ALL else view.subject)
    title = f"{label}{NBSP}: {names.titled(place)} et ses voisins"
    return _under(view, "territoires.voisins", map_, nearby.assign(remark=remarks), columns, title)


def departments(view: View) -> Figure | None:
    """The six départements and the region, side by side."""
    by_department = view.having(**{LEVEL: "departement", PLACE: ""})
    catalog = load_catalog().indicators
    if not view.can_read(VALUES):
        return None
    measures: tuple[Shown, ...] = (catalog["companies_active"], OUTSIDE, catalog[SHARE])
    frames = [rows_of(by_department, one, "departement") for one in measures]
    if frames[0].empty or (frames[0]["status"] == "no_data").all():
        return None
    # A département that says something: « s » is no reading.
    known = frames[0].dropna(subset=["value"])
    read = (frames[0] if known.empty else known).iloc[0]
    scope = "" if view.scope == ALL else view.subject
    lines = [
        {
            "name": rows[0]["name"],
            **{one.id: value_text(one, row) for one, row in zip(measures, rows, strict=True)},
        }
        for rows in zip(*(frame.to_dict("records") for frame in frames), strict=True)
    ]
    whole = view.ask(
        "territory_sheet",
        as_of=view.as_of,
        level="departement",
        code=frames[0].iloc[0]["code"],
        network_id=view.scope,
        counts=counts(),
    )
    region = {one.id: cell(one, whole, "region") for one in measures}
    lines.append({"name": "Région", **region})
    figure = make(
        view,
        "territoires.departements",
        "Les six départements et la région",
        "companies_active",
        pd.DataFrame(lines),
        (Column("name", "Territoire"), *(Column(one.id, one.label) for one in measures)),
        lecture=of_place(catalog["companies_active"], read, "departement", scope),
        champ="entreprises ayant un établissement ouvert dans le territoire.",
        caption=PERIMETER,
    )
    return read_for(replace(figure, is_sortable=False), (OUTSIDE.entry, SHARE), view.build)


def seats(view: View) -> Figure | None:
    """Seats of the networks, each linked to its sheet."""
    rows = view.ask("territory_seats", network_id=view.scope)
    if rows.empty:
        return None
    seat_rows = names.with_proper_names(rows, "commune").assign(
        sheet=[view.sheet(network) for network in rows["network_id"]],
        remark=[UNCONFIRMED if state == "inconnu" else "" for state in rows["state"]],
    )
    columns = [Column("name", "Réseau", link="sheet"), Column("commune", "Siège")]
    columns += [Column("remark", "Remarque")] if seat_rows["remark"].any() else []
    first = seat_rows.iloc[0]
    return make_table(
        view,
        "territoires.sieges",
        plural(len(seat_rows), "réseau a un siège connu", "réseaux ont un siège connu")
        + " dans la région",
        ("reseaux",),
        seat_rows,
        columns,
        lecture=f"le siège {elided(first['name'])} est {to(first['commune'])}.",
    )


def _column(shown: Shown) -> Column:
    """The column of the mapped figure, with its status."""
    if isinstance(shown, Indicator):
        return of(shown, label="Valeur")
    return Column("value", shown.label, shown.unit, shown.decimals, "status")


def _remark(map_: Mapped, row: Mapping[Any, Any]) -> str:
    return maps.remark(map_.shown, row, blurred=map_.blurred)


def _under(
    view: View,
    key: str,
    map_: Mapped,
    rows: pd.DataFrame,
    columns: Sequence[Column],
    title: str = "",
) -> Figure:
    """A figure of the mapped values, for an entry of the catalogue or for a public fact."""
    title = title or map_.title
    entry = entry_of(map_.shown)
    if entry:
        figure = make(
            view, key, title, entry, rows, columns, lecture=map_.note.lecture,
            champ=map_.note.champ,
        )  # fmt: skip
    else:
        figure = make_table(
            view, key, title, ("reperes",), rows, columns, lecture=map_.note.lecture,
            champ=map_.note.champ,
        )  # fmt: skip
    return replace(figure, note=map_.note)


FIGURES = {
    "territoires.chiffres": map_table,
    "territoires.comparaison": sheet_figures.compared,
    "territoires.manques": sheet_figures.gaps,
    "territoires.reseaux": sheet_figures.contacts,
    "territoires.fiche": sheet_figures.everything,
    "territoires.voisins": around,
    "territoires.departements": departments,
    "territoires.reperes": fact_figures.public_facts,
    "territoires.sieges": seats,
}
