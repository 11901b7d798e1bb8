"""Données: what came in, what is wrong, what is missing?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from method.catalog import load_catalog
from method.wording import fr_cell
from ui import data
from ui.desk import coverage, templates, upload, versions

EVERYONE = "Tous les réseaux"


def main() -> None:
    desk = upload.open_desk()
    st.header("Charger un fichier", anchor="charger")
    upload.show(desk, effect_rows)
    st.header("Ce que chaque réseau a transmis", anchor="couverture")
    coverage.show(data.query("coverage"))
    st.header("Modèles à remplir", anchor="modeles")
    templates.show()
    st.header("Versions publiées", anchor="versions")
    versions.versions(desk, data.build().id)
    st.header("Historique des fichiers", anchor="historique")
    versions.history(desk)


def effect_rows(effect: pd.DataFrame) -> pd.DataFrame:
    """Indicators that move, named and worded."""
    indicators = load_catalog().indicators
    names = data.query("network_names").set_index("network_id")["name"]
    known = [indicators[name] for name in effect["indicator_id"]]
    pairs = [("before", "status_before"), ("after", "status_after")]
    return effect.assign(
        network=effect["network_id"].map(names).fillna(EVERYONE),
        indicator=[indicator.label for indicator in known],
        **{
            f"{side}_text": [
                fr_cell(value, indicator.unit, state, indicator.decimals)
                for value, state, indicator in zip(effect[side], effect[status], known, strict=True)
            ]
            for side, status in pairs
        },
    )


main()
