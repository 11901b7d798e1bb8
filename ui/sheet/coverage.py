"""What the network has not sent, how to send it, and the pages that say more."""

from __future__ import annotations

import streamlit as st

from method.elision import of
from method.plain_text import plain
from observatory.pages import pages_for
from observatory.sheet.network import coverage_rows, coverage_sentence
from pipelines import contracts
from ui import data, empty, table
from ui import links as links_to

COLUMNS = (
    table.Column("title", "Fichier"),
    table.Column("words", "Où il en est"),
)
# Pages whose filter « réseau » opens on the network of the sheet.
DETAILS = ("adhesions", "tresorerie", "equipes", "projets", "territoires", "fragilite")


def show(network_id: str, name: str) -> None:
    """Draw what is missing."""
    coverage = data.query("sheet_coverage", network_id=network_id)
    if coverage.empty:
        return
    st.header("Données manquantes", anchor="manques")
    st.markdown(plain(coverage_sentence(coverage)))
    titles = {contract: contracts.load(contract).title for contract in coverage["contract"]}
    rows = coverage_rows(coverage, titles)
    if rows.empty:
        return
    table.show(rows, COLUMNS, f"Fichiers attendus {of(name)}")
    empty.show(
        "Compléter la fiche",
        "chaque fichier reçu remplit les chiffres qui en dépendent.",
        tuple(rows["contract"]),
        (name,),
    )


def links(network_id: str) -> None:
    """Links to the pages that detail the network, those that the reader may open."""
    pages = [page for page in pages_for(data.session().role) if page.id in DETAILS]
    if not pages:
        return
    st.header("Aller plus loin", anchor="suite")
    address = links_to.kept()
    with st.container(horizontal=True, key="liens_fiche"):
        for page in pages:
            st.page_link(
                page.file,
                label=plain(page.title),
                icon=":material/arrow_forward:",
                query_params={**address, "reseau": network_id},
            )
