"""Fiche réseau: what is known of this network?"""

from __future__ import annotations

import streamlit as st

from method.elision import of, opening
from method.plain_text import plain
from observatory.figures.figure import View
from observatory.sheet import figures as sheet
from observatory.sheet import words
from observatory.sheet.network import CARDS
from ui import answer, cards, data, filters, kept, table, tabs, views
from ui import territories as map
from ui.exports import reports
from ui.figure import draw
from ui.fragility import detail
from ui.sheet import coverage
from ui.tabs import Tab

RESILIENCE = (
    sheet.cash,
    sheet.FAMILIES["fiche.treasury"],
    sheet.FAMILIES["fiche.people"],
    sheet.team,
)


def main() -> None:
    names = dict(data.query("network_names").itertuples(index=False))
    head = st.container()
    with filters.bar():
        network = filters.choice("reseau", "Réseau", names)
        data.speak_of(network)
        view = views.of(filters.month(), network)
        with st.popover("Imprimer cette fiche", key="imprimer_fiche"):
            reports.network_files(network, view.as_of)
    with head:
        answer.say(*kept.of(words.answer, view), about=view.subject)
    has_figures = cards.headlines(CARDS, view.as_of, network)
    if not has_figures:
        draw(sheet.declared, view)
    items = [
        Tab("qui", "Qui il est", lambda: identity(view)),
        Tab("adherents", "Qui adhère", lambda: members(view, has_figures=has_figures)),
        Tab("argent", "Ce qu’il fait de l’argent", lambda: money(view)),
        Tab("manques", "Ce qui manque", lambda: coverage.show(view)),
    ]
    if view.can_read("marts.fragility"):
        items[2:2] = [
            tabs.of_figures("tient", "Peut-il tenir ?", view, *RESILIENCE),
            Tab("suivi", "Ce qui inquiète", lambda: concerns(view)),
        ]
    tabs.show(*items)
    coverage.links(view)


def identity(view: View) -> None:
    draw(sheet.identities, view)
    row = view.ask("sheet_identity", network_id=view.scope).iloc[0]
    website = table.safe_link(row["website"])
    if website:
        st.link_button("Site du réseau", website)
    seats = view.ask("territory_seats", network_id=view.scope)
    reach = view.ask("sheet_reach", network_id=view.scope)["department_code"].tolist()
    can_see = view.can_read("core.establishment")
    members = view.of_scope("territory_members") if can_see else None
    if not seats.empty or reach or (members is not None and not members.empty):
        map.seats_map(seats, key="carte_fiche", members=members, influence=reach, is_own=True)


def members(view: View, *, has_figures: bool) -> None:
    results = [draw(sheet.members, view), draw(sheet.FAMILIES["fiche.membership"], view)]
    results.append(draw(sheet.FAMILIES["fiche.territory"], view))
    if has_figures:  # otherwise the declared figures are above the tabs
        results.append(draw(sheet.declared, view))
    if not any(results):
        st.markdown(
            f"{plain(opening(view.subject))} n’a pas encore transmis ses listes d’adhérents."
        )


def concerns(view: View) -> None:
    headline = detail.headline(view)
    st.markdown(
        f"{plain(headline)}." if headline else "Trop peu d’indicateurs sont connus pour un score."
    )
    if not draw(sheet.alerts, view):
        st.markdown("Aucune alerte n’est ouverte.")
    detail.stage(view)


def money(view: View) -> None:
    results = [draw(sheet.FAMILIES[f"fiche.{name}"], view) for name in ("projects", "workload")]
    results += [draw(sheet.projects, view), draw(sheet.grants, view)]
    if not any(results):
        st.markdown(f"Aucun projet ni aucune aide n’est connu {plain(of(view.subject))}.")


main()
