"""Ready-made reports: one network, one territory, the year in the region."""

from __future__ import annotations

from datetime import date

import streamlit as st

from method.plain_text import plain
from method.wording import fr_month
from observatory.exports import report, territory_report
from observatory.exports.committee import committee_report
from observatory.exports.note import monthly_note
from observatory.exports.panorama import panorama
from observatory.pages import speaking
from observatory.territories.names import proper
from ui import data, files, filters

KINDS = {
    "annee": "Panorama annuel",
    "reseau": "Fiche d’un réseau",
    "territoire": "Fiche d’un territoire",
}
STAFF = {"note": "Note mensuelle", "comite": "Dossier du comité des financeurs"}
LEVELS = {"epci": "Intercommunalité", "departement": "Département", "canton": "Canton"}


def network_files(network_id: str, as_of: date) -> None:
    """Draw the Word and PDF buttons of a network's sheet."""
    session = speaking(data.reader(), "fiche", network_id)
    files.buttons(
        lambda: report.network_sheet_report(session, network_id, as_of),
        files.of_month(f"fiche-{network_id}", as_of),
        session,
    )


def territory_files(level: str, code: str, as_of: date) -> None:
    """Draw the Word and PDF buttons of a territory's sheet."""
    session = data.session()
    files.buttons(
        lambda: territory_report.sheet(session, level, code, as_of),
        files.of_month(f"territoire-{level}-{code}", as_of),
    )


def show() -> None:
    """Draw the choice of a report, then its files."""
    st.header("Rapports", anchor="rapports")
    session = data.session()
    with filters.bar():
        kinds = KINDS | (STAFF if data.can_read("core.instalment") else {})
        kind = filters.choice("rapport", "Rapport", kinds)
        as_of = filters.month()
        names = dict(data.query("network_names").itertuples(index=False))
        if kind == "reseau":
            chosen = filters.choice("reseau", "Réseau", names)
        elif kind == "territoire":
            level = filters.choice("niveau", "Échelon", LEVELS)
            places = data.query("territory_names")
            places = places[places["level"] == level]
            labels = dict(zip(places["id"], map(proper, places["name"]), strict=True))
            chosen = filters.choice("territoire", "Territoire", labels)
    month = fr_month(as_of)
    if kind == "annee":
        st.caption(f"Quatre pages au plus, puis l’annexe des chiffres, à {month}.")
        files.buttons(lambda: panorama(session, as_of), files.of_month("panorama", as_of))
    elif kind == "note":
        st.caption(f"Ce qui a changé, les alertes, les dates à venir et les manques, à {month}.")
        files.buttons(lambda: monthly_note(session, as_of), files.of_month("note", as_of))
    elif kind == "comite":
        st.caption(f"Ce qui est dû, ce qui est à décider et qui peut tenir, à {month}.")
        files.buttons(lambda: committee_report(session, as_of), files.of_month("comite", as_of))
    elif kind == "reseau":
        st.caption(f"Deux pages sur {plain(names[chosen])}, à {month}.")
        network_files(chosen, as_of)
    else:
        st.caption(f"Une page sur {plain(labels[chosen])}, avec sa carte, à {month}.")
        territory_files(level, chosen.split("-", 1)[1], as_of)
