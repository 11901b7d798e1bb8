"""Figures of the page Interclustering: what networks have in common, pair by pair."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from method.catalog import load_catalog
from method.elision import the, to
from method.terms import fr_term
from method.wording import NBSP, fr_list, lecture
from observatory.figures.columns import Column
from observatory.figures.figure import ALL, Figure, View, column, make, make_table
from observatory.figures.kept import remembered
from observatory.interclustering import graph, pairs

PART, SHARED = "member_jaccard", "shared_members"
STATE, CHOSEN = "action", "paire"
WHOLE = "paires de réseaux en activité."
STATES = (
    "Sur 24 mois. « Oui, déclarée » : l’un des deux dit avoir tenu une action avec l’autre. "
    "« Aucune enregistrée » : l’un des deux n’en a noté aucune, ou dit avec qui il a tenu chacune "
    "des siennes. « À la même date » : les deux en ont noté une le même jour, sans dire avec qui. "
    "« Indéterminée » : à des dates différentes, sans dire avec qui."
)
PAIR = (
    Column("pair", "Réseaux", link="sheet"),
    Column("shared_members", "Entreprises communes", "count", status="member_status"),
    column(PART, label="Part commune"),
    Column("shared_partners", "Partenaires communs", "count", status="partner_status"),
    Column("action", "Action commune"),
    Column("actions", "Actions déclarées par chacun"),
    Column("remark", "Remarque"),
)
MEMBERS = (
    Column("name", "Entreprise"),
    Column("siren", "SIREN"),
    Column("size_class", "Taille"),
    Column("activity", "Activité"),
)


@remembered
def every(view: View) -> pd.DataFrame:
    """All the pairs, those with most in common first."""
    return _labelled_pairs(view, ALL)


@remembered
def chosen(view: View) -> pd.DataFrame:
    """Pairs of the view's network, with the state of common action that the reader chose."""
    rows = _labelled_pairs(view, view.scope)
    state = view.options.get(STATE)
    return rows[rows["action_state"] == state] if state else rows


def shared(view: View) -> pd.DataFrame:
    """Chosen pairs that have something in common."""
    return pairs.shares_something(chosen(view))


def ranked(view: View) -> Figure | None:
    """The pairs with most in common, and what is known of their common actions."""
    rows = shared(view)
    if rows.empty or rows["value"].isna().all():
        return None
    indicator = load_catalog().indicators[PART]
    return make(
        view,
        "interclustering.paires",
        pairs.title(rows),
        PART,
        rows,
        PAIR,
        pairs.bars(rows, indicator),
        lecture=_lecture(PART, rows.iloc[0]),
        champ=WHOLE,
        caption=STATES,
    )


def companies(view: View) -> Figure | None:
    """The companies of a pair by name, for readers who may see the member lists."""
    rows = shared(view)
    if rows.empty or not view.can_read("core.membership_period"):
        return None
    own = rows[rows["id"] == view.options.get(CHOSEN)]
    pair = (rows if own.empty else own).iloc[0]
    shared_members = view.ask(
        "interclustering_members",
        as_of=pair["as_of"],
        network_id=pair["network_id"],
        other_id=pair["other_id"],
    )
    if shared_members.empty:
        return None
    rows_of = pairs.members(shared_members).assign(
        size_class=shared_members["size_class"].map(fr_term)
    )
    return make_table(
        view,
        "interclustering.entreprises",
        f"{pair['pair']}{NBSP}: les entreprises adhérentes des deux",
        ("adhesions",),
        rows_of,
        MEMBERS,
        lecture=f"{rows_of.iloc[0]['name']} adhère {to(pair['name'])} et {to(pair['other_name'])}.",
        champ=f"{pair['pair']}, entreprises adhérentes des deux.",
    )


def matrix(view: View) -> Figure:
    """The common share of every pair of networks."""
    rows, indicator = every(view), load_catalog().indicators[PART]
    networks = view.ask("interclustering_networks")
    return make(
        view,
        "interclustering.matrice",
        "La part commune de chaque paire",
        PART,
        rows,
        PAIR,
        pairs.matrix(rows, networks, indicator),
        lecture=_lecture(PART, rows.iloc[0]),
        champ=WHOLE,
        caption=(
            "Dans les cases, des pourcents. ✓ : une action commune est déclarée. · : moins de "
            "trois entreprises en commun. s : trois ou plus, nombre secret. Case vide : liste non "
            "transmise. En gris, un réseau face à lui-même."
        ),
    )


def links(view: View) -> Figure | None:
    """Networks with ten or more companies in common, drawn close to each other."""
    rows = chosen(view)
    close = graph.close(rows)
    if close.empty:
        return None
    networks = view.ask("interclustering_networks")
    drawn_rows = close.sort_values(
        "shared_members", ascending=False, kind="stable", ignore_index=True
    )
    figure = make(
        view,
        "interclustering.graphe",
        graph.title(drawn_rows),
        SHARED,
        drawn_rows,
        PAIR,
        graph.draw(drawn_rows, networks),
        lecture=_lecture(
            SHARED, drawn_rows.iloc[0].to_dict() | {"value": drawn_rows.iloc[0][SHARED]}
        ),
        champ=f"{WHOLE[:-1]} qui ont au moins {graph.LEAST} entreprises en commun.",
        caption=(
            "Deux réseaux proches partagent davantage. La taille du point suit le nombre "
            "d’entreprises."
        ),
    )
    return replace(figure, is_sortable=True)


def _labelled_pairs(view: View, scope: str) -> pd.DataFrame:
    rows = pairs.with_labels(view.ask("interclustering_pairs", network_id=scope))
    return rows.assign(sheet=[view.sheet(network) for network in rows["network_id"]])


def _lecture(indicator_id: str, row: pd.Series | dict) -> str:
    """The reading of one pair."""
    subject = fr_list(the(str(row[side])) for side in ("name", "other_name"))
    return lecture(load_catalog().indicators[indicator_id], dict(row), subject)


FIGURES = {
    "interclustering.paires": ranked,
    "interclustering.matrice": matrix,
    "interclustering.graphe": links,
    "interclustering.entreprises": companies,
}
