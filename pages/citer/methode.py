"""Méthode et sources: what does this figure mean, and where does it come from?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from method.catalog import load_catalog
from method.plain_text import plain
from method.wording import fr_date
from observatory.content import texts
from observatory.figures import definitions, origins
from observatory.figures.figure import View
from observatory.fragility import worth
from ui import answer, data, definition, filters, tabs, views
from ui.figure import draw
from ui.tabs import Tab

ALL = "*"


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
        answer.say(definitions.sentence(matches, query, is_chosen=one != ALL))
    view = views.of(data.build().as_of)
    is_index = one == ALL and not query.strip()
    meanings = definition.index if is_index else partial(definition.each, matches)
    tabs.show(
        Tab("definitions", "Que veut dire ce chiffre ?", meanings),
        tabs.of_figures(
            "secret", "Ce que le public lit", view, origins.disclosure, origins.held_months
        ),
        Tab("alertes", "Que valent les alertes ?", lambda: alerts(view)),
        Tab("sources", "D’où viennent les données ?", lambda: provenance(view)),
        Tab("textes", "Limites, licence et mentions", legal),
    )


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
