"""Fiche réseau: what is known of this network?"""

from __future__ import annotations

import streamlit as st

from method.plain_text import plain
from ui import data, filters
from ui.exports import reports
from ui.sheet import coverage, families, follow, identity


def main() -> None:
    names = dict(data.query("network_names").itertuples(index=False))
    with filters.bar():
        network = filters.choice("reseau", "Réseau", names)
        as_of = filters.month()
    row = data.query("sheet_identity", network_id=network).iloc[0].to_dict()
    name = str(row["name"])
    st.header(plain(name), anchor="reseau")
    identity.show(row)
    follow.show(as_of, network, name)
    identity.declared(network, name)
    families.show(as_of, network, name)
    coverage.show(network, name)
    coverage.links(network)
    reports.network_files(network, as_of)


main()
