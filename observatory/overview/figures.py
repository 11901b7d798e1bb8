"""Figures of the first page: companies over time, the networks, their declared figures."""

from __future__ import annotations

from functools import partial

from method.alerts import SCORE
from method.elision import of, to
from method.terms import fr_term
from method.wording import NBSP, lower_first
from observatory.figures.columns import Column
from observatory.figures.curves import over_time
from observatory.figures.figure import ALL, Figure, View, make, make_table, own_column
from observatory.figures.sources import read_for, read_in
from observatory.opinion import figures as opinion
from observatory.overview import declared, history, moments, reach, words

NAME = Column("name", "Réseau", link="sheet")
IDENTITY = (
    Column("type", "Type"),
    Column("sector", "Filière"),
    Column("seat", "Siège"),
    Column("declared", "Étape déclarée"),
    Column("state", "Statut"),
)
LEVELS = (Column("level_name", "Niveau de fragilité"), Column("stage_name", "Étape calculée"))
HEADLINES = ("companies_active", "tpe_pme_share", "growth_12m")
SEATS = (Column("name", "Réseau"), Column("commune", "Commune du siège"))
CODES = {"type": "network_type", "declared": "declared_stage", "state": "status"}

companies = partial(
    over_time,
    key="vue_d_ensemble.entreprises",
    title="",
    indicator_id="companies_active",
)


def seats(view: View) -> Figure | None:
    """Where the networks have their seats: the data of the page's map."""
    rows = view.ask("territory_seats", network_id="*")
    if rows.empty:
        return None
    first = rows.iloc[0]
    return make_table(
        view,
        "vue_d_ensemble.sieges",
        words.seats_title(rows["commune"]),
        ("reseaux",),
        rows,
        SEATS,
        lecture=f"le siège {of(first['name'])} est {to(first['commune'])}.",
    )


def networks(view: View) -> Figure:
    """Every network, with its headline figures if anything was sent."""
    rows = view.query("networks")
    has_figures = rows["companies_active"].notna().any()
    columns = [*IDENTITY]
    if has_figures:
        columns[:0] = [own_column(name) for name in HEADLINES]
    codes = dict(CODES)
    read: tuple[str, ...] = HEADLINES if has_figures else ()
    if view.can_read("marts.fragility"):
        rows = rows.merge(view.query("network_levels"), how="left", on="network_id")
        columns[:0] = LEVELS
        read = (*read, SCORE)
        codes |= {"level_name": "level", "stage_name": "stage"}
    labelled = rows.assign(
        **{name: rows[code].map(fr_term) for name, code in codes.items()},
        sheet=rows["network_id"].map(view.sheet),
    )
    key, title = "vue_d_ensemble.reseaux", words.networks_title(rows["status"])
    if has_figures:
        figure = make(view, key, title, HEADLINES[0], labelled, (NAME, *columns))
        figure = read_in(figure, (*figure.files, "reseaux"), view.build)
    else:
        first = labelled.iloc[0]
        said = f"{lower_first(first['type'])}, {lower_first(first['state'])}"
        figure = make_table(
            view,
            key,
            title,
            ("reseaux",),
            labelled,
            (NAME, *columns),
            lecture=f"{first['name']}{NBSP}: {said}.",
        )
    return read_for(figure, read, view.build)


barriers = partial(opinion.six, key="vue_d_ensemble.freins")
meter = partial(opinion.meter, key="vue_d_ensemble.freins_mesures")
region = partial(
    declared.landmarks,
    level="region",
    code=ALL,
    name="la région",
    key="vue_d_ensemble.reperes",
)

FIGURES = {
    "vue_d_ensemble.freins": barriers,
    "vue_d_ensemble.freins_mesures": meter,
    "vue_d_ensemble.moments": moments.strip,
    "vue_d_ensemble.entreprises": companies,
    "vue_d_ensemble.sieges": seats,
    "vue_d_ensemble.reseaux": networks,
    "vue_d_ensemble.declares": declared.all_networks,
    "vue_d_ensemble.adherents_declares": declared.members,
    "vue_d_ensemble.reperes": region,
    "vue_d_ensemble.chronologie": history.lives,
    "vue_d_ensemble.territoires_action": reach.departments,
}
