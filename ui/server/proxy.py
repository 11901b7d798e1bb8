"""Identity that a proxy in front vouches for (oauth2-proxy): two headers, from this machine alone.

Off unless the secrets have a section `[proxy]`. Then the headers count when the connection comes
from loopback, where the proxy runs; anywhere else a request that bears one is forged and refused.
So is one that passed the proxy untouched: told twice, two made one by a comma, or spelt otherwise.
Off, they are taken out of every request, so that nothing behind the doors can read them.

uvicorn, told of a proxy by `X-Forwarded-For`, puts the browser's address in the place of the
proxy's, for peers that it trusts and with 0 for their port; it trusts loopback alone unless
`FORWARDED_ALLOW_IPS` says otherwise, which `configuration` refuses beside `[proxy]`.
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
# What oauth2-proxy may send, in the spellings that servers take for the same.
_TOLD = frozenset(
    {EMAIL, GROUPS, "x-forwarded-user", "x-forwarded-preferred-username"}
    | {"x-auth-request-email", "x-auth-request-user", "x-auth-request-groups"}
)
_LONGEST = 4_000
_ADDRESS = re.compile(r"[^\s\x00-\x20\x7f,;<>@]+@[^\s\x00-\x20\x7f,;<>@]+")


# Set by the doors: without them around the application, nothing here is to be believed.
_doors: list[bool] = []


def guard() -> None:
    """Say that every request passes the doors first; called by them."""
    _doors[:] = [True]


def is_on() -> bool:
    """Whether this server takes identities from a proxy."""
    return st.secrets.load_if_toml_exists() and "proxy" in st.secrets


def names_somebody(scope: Scope) -> bool:
    """Whether a request bears a header of the proxy."""
    return any(_name(name) in _TOLD for name, _ in scope["headers"])


def is_forged(scope: Scope) -> bool:
    """Whether a request bears such a header that the proxy did not write.

    From elsewhere; the same twice; an address with a comma, as two headers joined on their way; a
    name with an underscore, which a proxy passes on beside its own.
    """
    told = [(name, value) for name, value in scope["headers"] if _name(name) in _TOLD]
    names = [name.lower() for name, _ in told]
    is_odd = any(b"_" in name for name in names) or len(names) != len(set(names))
    is_joined = any(b"," in value for name, value in told if _name(name) == EMAIL)
    return bool(told) and (not _is_from_loopback(scope) or is_odd or is_joined)


def without(scope: Scope) -> Scope:
    """The request without the headers of a proxy."""
    kept = [(name, value) for name, value in scope["headers"] if _name(name) not in _TOLD]
    return {**scope, "headers": kept}


def claims(headers: Mapping[str, str]) -> dict[str, Any]:
    """Who reads, in the words of a provider, from headers that passed the doors; else nothing."""
    told = {name.lower(): value for name, value in headers.items()} if _doors else {}
    email = told.get(EMAIL, "")
    if len(email) > _LONGEST or not _ADDRESS.fullmatch(email):
        return {}
    groups: Iterable[str] = told.get(GROUPS, "")[:_LONGEST].split(",")
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
