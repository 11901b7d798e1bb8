"""Where the networks say that they act, where their seats are, and what sources do not state."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pandas as pd

from method.wording import NBSP, fr, fr_list, plural
from observatory.figures.chart import Postponed
from observatory.figures.columns import Column
from observatory.figures.figure import Figure, View, make_table
from observatory.territories import map_picture
from observatory.territories.maps import Entry, Painting, Style
from observatory.territories.names import definite

COLUMNS = (
    Column("name", "Département"),
    Column("networks", "Réseaux qui y agissent", "count"),
    Column("own", "Dont propres au département"),
)
LEGEND = "Réseaux qui y agissent"
# From few to many: shades of blue.
BLUES = ("#dbe8f4", "#9cc3e4", "#4f93c9", "#1f6aa5", "#0b4f8a")


def departments(view: View, key: str = "vue_d_ensemble.territoires_action") -> Figure | None:
    """Networks by département where they act: the data of the map."""
    rows = view.ask("overview_reach")
    if rows.empty or not rows["networks"].sum():
        return None
    first = rows.iloc[0]
    rows = rows.assign(own=rows["own"].fillna("aucun"))
    where = definite({"name": first["name"], "level": "departement"})
    figure = make_table(
        view.of_all(),
        key,
        title(rows),
        ("reseaux",),
        rows,
        COLUMNS,
        lecture=f"{plural(first['networks'], 'réseau agit', 'réseaux agissent')} dans {where}.",
        caption=seats_words(view.ask("overview_seats")),
    )
    vintage, source = view.build.territories_vintage, figure.note.source
    picture = partial(map_picture.chart, painting(rows), vintage, "departement", "", source, LEGEND)
    return replace(figure, picture=Postponed(picture))


def title(rows: pd.DataFrame) -> str:
    """Lowest and highest number of networks in a département, and where it is highest."""
    low, high = int(rows["networks"].min()), int(rows["networks"].max())
    if low == high:
        return f"{fr(high)} réseaux recensés agissent dans chaque département"
    most = rows.loc[rows["networks"] == high, "name"].tolist()
    return (
        f"De {fr(low)} à {fr(high)} réseaux recensés agissent dans chaque département, "
        f"{fr_list(most)} en tête"
    )


def seats_words(seats: pd.DataFrame) -> str:
    """Networks without a seat on the map, by name: outside the region, or unknown.

    Args:
        seats: rows of `overview_seats`.
    """
    on_map = seats["latitude"].notna()
    unknown = seats["seat_commune_code"].isna()
    parts = [f"{plural(on_map.sum(), 'siège connu', 'sièges connus')} dans la région"]
    for rows, one, many in (
        (seats[~on_map & ~unknown], "siège hors de la région", "sièges hors de la région"),
        (seats[unknown], "siège inconnu", "sièges inconnus"),
    ):
        if len(rows):
            parts.append(f"{plural(len(rows), one, many)} ({fr_list(rows['name'])})")
    return f"{fr_list(parts)}."


def painting(rows: pd.DataFrame) -> Painting:
    """The départements shaded by number of networks, one legend line per number."""
    counts = sorted(rows["networks"].unique())
    depth = {
        count: BLUES[round(i * (len(BLUES) - 1) / max(1, len(counts) - 1))]
        for i, count in enumerate(counts)
    }
    return Painting(
        codes=rows["code"].tolist(),
        keys=[counts.index(count) for count in rows["networks"]],
        texts=[
            f"{row['name']}{NBSP}: {plural(row['networks'], 'réseau', 'réseaux')}"
            for row in rows.to_dict("records")
        ],
        entries=tuple(
            Entry(
                plural(count, "réseau", "réseaux"),
                int((rows["networks"] == count).sum()),
                Style(depth[count]),
            )
            for count in counts
        ),
    )
