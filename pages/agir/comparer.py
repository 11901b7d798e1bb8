"""Comparer: two to six networks side by side, against the median of a group of peers."""

from __future__ import annotations

from datetime import date

import streamlit as st

from method.catalog import load_catalog
from method.plain_text import plain
from method.wording import source
from observatory.comparison import charts as comparison_charts
from observatory.comparison import peers as comparison
from observatory.sheet.network import HEADLINES
from ui import data, empty, figure, filters, table

FEWEST, MOST = 2, 6
ESSENTIAL = "essentiel"
FIRST = "tpe_pme_share"


def main() -> None:
    names = dict(data.query("network_names").itertuples(index=False))
    with filters.bar():
        as_of = filters.month()
        chosen = filters.networks(default=list(names)[:FEWEST], width=520)
    if len(chosen) < FEWEST:
        st.info("Choisissez deux à six réseaux à comparer.")
        return
    if len(chosen) > MOST:
        st.warning("Seuls les six premiers réseaux choisis sont comparés.", icon="⚠️")
    chosen = chosen[:MOST]
    identities(as_of, chosen, names)
    readable = data.query("comparison_indicators", as_of=as_of)["indicator_id"].tolist()
    if not readable:
        empty.show(
            "Les chiffres à comparer",
            "aucun réseau n’a encore transmis ses fichiers.",
            load_catalog().indicators["companies_active"].files,
        )
        return
    group = peers(as_of, names)
    figures(as_of, chosen, names, group, readable)
    multiples(as_of, chosen, group, readable)


def identities(as_of: date, chosen: list[str], names: dict[str, str]) -> None:
    st.header("Qui ils sont", anchor="identite")
    rows = [data.query("sheet_identity", network_id=name).iloc[0].to_dict() for name in chosen]
    levels = None
    if data.can_read("marts.fragility"):
        levels = data.query("network_levels", as_of=as_of)
    table.show(
        comparison.who_they_are(rows, levels),
        [table.Column("fact", "Repère"), *_columns(chosen, names)],
        "Identité des réseaux comparés",
        is_sortable=False,
    )


def peers(as_of: date, names: dict[str, str]) -> comparison.Group:
    networks = data.query("comparison_networks", as_of=as_of)
    groups = comparison.peer_groups(networks)
    labels = {key: group.label for key, group in groups.items()}
    st.header("À qui on les compare", anchor="groupe")
    with st.container(horizontal=True, key="filtres_groupe"):
        key = filters.choice(
            "groupe", "Groupe de comparaison", {**labels, comparison.CHOSEN: "Réseaux de mon choix"}
        )
        if key == comparison.CHOSEN:
            members = filters.networks("pairs", "Réseaux du groupe", width=520)
            groups[key] = comparison.Group("Réseaux choisis", tuple(members))
    st.caption(plain(comparison.group_sentence(groups[key], names)))
    return groups[key]


def figures(
    as_of: date,
    chosen: list[str],
    names: dict[str, str],
    group: comparison.Group,
    readable: list[str],
) -> None:
    catalog = load_catalog()
    st.header("Leurs chiffres, et ceux du groupe", anchor="chiffres")
    families = {ESSENTIAL: "L’essentiel", **comparison.families_shown(readable, catalog)}
    family = filters.choice("famille", "Famille d’indicateurs", families)
    essential = [name for ids in HEADLINES.values() for name in ids]
    wanted = [
        indicator
        for indicator in catalog.indicators.values()
        if indicator.id in readable
        and (indicator.id in essential if family == ESSENTIAL else indicator.family == family)
    ]
    ids = [indicator.id for indicator in wanted]
    values = data.query("indicator_series", until=as_of, networks=chosen, indicators=ids)
    medians = data.query("comparison_peers", until=as_of, peers=group.members, indicators=ids)
    last = str(as_of)
    table.show(
        comparison.side_by_side(
            values[values["as_of"] == last], medians[medians["as_of"] == last], chosen, wanted
        ),
        [
            table.Column("indicator", "Indicateur"),
            *_columns(chosen, names),
            table.Column("median", "Médiane du groupe"),
            table.Column("mean", "Moyenne du groupe"),
            table.Column("counted", "Réseaux comptés"),
        ],
        "▲ au-dessus de la médiane du groupe, ▼ en dessous, = égal ; ni bien ni mal en soi",
        is_sortable=False,
    )


def multiples(as_of: date, chosen: list[str], group: comparison.Group, readable: list[str]) -> None:
    catalog, build = load_catalog(), data.build()
    labels = {name: i.label for name, i in catalog.indicators.items() if name in readable}
    name = filters.choice("indicateur", "Indicateur suivi dans le temps", labels, FIRST)
    indicator = catalog.indicators[name]
    values = data.query("indicator_series", until=as_of, networks=chosen, indicators=[name])
    medians = data.query("comparison_peers", until=as_of, peers=group.members, indicators=[name])
    rows = comparison.over_time(values, medians)
    if rows["value"].isna().all():
        empty.show(indicator.label, "aucun des réseaux comparés n’est connu.", indicator.files)
        return
    wide = comparison.by_month(rows)
    last = medians[medians["as_of"] == str(as_of)]
    figure.show(
        f"{indicator.label}, réseau par réseau",
        comparison_charts.small_multiples(rows, indicator, source(indicator, build)),
        wide,
        [
            table.Column("as_of", "Mois"),
            *(
                table.Column(series, series, indicator.unit, indicator.decimals)
                for series in wide.columns[1:]
            ),
        ],
        comparison.comparison_note(
            values[values["as_of"] == str(as_of)],
            None if last.empty else last.iloc[0].to_dict(),
            group,
            indicator,
            build,
        ),
        indicator,
        key="comparaison",
    )


def _columns(chosen: list[str], names: dict[str, str]) -> list[table.Column]:
    return [table.Column(name, names[name]) for name in chosen]


main()
