"""Who reads and what: sign-in, workspace, role, and the band that shows them on every page."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import streamlit as st

from method.build import Build
from method.plain_text import plain
from method.wording import NBSP, fr_date
from observatory.gate.access import (
    PUBLIC,
    Role,
    granted_roles,
    identity,
    is_free,
    offered_roles,
)
from observatory.gate.sign_ins import OPEN_SECONDS
from observatory.gate.store import Session
from ui import data, filters, html
from ui.server import opening, proxy, sign_ins

SIGN_OUT = "/oauth2/sign_out"
_OPENED = "proxy_opened"


def open_session() -> Session | None:
    """Draw the band and the selectors; return the reader's session, None if nothing is published.

    `ui.data` reads with this session from then on.

    Raises:
        NotPublishedError: the public file of the workspace is missing.
    """
    builds = {build.workspace: build for build in data.store().workspaces()}
    if not builds:
        st.error(
            "Aucun espace de données n’est encore publié : l’équipe qui tient l’Observatoire doit "
            "en construire un, puis cette page se recharge.",
            icon="⚠️",
        )
        return None
    signed_in = is_signed_in()
    band, chooser = st.container(
        horizontal=True, vertical_alignment="center", key="context"
    ).columns([4, 1], vertical_alignment="center")
    with chooser, st.popover("Espace et profil", width="stretch", key="chooser"):
        build = builds[_workspace(builds)]
        role = _role(build, signed_in)
        _sign_in_or_out(signed_in)
    session = data.store().session(build.workspace, role, is_signed_in=signed_in)
    data.set_reader(session)
    if role == PUBLIC and not signed_in:
        opening.allow()
    with band:
        html.first(
            "band.html",
            build=build,
            role=session.label,
            as_of=fr_date(build.as_of),
            is_free=is_free(build.is_fictional, signed_in),
        )
    return session


def roles(build: Build) -> tuple[Role, ...]:
    """Roles that this reader may take in a workspace, the present one among them."""
    signed_in = is_signed_in()
    return offered_roles(
        is_fictional=build.is_fictional,
        is_signed_in=signed_in,
        granted=_granted(signed_in),
        owners=data.store().owners(build.workspace),
    )


def reader_name() -> str:
    """Name of the current reader in the history: the signed-in person, otherwise the role."""
    name = identity(_claims()) if is_signed_in() else None
    return name or data.reader().role


def _workspace(builds: Mapping[str, Build]) -> str:
    labels = {name: build.label for name, build in builds.items()}
    return filters.choice("espace", "Espace de données", labels, width="stretch")


def _role(build: Build, signed_in: bool | None) -> Role:
    is_open = is_free(build.is_fictional, signed_in)
    offered = roles(build)
    labels = data.store().labels(build.workspace, offered)
    if len(offered) == 1:
        st.caption(f"Profil{NBSP}: {plain(labels[offered[0]])}")
        return offered[0]
    free_help = "Libre ici : les données sont fictives et ce serveur est ouvert à l’essai."
    chosen = filters.choice(
        "profil",
        "Profil",
        labels,
        width="stretch",
        help=free_help if is_open else "Les profils que votre connexion vous donne.",
    )
    return Role(chosen)


def _granted(signed_in: bool | None) -> tuple[Role, ...]:
    """Roles that the sign-in grants; public when there is none."""
    if not signed_in:
        return (PUBLIC,)
    rules: Mapping[str, Any] = st.secrets.get("access", {})
    return granted_roles(_claims(), rules)


def is_signed_in() -> bool | None:
    """Whether the reader is signed in; None where no identity provider is configured."""
    if proxy.is_on():
        return bool(_claims()) and _is_young()
    has_provider = st.secrets.load_if_toml_exists() and "auth" in st.secrets
    if not has_provider:
        return None
    return st.user.get("is_logged_in") is True and sign_ins.is_open(st.context.cookies.to_dict())


def _claims() -> dict[str, Any]:
    """Claims about the reader from the provider, or from the proxy in front."""
    return proxy.claims(st.context.headers) if proxy.is_on() else dict(st.user.to_dict())


def _is_young() -> bool:
    """Whether this session behind a proxy was opened less than a working day ago."""
    opened = st.session_state.setdefault(_OPENED, time.time())
    return 0 <= time.time() - opened < OPEN_SECONDS


def _sign_in_or_out(signed_in: bool | None) -> None:
    if signed_in is None:
        return
    if proxy.is_on():
        if signed_in:
            st.text(f"Connexion{NBSP}: {identity(_claims()) or 'identité vérifiée'}")
            st.link_button("Se déconnecter", st.secrets["proxy"].get("sign_out", SIGN_OUT))
        return
    if signed_in:
        st.text(f"Connexion{NBSP}: {identity(st.user.to_dict()) or 'identité vérifiée'}")
        st.button("Se déconnecter", on_click=st.logout)
    else:
        sign_in_button("sign_in")


def sign_in_button(key: str) -> None:
    """Draw the button that leads to the identity provider; none behind a proxy, which asks first.

    Args:
        key: distinguishes two buttons on the same page.
    """
    if not proxy.is_on():
        st.button("Se connecter", key=key, on_click=st.login)
