"""« Pourquoi transmettre »: benefits with the demonstration's figures, templates, the message."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from method.plain_text import plain
from method.wording import NBSP
from observatory.figures import views
from observatory.figures.figure import View
from observatory.gate.access import PUBLIC
from observatory.gift import words
from observatory.gift.words import Gift, RequestedFile
from observatory.pages import entry_of
from ui import address, blank, data, html, kept
from ui.empty import CONTACT


def demonstration() -> View | None:
    """One network of the fictional workspace, as the public reads it; None if there is none."""
    build = data.demonstration()
    if build is None:
        return None
    session = data.store().session(build.workspace, PUBLIC)
    names = session.query("network_names")["network_id"].tolist()
    if not names:
        return None
    return replace(views.of(session, session.build.as_of, names[0]), remember=kept.of)


def gifts(benefits: Sequence[Gift], demo: View | None) -> None:
    """Draw what a network gets in return, one block per benefit."""
    for gift in benefits:
        html.show("gift.html", gift=gift, link=_link(gift, demo))


def files(requested: Sequence[RequestedFile]) -> None:
    """List the requested files, then draw a button for each blank workbook."""
    html.show("asked_files.html", files=requested)
    with st.container(horizontal=True, key="modeles_transmettre"):
        for one in requested:
            label = f"{blank.LABEL}, {one.title}"
            blank.button(one.contract, label, f"gift_template_{one.contract}")


def becomes() -> None:
    """Show what is done with the files."""
    html.show("becomes.html", sentences=words.BECOMES)


def message(requested: Sequence[RequestedFile]) -> None:
    """Show whom to write to, and the message that Dév’Up can send."""
    contact = os.environ.get(CONTACT)
    html.show("contact.html", said=words.whom(contact), contact=contact)
    subject, text = words.message(requested, address.link(), contact)
    with st.popover("Un message prêt à envoyer", key="message_transmettre"):
        st.markdown(f"Objet{NBSP}: **{plain(subject)}**")
        st.code(text, language=None, wrap_lines=True)


def _link(gift: Gift, demo: View | None) -> str | None:
    if demo is None:
        return None
    page = entry_of(gift.page)
    parameters = {"espace": demo.build.workspace, **gift.address}
    return f"{page.url_path}?{urlencode(parameters)}"
