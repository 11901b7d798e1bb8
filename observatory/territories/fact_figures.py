"""Public facts of the chosen place as a figure: people, jobs, sites, each with its year."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from method.wording import MISSING, NBSP, NNBSP, fr_list, lower_first
from observatory.figures.columns import Column
from observatory.figures.figure import Figure, View, make_table
from observatory.territories import facts, names
from observatory.territories.mapped import FACTS
from observatory.territories.place import Place, chosen, department_of, epci_of


def public_facts(view: View) -> Figure | None:
    """Figures published by others about the place: people, jobs, sites, each with its year."""
    place = chosen(view)
    area = None if place is None else (epci_of(view, place) or place)
    if area is None or not view.can_read(FACTS):
        return None
    lines = facts.sheet(fact_rows(view, area))
    if lines.empty:
        return None
    first = lines.iloc[0]
    columns = [Column("label", "Repère"), Column("territory", area["name"])]
    columns += [
        Column(key, label)
        for key, label in (("department", "Département"), ("region", "Région"))
        if (lines[key] != MISSING).any()
    ]
    columns.append(Column("source", "Année, source", link="source_url"))
    figure = make_table(
        view,
        "territoires.reperes",
        f"{names.titled(area)}{NBSP}: ce que les sources publiques en disent",
        ("reperes",),
        lines,
        columns,
        lecture=(
            f"{names.titled(area)}{NBSP}: {first['territory']} ({lower_first(first['label'])}, "
            f"{first['source']})."
        ),
        champ=f"{names.titled(area)}, chiffres publiés par d’autres, chacun de son année.",
        caption="Un contexte, dont aucun taux n’est tiré.",
    )
    sources = fr_list(dict.fromkeys(lines["told"]))
    source = f"{sources}{NNBSP}; {figure.note.source}"
    return replace(figure, is_sortable=False, note=replace(figure.note, source=source))


def fact_rows(view: View, place: Place) -> pd.DataFrame:
    """Public facts of a territory, of its département and of the region."""
    department = "" if place["level"] == "departement" else department_of(place)
    return view.ask(
        "territory_facts", level=place["level"], code=place["code"], department=department
    )
