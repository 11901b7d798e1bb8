"""A page that the reader may not open: who may, and what this reader can do next."""

from __future__ import annotations

import os
from urllib.parse import urlencode

import streamlit as st

from method.plain_text import plain
from method.settings import is_demo_free
from method.wording import NBSP, NNBSP
from observatory.gate.access import STAFF, Role
from observatory.gate.roles import FUNDER, NETWORK
from observatory.gate.store import Session
from observatory.pages import PageEntry, load_pages
from ui import context, data, html, links
from ui.empty import CONTACT

_OWNERS = {
    NETWORK: "à chaque réseau pour ses propres données",
    FUNDER: "à chaque financeur pour ses propres conventions",
}


def reason(entry: PageEntry, session: Session) -> str:
    """For whom the page is, and as whom this reader came."""
    owners = "".join(f", et {_OWNERS[kind]}" for kind in entry.owners)
    return (
        f"Cette page est réservée au profil «{NBSP}{Role(entry.viewer).label}{NBSP}»{owners}"
        f"{NNBSP}; le vôtre est «{NBSP}{session.label}{NBSP}»."
    )


def show_way_on(entry: PageEntry, session: Session) -> None:
    """Draw what this reader can do: take another role, sign in, ask for access, go elsewhere."""
    build = session.build
    others = [role for role in context.roles(build) if entry.is_for(role)]
    if others:
        role = Role(entry.viewer) if entry.viewer in others else others[0]
        label = data.store().labels(build.workspace, (role,))[role]
        address = {**links.carried(), "profil": role}
        _link(address, f"Ouvrir avec le profil «{NBSP}{label}{NBSP}»")
    else:
        _tell(context.is_signed_in())
    home = load_pages()[0]
    own = next((one for one in load_pages() if _is_space_of(one, session.role)), home)
    st.page_link(
        own.file,
        label=plain(f"Aller à «{NBSP}{own.title}{NBSP}»"),
        icon=":material/arrow_forward:",
        query_params=links.carried(),
    )


def _is_space_of(entry: PageEntry, role: Role) -> bool:
    """Whether it is the space of an owner of this kind, which no other reader but staff opens."""
    return role.kind in entry.owners and entry.viewer == STAFF


def _tell(signed_in: bool | None) -> None:
    contact = os.environ.get(CONTACT)
    team = "l’équipe Dév’Up qui tient l’Observatoire" + (f" ({contact})" if contact else "")
    if signed_in:
        st.markdown(
            plain(f"Votre connexion n’a pas ce profil. S’il vous revient, écrivez à {team}.")
        )
    elif signed_in is not None:
        st.markdown(plain(f"Connectez-vous pour l’ouvrir, ou demandez un accès à {team}."))
        context.sign_in_button("closed_sign_in")
    else:
        st.markdown(
            plain(
                f"Personne ne peut se connecter sur ce serveur{NBSP}: ses pages réservées ne s’y "
                f"ouvrent pas. Écrivez à {team}."
            )
        )
        _show_example()


def _show_example() -> None:
    demo = data.demonstration()
    if demo is not None and not data.build().is_fictional and is_demo_free():
        address = {"espace": demo.workspace, "profil": STAFF}
        _link(address, "Voir cette page dans la démonstration (réseaux fictifs)")


def _link(address: dict[str, str], text: str) -> None:
    html.show("link_button.html", link=f"?{urlencode(address)}", text=text)
