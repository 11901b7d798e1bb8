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
from ui import answer, data, definition, filters, html, links, tabs, views
from ui.figure import draw
from ui.tabs import Tab

ALL = "*"
# Definitions shown at once; a longer search finds the others.
MOST = 15


def main() -> None:
    top = st.container()
    indicators = load_catalog().indicators
    with filters.bar():
        query = filters.text(
            "recherche",
            "Chercher une définition",
            "",
            is_valid=str.isprintable,
            placeholder="trésorerie, adhérents, départs…",
            width=420,
        )
        labels = {ALL: "Toutes les définitions", **{i.id: i.label for i in indicators.values()}}
        one = filters.choice("indicateur", "Ou un indicateur", labels, width=360)
    matches = [indicators[one]] if one != ALL else definitions.search(query, indicators.values())
    with top:
        answer.say(result_sentence(matches, query, one))
    build = data.build()
    view = views.of(build.as_of)
    tabs.show(
        Tab("definitions", "Que veut dire ce chiffre ?", lambda: meanings(matches, query, one)),
        Tab("secret", "Ce que le public lit", lambda: secrecy(view)),
        Tab("alertes", "Que valent les alertes ?", lambda: alerts(view)),
        Tab("sources", "D’où viennent les données ?", lambda: provenance(view)),
        Tab("textes", "Limites, licence et mentions", legal),
    )


def result_sentence(matches: list[Indicator], query: str, one: str) -> str:
    """The result of the search, in one sentence."""
    if one != ALL:
        return f"{matches[0].label}{NBSP}: {matches[0].short}"
    if not query.strip():
        families = len(load_catalog().families)
        return f"{fr(len(matches))} définitions, en {fr(families)} familles{NBSP}: cherchez un mot."
    if not matches:
        return f"Aucune définition ne contient «{NBSP}{query.strip()}{NBSP}»."
    count = plural(len(matches), "définition contient", "définitions contiennent")
    return f"{count} «{NBSP}{query.strip()}{NBSP}»{NBSP}: {fr_list(i.label for i in matches[:3])}."


def meanings(matches: list[Indicator], query: str, one: str) -> None:
    """Draw the definitions that match; without a search, the index by family."""
    if one == ALL and not query.strip():
        html.show("definition_index.html", families=index())
        return
    for indicator in matches[:MOST]:
        with st.expander(plain(indicator.label), expanded=len(matches) == 1):
            definition.entry(indicator, "")
            bounds = indicator.thresholds
            if bounds:
                st.caption(
                    f"Serein à {fr(bounds.safe, indicator.unit)}, critique à "
                    f"{fr(bounds.critical, indicator.unit)}. Seuils{NBSP}: {plain(bounds.source)}"
                )
            if indicator.viewer != "public":
                st.caption("Lu réseau par réseau par l’équipe Dév’Up seule.")
    if len(matches) > MOST:
        st.caption(f"Et {plural(len(matches) - MOST, 'autre')}{NBSP}: précisez la recherche.")


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


def secrecy(view: View) -> None:
    draw(origins.disclosure, view)
    draw(origins.held, view)


def alerts(view: View) -> None:
    """Show what the alerts were worth on simulated crises."""
    st.markdown(
        "Une alerte vaut ce qu’elle annonce à temps et ce qu’elle coûte en fausses alertes. "
        "Aucune région n’a encore assez de crises datées pour le mesurer\u00a0: des centaines ont "
        "été simulées, à des dates connues."
    )
    draw(worth.table, view)


def provenance(view: View) -> None:
    build = view.build
    st.markdown(
        f"Version **{plain(build.id)}**, construite le {fr_date(build.built_at.date())}, "
        f"données arrêtées au {fr_date(build.as_of)}. "
        f"Territoires : {plain(build.territories_vintage)}."
    )
    draw(origins.territories, view)
    draw(origins.files, view)


def legal() -> None:
    for text in texts.load():
        st.header(plain(text.title), anchor=text.name)
        st.markdown(text.body)


main()
