"""Figures of the page Comparer: two to six networks side by side, and a group of peers.

The view's options are the parameters of the address: `reseaux` and `pairs` are ids, `groupe` a key
of `peers.peer_groups` or `choix`, `famille` a family of the catalogue, `indicateur` the indicator
shown over time.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from method.alerts import SCORE
from method.catalog import Catalog, Indicator, load_catalog
from method.elision import of, the
from method.wording import MISSING, NBSP, fr_date, fr_list, lower_first
from observatory.comparison import charts as draw
from observatory.comparison import peers as comparison
from observatory.figures.columns import Column
from observatory.figures.declared import declared_labels
from observatory.figures.figure import Empty, Figure, View, make, make_table, nothing
from observatory.figures.kept import remembered
from observatory.figures.sources import read_for
from observatory.sheet.network import HEADLINES

MOST = 6
ESSENTIAL = "essentiel"
FIRST = "tpe_pme_share"


def identities(view: View) -> Figure:
    """Who they are, one column per network."""
    ids = _chosen(view)
    rows = [view.ask("sheet_identity", network_id=name).iloc[0].to_dict() for name in ids]
    levels = view.query("network_levels") if view.can_read("marts.fragility") else None
    facts = comparison.who_they_are(rows, levels)
    first = facts.iloc[0]
    figure = make_table(
        view,
        "comparer.identite",
        "Qui ils sont",
        ("reseaux",),
        facts,
        (Column("fact", "Repère"), *_columns(view)),
        lecture=f"{lower_first(first['fact'])} {of(rows[0]['name'])}{NBSP}: {first[ids[0]]}.",
        champ=f"{fr_list(row['name'] for row in rows)}.",
    )
    if levels is not None:
        figure = read_for(figure, (SCORE,), view.build)
    return replace(figure, is_sortable=False)


def numbers(view: View) -> Figure | Empty:
    """The indicators of a family, each value marked as above or below the group's median."""
    network_ids, selected_indicators = _chosen(view), _indicators_shown(view, load_catalog())
    ids = [indicator.id for indicator in selected_indicators]
    values = view.ask("indicator_series", until=view.as_of, networks=network_ids, indicators=ids)
    medians = _medians(view, *ids)
    last = str(view.as_of)
    rows = comparison.side_by_side(
        values[values["as_of"] == last],
        medians[medians["as_of"] == last],
        network_ids,
        selected_indicators,
    )
    if rows.empty:
        return nothing("Les chiffres", "aucun des réseaux comparés n’est connu.", FIRST)
    peer_group = group(view)
    columns = (
        Column("indicator", "Indicateur"),
        *_columns(view),
        Column("median", "Médiane du groupe"),
        Column("mean", "Moyenne du groupe"),
        Column("counted", "Réseaux comptés"),
    )
    first = rows.iloc[0]
    figure = make(
        view,
        "comparer.chiffres",
        comparison.numbers_title(rows, {name: _names(view)[name] for name in network_ids}),
        selected_indicators[0].id,
        rows,
        columns,
        lecture=(
            f"au {fr_date(view.as_of)}, {lower_first(first['indicator'])}{NBSP}: "
            f"{comparison.unmarked(first[network_ids[0]])} pour {_names(view)[network_ids[0]]}, "
            f"médiane du groupe {first['median']}."
        ),
        champ=f"groupe «{NBSP}{peer_group.label}{NBSP}».",
        caption=(
            "▲ au-dessus de la médiane du groupe, ▼ en dessous, = égal ; ni bien ni mal en soi."
        ),
    )
    return read_for(replace(figure, is_sortable=False), ids, view.build)


def multiples(view: View) -> Figure | Empty:
    """One indicator over time, one panel per network with the group's median."""
    indicator = load_catalog().indicators[view.options.get("indicateur", FIRST)]
    values = view.ask(
        "indicator_series", until=view.as_of, networks=_chosen(view), indicators=[indicator.id]
    )
    medians = _medians(view, indicator.id)
    rows = comparison.over_time(values, medians)
    if rows["value"].isna().all():
        reason = "aucun des réseaux comparés n’est connu."
        return nothing(indicator.label, reason, indicator.id)
    wide = comparison.by_month(rows)
    last = medians[medians["as_of"] == str(view.as_of)]
    lecture, champ = comparison.comparison_words(
        values[values["as_of"] == str(view.as_of)],
        None if last.empty else last.iloc[0].to_dict(),
        group(view),
        indicator,
    )
    series = [Column(name, name, indicator.unit, indicator.decimals) for name in wide.columns[1:]]
    here = values[values["as_of"] == str(view.as_of)]
    return make(
        view,
        "comparer.comparaison",
        comparison.title(here, None if last.empty else last.iloc[0].to_dict(), indicator),
        indicator.id,
        wide,
        (Column("as_of", "Mois"), *series),
        draw.small_multiples(rows, indicator),
        lecture=lecture,
        champ=champ,
    )


def answer(view: View) -> str:
    """The networks side by side on the view's indicator, in one sentence."""
    indicator = load_catalog().indicators[view.options.get("indicateur", FIRST)]
    values = view.ask(
        "indicator_series", until=view.as_of, networks=_chosen(view), indicators=[indicator.id]
    )
    medians = _medians(view, indicator.id)
    last = medians[medians["as_of"] == str(view.as_of)]
    here = values[values["as_of"] == str(view.as_of)]
    return comparison.answer(here, None if last.empty else last.iloc[0].to_dict(), indicator)


def declared(view: View) -> Figure | Empty:
    """Figures published by the networks themselves, side by side, each with its year."""
    network_ids, names = _chosen(view), _names(view)
    rows_by_network = [(name, view.ask("sheet_declared", network_id=name)) for name in network_ids]
    rows = comparison.declared(rows_by_network, declared_labels())
    if rows.empty:
        reason = "ni ces réseaux ni la presse n’ont publié de chiffre qui soit cité ici."
        return Empty("Les chiffres déclarés", reason, ("indicateurs_publics",))
    first = rows.iloc[0]
    parts = [
        f"{first[name]} pour {the(names[name])}" for name in network_ids if first[name] != MISSING
    ]
    figure = make_table(
        view,
        "comparer.declares",
        "Ce qu’ils déclarent, et en quelle année",
        ("indicateurs_publics",),
        rows,
        (
            Column("label", "Chiffre publié"),
            *(Column(name, names[name], link=comparison.source_key(name)) for name in network_ids),
        ),
        lecture=f"{lower_first(first['label'])}{NBSP}: {fr_list(parts)}.",
        champ=f"{fr_list(names[name] for name in network_ids)}.",
        caption=(
            "Chiffres déclarés, d’années différentes : ils ne s’additionnent pas. Chacun mène à sa "
            "source."
        ),
    )
    return replace(figure, is_sortable=False)


def _indicators_shown(view: View, catalog: Catalog) -> list[Indicator]:
    readable = view.query("comparison_indicators")["indicator_id"].tolist()
    family = view.options.get("famille", ESSENTIAL)
    essential = [name for ids in HEADLINES.values() for name in ids]
    return [
        indicator
        for indicator in catalog.indicators.values()
        if indicator.id in readable
        and (indicator.id in essential if family == ESSENTIAL else indicator.family == family)
    ]


def _medians(view: View, *ids: str) -> pd.DataFrame:
    return view.ask(
        "comparison_peers", until=view.as_of, peers=group(view).members, indicators=[*ids]
    )


@remembered
def group(view: View) -> comparison.Group:
    """The group of peers that the view compares its networks with."""
    groups = comparison.peer_groups(view.query("comparison_networks"))
    key = view.options.get("groupe", comparison.EVERYONE)
    if key == comparison.CHOSEN:
        return comparison.Group("Réseaux choisis", tuple(view.several("pairs")))
    return groups.get(key, groups.get(comparison.EVERYONE, comparison.Group("Aucun réseau", ())))


def _names(view: View) -> dict[str, str]:
    return dict(view.ask("network_names").itertuples(index=False))


def _chosen(view: View) -> list[str]:
    names = _names(view)
    requested = [name for name in view.several("reseaux") if name in names]
    return (requested or [*names][:2])[:MOST]


def _columns(view: View) -> list[Column]:
    names = _names(view)
    return [Column(name, names[name]) for name in _chosen(view)]


FIGURES = {
    "comparer.identite": identities,
    "comparer.chiffres": numbers,
    "comparer.comparaison": multiples,
    "comparer.declares": declared,
}
