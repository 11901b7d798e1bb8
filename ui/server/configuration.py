"""The secrets file, checked before serving: an error in it stops the server.

Streamlit treats a file that does not parse, or an unknown section, as no configuration, and a
server without a provider is open in ways that one with a provider is not.
"""

from __future__ import annotations

import os
import signal
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import streamlit as st
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError
from streamlit import config, runtime
from streamlit.errors import StreamlitSecretNotFoundError

from method.audit import Audit
from method.errors import ReaderError
from method.log import log
from method.wording import NBSP, fr_list
from observatory.gate.access import AccessError
from observatory.gate.access import Role as Known
from observatory.gate.roles import SHAPES

CALLBACK = "/oauth2callback"
# Errors found by Pydantic, in French; any other kind « n’a pas la forme attendue ».
REASONS = {
    "extra_forbidden": "est inconnu (une faute de frappe ?)",
    "missing": "manque",
    "string_too_short": "est trop court",
    "string_pattern_mismatch": f"doit être une adresse qui finit par {CALLBACK}",
    "role": f"n’est pas un profil ; il y a {fr_list(SHAPES)}",
}


def _role(name: str) -> str:
    try:
        return Known(name)
    except AccessError:
        raise PydanticCustomError("role", "unknown role") from None


Text = Annotated[str, Field(min_length=1)]
Role = Annotated[str, AfterValidator(_role)]
Issuers = list[Text] | Text


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Auth(_Section):
    """`[auth]`: the provider, with the keys of Streamlit's documentation."""

    client_id: Text
    client_secret: Text
    cookie_secret: Annotated[str, Field(min_length=32)]
    redirect_uri: Annotated[str, Field(pattern=rf"^https?://[^/\s]+(/\S*)?{CALLBACK}$")]
    server_metadata_url: Text
    client_kwargs: dict[str, Any] = {}


class Access(_Section):
    """`[access]`: who has which role; see `observatory.gate.access.granted_roles`."""

    claim: Text | None = None
    claims: dict[str, Role] = {}
    emails: dict[str, Role] = {}
    issuers_without_email_verified: Issuers = []


class Proxy(_Section):
    """`[proxy]`: headers of oauth2-proxy identify the reader; see `ui.server.proxy`."""

    sign_out: Annotated[str, Field(pattern=r"^/\S*$")] = "/oauth2/sign_out"


class Secrets(_Section):
    """All sections of the secrets."""

    auth: Auth | None = None
    proxy: Proxy | None = None
    access: Access | None = None


def problem() -> str | None:
    """The first error in the secrets, as a French sentence; None if there is none."""
    try:
        secrets = _read()
    except _Wrong as wrong:
        return f"Le serveur ne démarre pas{NBSP}: {wrong}"
    fault = faults(secrets)
    return f"Le serveur ne démarre pas{NBSP}: secrets, {fault}" if fault else None


def require() -> None:
    """Stop the process with a message if the secrets have an error; called before serving.

    Raises:
        SystemExit: with the message.
    """
    message = problem()
    if message:
        raise SystemExit(message)


def tell_roles() -> None:
    """Record in the audit what changed in the list of roles; called when a server starts."""
    access = _read().get("access", {})
    try:
        Audit().roles({**access.get("claims", {}), **access.get("emails", {})})
    except OSError as error:
        log.error("audit_lost", what="roles", reason=type(error).__name__)


def stop_server(message: str) -> None:
    """Stop a running server as if from its terminal, and print why."""
    print(message, file=sys.stderr, flush=True)
    if runtime.exists() and isinstance(runtime.get_instance(), runtime.Runtime):
        os.kill(os.getpid(), signal.SIGTERM)


class _Wrong(ReaderError):
    """A file that cannot be read; the message is in French."""


def _read() -> Mapping[str, Any]:
    """The secrets as Streamlit merges them, after checking that each file is readable."""
    for name in config.get_option("secrets.files"):
        file = Path(name)
        if file.is_file():
            try:
                tomllib.loads(file.read_text(encoding="utf-8"))
            except tomllib.TOMLDecodeError as error:
                where = _where(error)
                raise _Wrong(
                    f"le fichier {name} n’est pas du TOML{where}. Corrigez-le, ou retirez-le."
                ) from None
            except (OSError, UnicodeError):
                raise _Wrong(f"le fichier {name} ne peut pas être lu (UTF-8, droits).") from None
    try:
        return st.secrets.to_dict()
    except StreamlitSecretNotFoundError:
        if any(Path(name).exists() for name in config.get_option("secrets.files")):
            raise _Wrong("les secrets ne peuvent pas être lus.") from None
        return {}


def _where(error: tomllib.TOMLDecodeError) -> str:
    """` (ligne 3, colonne 12)`, which Python 3.11 only gives in the message."""
    words = str(error).rstrip(")").replace(",", "").split()
    if "line" in words and "column" in words:
        line, column = words[words.index("line") + 1], words[words.index("column") + 1]
        return f" (ligne {line}, colonne {column})"
    return " (à la fin du fichier)"


def faults(secrets: Mapping[str, Any]) -> str | None:
    """The first error in the sections."""
    try:
        read = Secrets.model_validate(secrets)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        # A misspelt key is also reported as missing; the misspelling is the one to show.
        first = min(errors, key=lambda one: one["type"] != "extra_forbidden")
        where = ".".join(str(part) for part in first["loc"])
        return f"«{NBSP}{where}{NBSP}» {REASONS.get(first['type'], 'n’a pas la forme attendue')}."
    if read.access and not (read.auth or read.proxy):
        return "[access] n’a de sens qu’avec [auth] ou [proxy]."
    if read.proxy:
        return _beside_proxy(read)
    return None


def _beside_proxy(read: Secrets) -> str | None:
    """Settings that are not allowed beside a proxy that identifies readers."""
    if read.auth:
        return "[auth] et [proxy] s’excluent\u00a0: une seule chose dit qui lit."
    if os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1") not in ("", "127.0.0.1", "::1"):
        return "FORWARDED_ALLOW_IPS doit rester à 127.0.0.1 avec [proxy]."
    return None
