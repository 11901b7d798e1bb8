"""Méthode et sources: what does this figure mean, and where does it come from?"""

from __future__ import annotations

import streamlit as st

from method.catalog import Indicator, load_catalog
from method.plain_text import plain
from method.wording import NBSP, fr, fr_date, fr_list, plural
from observatory.content import texts
from observatory.figures import definitions, origins
from observatory.figures.figure import View
from observatory.fragility import worth
from ui import answer, data, definition, filters, html, links, tabs, view
from ui.figure import draw
from ui.tabs import Tab

ALL = "*"
# Definitions shown at once; more words in the search find the others.
MOST = 15


def main() -> None:
    said = st.container()
    indicators = load_catalog().indicators
    with filters.bar():
        asked = filters.text(
            "recherche",
            "Chercher une définition",
            "",
            is_valid=str.isprintable,
            placeholder="trésorerie, adhérents, départs…",
            width=420,
        )
        labels = {ALL: "Toutes les définitions", **{i.id: i.label for i in indicators.values()}}
        one = filters.choice("indicateur", "Ou un indicateur", labels, width=360)
    found = [indicators[one]] if one != ALL else definitions.search(asked, indicators.values())
    with said:
        answer.say(told(found, asked, one))
    build = data.build()
    whole = view.of(build.as_of)
    tabs.show(
        Tab("definitions", "Que veut dire ce chiffre ?", lambda: meanings(found, asked, one)),
        Tab("secret", "Ce que le public lit", lambda: secrecy(whole)),
        Tab("alertes", "Que valent les alertes ?", lambda: alerts(whole)),
        Tab("sources", "D’où viennent les données ?", lambda: provenance(whole)),
        Tab("textes", "Limites, licence et mentions", legal),
    )


def told(found: list[Indicator], asked: str, one: str) -> str:
    """What the search found."""
    if one != ALL:
        return f"{found[0].label}{NBSP}: {found[0].short}"
    if not asked.strip():
        families = len(load_catalog().families)
        return f"{fr(len(found))} définitions, en {fr(families)} familles{NBSP}: cherchez un mot."
    if not found:
        return f"Aucune définition ne contient «{NBSP}{asked.strip()}{NBSP}»."
    count = plural(len(found), "définition contient", "définitions contiennent")
    return f"{count} «{NBSP}{asked.strip()}{NBSP}»{NBSP}: {fr_list(i.label for i in found[:3])}."


def meanings(found: list[Indicator], asked: str, one: str) -> None:
    """The definitions found; the index by family where nothing was asked."""
    if one == ALL and not asked.strip():
        html.show("definition_index.html", families=index())
        return
    for indicator in found[:MOST]:
        with st.expander(plain(indicator.label), expanded=len(found) == 1):
            definition.entry(indicator, "")
            bounds = indicator.thresholds
            if bounds:
                st.caption(
                    f"Serein à {fr(bounds.safe, indicator.unit)}, critique à "
                    f"{fr(bounds.critical, indicator.unit)}. Seuils{NBSP}: {plain(bounds.source)}"
                )
            if indicator.viewer != "public":
                st.caption("Lu réseau par réseau par l’équipe Dév’Up seule.")
    if len(found) > MOST:
        st.caption(f"Et {plural(len(found) - MOST, 'autre')}{NBSP}: précisez la recherche.")


def index() -> list[tuple[str, list[tuple[str, str]]]]:
    """Families and their indicators, each with its address."""
    catalog = load_catalog()
    return [
        (
            family.label,
            [
                (indicator.label, links.method(indicator))
                for indicator in catalog.indicators.values()
                if indicator.family == family.id
            ],
        )
        for family in catalog.families
    ]


def secrecy(whole: View) -> None:
    draw(origins.disclosure, whole)
    draw(origins.held, whole)


def alerts(whole: View) -> None:
    """What the alerts were worth on simulated crises."""
    st.markdown(
        "Une alerte vaut ce qu’elle annonce à temps et ce qu’elle coûte en fausses alertes. "
        "Aucune région n’a encore assez de crises datées pour le mesurer\u00a0: des centaines ont "
        "été simulées, à des dates connues."
    )
    draw(worth.table, whole)


def provenance(whole: View) -> None:
    build = whole.build
    st.markdown(
        f"Version **{plain(build.id)}**, construite le {fr_date(build.built_at.date())}, "
        f"données arrêtées au {fr_date(build.as_of)}. "
        f"Territoires : {plain(build.territories_vintage)}."
    )
    draw(origins.territories, whole)
    draw(origins.files, whole)


def legal() -> None:
    for told in texts.load():
        st.header(plain(told.title), anchor=told.name)
        st.markdown(told.body)


main()
