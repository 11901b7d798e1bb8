"""Vue d'ensemble: how is the ecosystem doing?"""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from observatory.figures.figure import View, nothing
from observatory.overview import figures as overview
from observatory.overview import summary
from ui import cards, data, doors, filters, view
from ui import territories as map
from ui.figure import draw

HEADLINES = (
    "companies_active",
    "tpe_pme_share",
    "growth_12m",
    "churn_12m",
    "epci_reached_share",
    "cash_days",
)


def main() -> None:
    with filters.bar():
        asked = view.of(filters.month())
    st.markdown(plain(summary.overview(asked.query("overview_facts").iloc[0], asked.as_of)))
    if cards.headlines(HEADLINES, asked.as_of, asked.scope):
        draw(overview.companies(asked))
    else:
        reason = "aucun réseau n’a encore transmis la liste de ses adhérents."
        draw(nothing("Les chiffres calculés", reason, "tpe_pme_share"))
    changes(asked)
    doors.show()
    places(asked)
    draw(overview.networks(asked))
    draw(overview.declared(asked))


def changes(asked: View) -> None:
    said = summary.network_moves(asked.query("network_moves"))
    said += summary.month_changes(asked.query("month_changes"))
    said += summary.share_change(asked.series("tpe_pme_share"))
    if asked.can_read("marts.fragility"):
        said += summary.level_changes(asked.query("level_changes"))
        said += summary.new_alerts(asked.query("new_alerts"))
    coverage = asked.ask("coverage")
    if not said and coverage.empty:
        return
    st.header("Depuis le mois précédent", anchor="changements")
    for sentence in said:
        st.markdown(f"- {plain(sentence)}")
    st.caption(f"Fraîcheur des données : {plain(summary.freshness(coverage, data.file_titles()))}")


def places(asked: View) -> None:
    members = asked.of_scope("territory_members") if asked.can_read("core.establishment") else None
    has_members = members is not None and not members.empty
    whose = "Les sièges des réseaux"
    st.header(f"{whose} et leurs adhérents" if has_members else whose, anchor="carte")
    seats = asked.ask("territory_seats", network_id=asked.scope)
    map.seats_map(seats, key="carte_sieges", members=members)
    with st.expander("Voir les données"):
        draw(overview.seats(asked))


main()
