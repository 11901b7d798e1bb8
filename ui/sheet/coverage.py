"""What the network has not sent, how to send it, and the pages with more detail."""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from observatory.figures.figure import View
from observatory.pages import pages_for
from observatory.sheet.network import coverage_rows, coverage_sentence
from pipelines import contracts
from ui import blank, data, html
from ui import links as links_to

# Pages whose « réseau » filter opens on the network of the sheet.
DETAILS = ("adhesions", "tresorerie", "equipes", "projets", "territoires", "fragilite")


def show(view: View) -> None:
    """List the files that are late or were never received, with the template of one of them."""
    coverage = view.ask("sheet_coverage", network_id=view.scope)
    if coverage.empty:
        st.markdown("Aucun fichier n’est attendu de ce réseau.")
        return
    st.markdown(plain(coverage_sentence(coverage)))
    titles = {contract: contracts.load(contract).title for contract in coverage["contract"]}
    rows = coverage_rows(coverage, titles)
    if rows.empty:
        return
    html.show("missing_files.html", rows=rows.to_dict("records"), name=view.subject)
    st.caption(
        "Chaque fichier reçu remplit les chiffres qui en dépendent. Remplissez le modèle et "
        "remettez-le à l’équipe de l’Observatoire, qui le vérifie ligne à ligne."
    )
    with st.container(horizontal=True, vertical_alignment="bottom", key="modeles_fiche"):
        labels = dict(zip(rows["contract"], rows["title"], strict=True))
        chosen = st.selectbox(
            "Modèle de fichier",
            list(labels),
            format_func=labels.__getitem__,
            width=300,
        )
        blank.button(chosen, blank.LABEL)


def links(view: View) -> None:
    """Links to the pages with details on the network, that the reader may open and with data."""
    files_sent = data.contracts_received()
    pages = [
        page
        for page in pages_for(data.reader().role)
        if page.id in DETAILS and not page.waits(files_sent)
    ]
    address = links_to.carried()
    with st.container(horizontal=True, key="liens_fiche"):
        for page in pages:
            st.page_link(
                page.file,
                label=plain(page.title),
                icon=":material/arrow_forward:",
                query_params={**address, "reseau": view.scope},
            )
