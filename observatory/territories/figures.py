"""Figures of the page Territoires; those of the place that a reader chose are beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from method.catalog import Indicator, load_catalog
from method.elision import of as elided
from method.elision import to
from method.wording import NBSP, fr
from observatory.figures.columns import Column, of
from observatory.figures.figure import Figure, View, make, make_table
from observatory.territories import map_picture, maps, names, sheet_figures
from observatory.territories.mapped import VALUES, Mapped, counts, mapped, rows_of
from observatory.territories.measures import OUTSIDE, Shown, entry_of, value_text
from observatory.territories.neighbours import neighbours as borders
from observatory.territories.place import LEVEL, PLACE, chosen
from observatory.territories.sheet_figures import PERIMETER, SHARE, UNCONFIRMED, cell

# Above this number of territories, the table leaves out those with nothing to say.
LONG_TABLE = 200


def map_table(view: View) -> Figure | None:
    """The figures of the map, which leave with its picture; the territory chosen comes first."""
    found = mapped(view)
    if found is None:
        return None
    shown = found.rows[found.rows["status"] != maps.OUT_OF_SCOPE]
    if len(shown) > LONG_TABLE:
        shown = shown[shown["value"] > 0]
    shown = shown.sort_values("value", ascending=False, kind="stable")
    shown = shown.assign(place=range(1, len(shown) + 1), is_own=shown["code"] == found.selected)
    shown = shown.sort_values("is_own", ascending=False, kind="stable", ignore_index=True)
    remarks = [
        f"votre choix, rang {row['place']} sur {len(shown)}"
        if row["is_own"] and row["status"] == "ok"
        else _remark(found, row)
        for row in shown.to_dict("records")
    ]
    columns = [
        Column("name", maps.LEVEL_NOUNS[found.level].capitalize()),
        _column(found.shown),
        *([Column("remark", "Remarque")] if any(remarks) else ()),
    ]
    left_out = len(found.rows) - len(shown)
    caption = (
        f"{fr(left_out)} territoires à zéro, secrets, sans donnée ou hors du périmètre ne sont pas "
        "listés."
        if left_out
        else ""
    )
    figure = _under(view, "territoires.chiffres", found, shown.assign(remark=remarks), columns)
    picture = map_picture.chart(
        found.painting,
        view.build.territories_vintage,
        found.level,
        found.shown.id,
        found.note.source,
        found.legend,
        found.selected,
    )
    return replace(figure, caption=caption, picture=picture)


def around(view: View) -> Figure | None:
    """The figure of the map in the territories that share a border with the place."""
    found, place = mapped(view), chosen(view)
    if found is None or place is None or place["level"] != found.level:
        return None
    near = borders(view.build.territories_vintage, found.level)[place["code"]]
    shown = found.rows[found.rows["code"].isin({*near, place["code"]})]
    shown = shown.sort_values("value", ascending=False, kind="stable")
    remarks = [
        "votre choix" if row["code"] == place["code"] else _remark(found, row)
        for row in shown.to_dict("records")
    ]
    columns = (Column("name", "Territoire"), _column(found.shown), Column("remark", "Remarque"))
    title = f"{found.shown.label}{NBSP}: {place['name']} et ses voisins"
    return _under(view, "territoires.voisins", found, shown.assign(remark=remarks), columns, title)


def departments(view: View) -> Figure | None:
    """The six départements and the region, side by side."""
    asked = view.having(**{LEVEL: "departement", PLACE: ""})
    catalog = load_catalog().indicators
    if not view.can_read(VALUES):
        return None
    shown: tuple[Shown, ...] = (catalog["companies_active"], OUTSIDE, catalog[SHARE])
    frames = [rows_of(asked, one, "departement") for one in shown]
    if frames[0].empty or (frames[0]["status"] == "no_data").all():
        return None
    lines = [
        {
            "name": rows[0]["name"],
            **{one.id: value_text(one, row) for one, row in zip(shown, rows, strict=True)},
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
    region = {one.id: cell(one, whole, "region") for one in shown}
    lines.append({"name": "Région", **region})
    figure = make(
        view,
        "territoires.departements",
        "Les six départements et la région",
        "companies_active",
        pd.DataFrame(lines),
        (Column("name", "Territoire"), *(Column(one.id, one.label) for one in shown)),
        lecture=f"{lines[0]['name']}{NBSP}: {lines[0]['companies_active']} entreprises adhérentes.",
        champ="entreprises ayant un établissement ouvert dans le territoire.",
        caption=PERIMETER,
    )
    return replace(figure, is_sortable=False)


def seats(view: View) -> Figure | None:
    """Where the networks sit, each opening its sheet."""
    rows = view.ask("territory_seats", network_id=view.scope)
    if rows.empty:
        return None
    told = names.named(rows, "commune").assign(
        sheet=[view.sheet(network) for network in rows["network_id"]],
        remark=[UNCONFIRMED if state == "inconnu" else "" for state in rows["state"]],
    )
    columns = [Column("name", "Réseau", link="sheet"), Column("commune", "Siège")]
    columns += [Column("remark", "Remarque")] if told["remark"].any() else []
    first = told.iloc[0]
    return make_table(
        view,
        "territoires.sieges",
        f"{fr(len(told))} réseaux ont un siège connu dans la région",
        ("reseaux",),
        told,
        columns,
        lecture=f"le siège {elided(first['name'])} est {to(first['commune'])}.",
    )


def _column(shown: Shown) -> Column:
    """The column of what is mapped, its status beside it."""
    if isinstance(shown, Indicator):
        return of(shown, label="Valeur")
    return Column("value", shown.label, shown.unit, shown.decimals, "status")


def _remark(found: Mapped, row: Mapping[Any, Any]) -> str:
    return maps.remark(found.shown, row, blurred=found.blurred)


def _under(
    view: View,
    key: str,
    found: Mapped,
    rows: pd.DataFrame,
    columns: Sequence[Column],
    title: str = "",
) -> Figure:
    """A figure of what is mapped: under its entry of the catalogue, or under what was published."""
    title = title or found.title
    entry = entry_of(found.shown)
    if entry:
        figure = make(
            view, key, title, entry, rows, columns, lecture=found.note.lecture,
            champ=found.note.champ,
        )  # fmt: skip
    else:
        figure = make_table(
            view, key, title, ("reperes",), rows, columns, lecture=found.note.lecture,
            champ=found.note.champ,
        )  # fmt: skip
    return replace(figure, note=found.note)


FIGURES = {
    "territoires.chiffres": map_table,
    "territoires.comparaison": sheet_figures.compared,
    "territoires.manques": sheet_figures.gaps,
    "territoires.reseaux": sheet_figures.contacts,
    "territoires.fiche": sheet_figures.everything,
    "territoires.voisins": around,
    "territoires.departements": departments,
    "territoires.reperes": sheet_figures.public_facts,
    "territoires.sieges": seats,
}
