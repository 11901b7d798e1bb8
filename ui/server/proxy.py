"""Identity that a proxy in front vouches for (oauth2-proxy): two headers, from this machine alone.

Off unless the secrets have a section `[proxy]`. Then the headers count only when the connection
comes from loopback, where the proxy runs; from anywhere else a request with one is refused as
forged. So is a request that passed the proxy with its own headers: sent twice, joined by a comma,
or spelt differently. When off, the headers are removed from every request, so that nothing behind
`Doors` can read them.

uvicorn, informed of a proxy by `X-Forwarded-For`, replaces the proxy's address by the browser's,
with port 0, for peers that it trusts; it trusts loopback alone unless `FORWARDED_ALLOW_IPS` says
otherwise, which `configuration` refuses beside `[proxy]`.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st
from starlette.types import Scope

EMAIL = "x-forwarded-email"
GROUPS = "x-forwarded-groups"
# Headers of oauth2-proxy, in the spellings that servers treat as equal.
_TOLD = frozenset(
    {EMAIL, GROUPS, "x-forwarded-user", "x-forwarded-preferred-username"}
    | {"x-auth-request-email", "x-auth-request-user", "x-auth-request-groups"}
)
_LONGEST = 4_000
_ADDRESS = re.compile(r"[^\s\x00-\x20\x7f,;<>@]+@[^\s\x00-\x20\x7f,;<>@]+")


# Set by `Doors`: without that middleware around the application, no header is trusted.
_doors: list[bool] = []


def guard() -> None:
    """Declare that every request passes through `Doors`, which calls this."""
    _doors[:] = [True]


def is_on() -> bool:
    """Whether this server accepts identities from a proxy."""
    return st.secrets.load_if_toml_exists() and "proxy" in st.secrets


def names_somebody(scope: Scope) -> bool:
    """Whether a request has a header of the proxy."""
    return any(_name(name) in _TOLD for name, _ in scope["headers"])


def is_forged(scope: Scope) -> bool:
    """Whether a request has such a header that the proxy did not write.

    It comes from another machine; the same header is there twice; an address has a comma, as when
    two headers are joined on the way; a name has an underscore, which a proxy forwards beside its
    own.
    """
    identity_headers = [(name, value) for name, value in scope["headers"] if _name(name) in _TOLD]
    names = [name.lower() for name, _ in identity_headers]
    is_odd = any(b"_" in name for name in names) or len(names) != len(set(names))
    is_joined = any(b"," in value for name, value in identity_headers if _name(name) == EMAIL)
    return bool(identity_headers) and (not _is_from_loopback(scope) or is_odd or is_joined)


def without(scope: Scope) -> Scope:
    """The request without the headers of the proxy."""
    headers = [(name, value) for name, value in scope["headers"] if _name(name) not in _TOLD]
    return {**scope, "headers": headers}


def claims(headers: Mapping[str, str]) -> dict[str, Any]:
    """The reader's claims, as from a provider, from headers that `Doors` checked; else empty."""
    lowercase = {name.lower(): value for name, value in headers.items()} if _doors else {}
    email = lowercase.get(EMAIL, "")
    if len(email) > _LONGEST or not _ADDRESS.fullmatch(email):
        return {}
    groups: Iterable[str] = lowercase.get(GROUPS, "")[:_LONGEST].split(",")
    return {
        "email": email,
        "email_verified": True,
        "groups": [group.strip() for group in groups if group.strip()],
    }


def _name(raw: bytes) -> str:
    return raw.decode("latin-1").lower().replace("_", "-")


def _is_from_loopback(scope: Scope) -> bool:
    host, port = scope.get("client") or ("", 1)
    if port == 0:  # put there by uvicorn, for a peer on loopback
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
