"""Figures published by others, on networks and on territories, as figures of ours.

They are quoted with their qualifier, year and address, and are never used in a calculation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from method.elision import opening
from method.wording import NBSP, fr, plural
from observatory.figures.columns import READ, Column
from observatory.figures.declared import declared_labels, landmark_labels
from observatory.figures.figure import Empty, Figure, View, make_table
from observatory.figures.public_wording import sentence, unit_of, value_words, year_words
from observatory.overview import charts

NAME = Column("name", "Réseau", link="sheet")
FIGURE = (
    Column("label", "Chiffre publié"),
    Column("said", "Valeur déclarée"),
    Column("when", "Année"),
    Column("source", "Source", link="source_url"),
)
LANDMARK = (*FIGURE, Column("note", "Producteur et réserves"))
MEMBERS = (
    NAME,
    Column("said", "Adhérents déclarés"),
    Column("when", "Année"),
    Column("source", "Source", link="source_url"),
)
# Indicators that count the members of a network, broadest first.
COUNTS = ("adherents", "adherents_entreprises")
APART = "Chiffres déclarés, d’années différentes\u00a0: ils ne s’additionnent pas."


def all_networks(view: View, key: str = "vue_d_ensemble.declares") -> Figure | None:
    """Every figure published by the networks or the press, latest first."""
    rows = _worded(view, view.ask("public_figures"))
    if rows.empty:
        return None
    count = rows["network_id"].nunique()
    return _table(
        view.of_all(),
        key,
        f"{plural(len(rows), 'chiffre publié', 'chiffres publiés')} par "
        f"{plural(count, 'réseau', 'réseaux')} ou par la presse",
        rows,
        (NAME, *FIGURE),
    )


def landmarks(view: View, level: str, code: str, name: str, key: str) -> Figure | None:
    """Published statistics on a territory, latest year of each figure first.

    Args:
        view: view of the reader.
        level: `region`, `departement` or `epci`.
        code: code of the territory.
        name: name of the territory, as used in a sentence.
        key: key of the figure.
    """
    rows = view.ask("landmarks", level=level, code=code)
    if rows.empty:
        return None
    labels = landmark_labels()
    rows = _with_words(rows.assign(label=[labels.get(one, one) for one in rows["indicator"]]))
    figure = make_table(
        view.of_all(),
        key,
        f"Repères publiés{NBSP}: {name}",
        ("reperes",),
        rows,
        LANDMARK,
        lecture=sentence(name, rows.iloc[0]),
        champ=f"{name}.",
        caption="Du contexte, avec son millésime\u00a0: jamais le dénominateur d’un taux.",
    )
    return figure


def members(view: View, key: str = "vue_d_ensemble.adherents_declares") -> Figure | Empty | None:
    """One mark per network at its last declared number of members, with its past values if any."""
    rows = counted(view)
    if rows.empty:
        return None
    last = latest(rows)
    first = last.iloc[0]
    same = rows[(rows["network_id"] == first["network_id"]) & (rows["year"] == first["year"])]
    figure = make_table(
        view.of_all(),
        key,
        f"{opening(first['name'])} déclare le plus d’adhérents{NBSP}: {first['said']} "
        f"({first['when']})",
        ("indicateurs_publics",),
        last,
        MEMBERS,
        lecture=sentence(first["name"], first, *same["source_url"]),
        caption=APART,
    )
    return charts.with_source(figure, charts.members(last, rows, view.as_of.year))


def counted(view: View) -> pd.DataFrame:
    """Declared numbers of members, one row per network, year and source, of a single indicator."""
    rows = _worded(view, view.ask("public_figures"))
    rows = rows[rows["indicator"].isin(COUNTS)]
    rank = rows["indicator"].map({name: rank for rank, name in enumerate(COUNTS)})
    best = rank.groupby(rows["network_id"]).transform("min")
    return rows[rank == best].sort_values(["name", "year"], kind="stable")


def latest(rows: pd.DataFrame) -> pd.DataFrame:
    """The last declared value of each network, largest first; two sources are both quoted."""
    ordered = rows.sort_values(["year", "value"], ascending=False, kind="stable")
    same = ordered.groupby(["network_id", "year"])["value"].agg(list)
    last = ordered.drop_duplicates("network_id").sort_values(
        "value", ascending=False, kind="stable"
    )
    others = [same[row["network_id"], row["year"]][1:] for row in last.to_dict("records")]
    texts = [
        _either(row, more) if more else row["said"]
        for row, more in zip(last.to_dict("records"), others, strict=True)
    ]
    return last.assign(said=texts)


def _either(row: Mapping[Any, Any], others: Sequence[float]) -> str:
    """`645 ou 560 adhérents, selon la source`."""
    values = " ou ".join(fr(value) for value in (row["value"], *others))
    return f"{values}{NBSP}{unit_of(row['unit']).noun}, selon la source"


def _table(
    view: View, key: str, title: str, rows: pd.DataFrame, columns: Sequence[Column]
) -> Figure:
    return make_table(
        view,
        key,
        title,
        ("indicateurs_publics",),
        rows,
        columns,
        lecture=sentence(rows["name"].iloc[0], rows.iloc[0]),
        caption="Cités tels que publiés, avec leur adresse\u202f; ils n’entrent dans aucun calcul.",
    )


def _worded(view: View, rows: pd.DataFrame) -> pd.DataFrame:
    labels = declared_labels()
    return _with_words(
        rows.assign(
            label=[labels.get(one, one) for one in rows["indicator"]],
            sheet=[view.sheet(one) for one in rows["network_id"]],
        )
    )


def _with_words(rows: pd.DataFrame) -> pd.DataFrame:
    records = rows.to_dict("records")
    return rows.assign(
        said=[value_words(row) for row in records],
        when=[year_words(row) for row in records],
        source=READ,
    )
