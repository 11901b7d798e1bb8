"""Figures of the page Chiffres des autres: what statisticians publish of the territories."""

from __future__ import annotations

from observatory.figures.columns import Column
from observatory.figures.figure import Empty, Figure, View, make_table

FILES = ("reperes",)
COLUMNS = (
    Column("name", "Territoire"),
    Column("indicator", "Chiffre"),
    Column("year", "Année"),
    Column("value", "Valeur"),
    Column("unit", "Unité", link="source_url"),
)


def published(view: View) -> Figure | Empty:
    """Every published figure, with its year and its address."""
    rows = view.ask("cited_figures")
    if rows.empty:
        return Empty("Les chiffres des autres", "aucun n’a été relevé.", FILES)
    first = rows.iloc[0]
    return make_table(
        view,
        "chiffres.publies",
        "Ce que d’autres publient des territoires",
        FILES,
        rows,
        COLUMNS,
        lecture=f"{first['name']}, {first['indicator']}, {first['year']}.",
        champ="Territoires de la région.",
    )


FIGURES = {"chiffres.publies": published}
