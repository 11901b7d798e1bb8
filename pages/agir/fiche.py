"""Fiche réseau: what is known of this network?"""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from observatory.sheet import figures as sheet
from ui import data, filters, view
from ui.exports import reports
from ui.figure import draw
from ui.sheet import coverage, families, follow, identity


def main() -> None:
    names = dict(data.query("network_names").itertuples(index=False))
    with filters.bar():
        network = filters.choice("reseau", "Réseau", names)
        asked = view.of(filters.month(), network)
    st.header(plain(asked.subject), anchor="reseau")
    identity.show(asked.ask("sheet_identity", network_id=network).iloc[0].to_dict())
    follow.show(asked.as_of, network, asked.subject)
    draw(sheet.declared(asked))
    families.show(asked)
    coverage.show(network, asked.subject)
    coverage.links(network)
    reports.network_files(network, asked.as_of)


main()
