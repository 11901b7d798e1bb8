"""Fiche réseau: what is known of this network?"""

from __future__ import annotations

import streamlit as st

from method.elision import of, opening
from method.plain_text import plain
from observatory.figures.figure import View
from observatory.sheet import figures as sheet
from observatory.sheet import words
from observatory.sheet.network import CARDS
from ui import answer, cards, data, filters, kept, table, tabs, view
from ui import territories as map
from ui.exports import reports
from ui.figure import draw
from ui.fragility import detail
from ui.sheet import coverage
from ui.tabs import Tab


def main() -> None:
    names = dict(data.query("network_names").itertuples(index=False))
    head = st.container()
    with filters.bar():
        network = filters.choice("reseau", "Réseau", names)
        data.speak_of(network)
        asked = view.of(filters.month(), network)
        with st.popover("Imprimer cette fiche", key="imprimer_fiche"):
            reports.network_files(network, asked.as_of)
    with head:
        st.header(plain(asked.subject), anchor="reseau")
        answer.say(*kept.of(words.answer, asked))
    has_figures = cards.headlines(CARDS, asked.as_of, network)
    if not has_figures:
        draw(sheet.declared, asked)
    items = [
        Tab("qui", "Qui il est", lambda: who(asked)),
        Tab("adherents", "Qui adhère", lambda: joins(asked, has_figures=has_figures)),
        Tab("argent", "Ce qu’il fait de l’argent", lambda: money(asked)),
        Tab("manques", "Ce qui manque", lambda: coverage.show(asked)),
    ]
    if asked.can_read("marts.fragility"):
        items[2:2] = [
            Tab("tient", "Peut-il tenir ?", lambda: holds(asked)),
            Tab("suivi", "Ce qui inquiète", lambda: worries(asked)),
        ]
    tabs.show(*items)
    coverage.links(asked)


def who(asked: View) -> None:
    draw(sheet.identities, asked)
    row = asked.ask("sheet_identity", network_id=asked.scope).iloc[0]
    website = table.safe_link(row["website"])
    if website:
        st.link_button("Site du réseau", website)
    seats = asked.ask("territory_seats", network_id=asked.scope)
    reach = asked.ask("sheet_reach", network_id=asked.scope)["department_code"].tolist()
    can_see = asked.can_read("core.establishment")
    members = asked.of_scope("territory_members") if can_see else None
    if not seats.empty or reach or (members is not None and not members.empty):
        map.seats_map(seats, key="carte_fiche", members=members, influence=reach, is_own=True)


def joins(asked: View, *, has_figures: bool) -> None:
    results = [draw(sheet.members, asked), draw(sheet.FAMILIES["fiche.membership"], asked)]
    results.append(draw(sheet.FAMILIES["fiche.territory"], asked))
    if has_figures:  # otherwise the declared figures are above the tabs
        results.append(draw(sheet.declared, asked))
    if not any(results):
        st.markdown(
            f"{plain(opening(asked.subject))} n’a pas encore transmis ses listes d’adhérents."
        )


def holds(asked: View) -> None:
    for make in (
        sheet.cash,
        sheet.FAMILIES["fiche.treasury"],
        sheet.FAMILIES["fiche.people"],
        sheet.team,
    ):
        draw(make, asked)


def worries(asked: View) -> None:
    headline = detail.headline(asked)
    st.markdown(
        f"{plain(headline)}." if headline else "Trop peu d’indicateurs sont connus pour un score."
    )
    if not draw(sheet.alerts, asked):
        st.markdown("Aucune alerte n’est ouverte.")
    detail.stage(asked)


def money(asked: View) -> None:
    results = [draw(sheet.FAMILIES[f"fiche.{name}"], asked) for name in ("projects", "workload")]
    results += [draw(sheet.projects, asked), draw(sheet.grants, asked)]
    if not any(results):
        st.markdown(f"Aucun projet ni aucune aide n’est connu {plain(of(asked.subject))}.")


main()
