"""The sign-in in a browser's cookies, and whether the server still has it open.

Streamlit's cookie is signed and lasts thirty days; `observatory.gate.sign_ins` records which ones
are open.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from method.audit import Audit, What
from method.settings import curated_root
from observatory.gate.access import granted_roles, identity
from observatory.gate.sign_ins import FILE_NAME, SignIns, SignInsError


def are_in(cookies: Mapping[str, str]) -> bool:
    """Whether these cookies have one of a sign-in, or a part of one, be it open or not."""
    return any(name.startswith(USER_COOKIE_NAME) for name in cookies)


def mark_of(cookies: Mapping[str, str]) -> str | None:
    """Hash of the sign-in in these cookies, None without a cookie with our signature.

    It includes the name and the time of the signature, so that two sign-ins never have the same
    hash.
    """
    content = _cookie_content(cookies)
    if not content:
        return None
    return hashlib.sha256(cookies[USER_COOKIE_NAME].encode("latin-1") + b"\n" + content).hexdigest()


def claims_of(cookies: Mapping[str, str]) -> dict[str, Any]:
    """The provider's claims about who signed in; empty without a cookie with our signature."""
    try:
        content = json.loads(_cookie_content(cookies) or b"{}")
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _cookie_content(cookies: Mapping[str, str]) -> bytes | None:
    secret = get_cookie_secret()

    def read(name: str) -> bytes | None:
        value = cookies.get(name)
        return decode_signed_value(secret, name, value.encode("latin-1")) if value else None

    try:
        return get_cookie_with_chunks(read, USER_COOKIE_NAME) if secret else None
    except (UnicodeError, ValueError, TypeError):
        return None


def record(what: What, cookies: Mapping[str, str]) -> None:
    """Record in the audit that somebody signed in or out."""
    claims = claims_of(cookies)
    rules = st.secrets.get("access", {}) if st.secrets.load_if_toml_exists() else {}
    roles = " ".join(granted_roles(claims, rules))
    Audit().add(what, who=identity(claims) or "", role=roles)


def registry() -> SignIns:
    """The sign-ins of this server, stored beside what it publishes."""
    return SignIns(curated_root() / FILE_NAME)


def is_open(cookies: Mapping[str, str]) -> bool:
    """Whether these cookies hold an open sign-in of this server.

    Raises:
        SignInsError: the registry cannot be read.
    """
    return registry().is_open(mark_of(cookies))


def is_known_open(mark: str | None) -> bool:
    """Whether a sign-in is certainly open; False if the registry cannot be read."""
    try:
        return registry().is_open(mark)
    except SignInsError:
        return False
