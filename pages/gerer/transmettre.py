"""Pourquoi transmettre: what does a network get for sending its files, and who reads them?"""

from __future__ import annotations

import streamlit as st

from observatory.gate.roles import NETWORK
from observatory.gift import words
from ui import answer, data, gift, links
from ui.gift.requested import requested_files


def main() -> None:
    answer.say(words.ANSWER, words.FIRST_FILE)
    if data.reader().role.kind == NETWORK:
        st.page_link(
            "pages/gerer/reseau.py",
            label="Déposer un fichier dans votre espace",
            icon=":material/arrow_forward:",
            query_params={**links.carried(), "onglet": "deposer"},
        )
    demo = gift.demonstration()
    requested = requested_files(data.query("coverage"))
    with st.container(key="transmettre"):
        gift.gifts(words.gifts(demo), demo)
        st.header("Les fichiers demandés", anchor="fichiers")
        gift.files(requested)
        st.header("Ce qu’ils deviennent", anchor="deviennent")
        gift.becomes()
        st.header("À qui écrire", anchor="ecrire")
        gift.message(requested)


main()
