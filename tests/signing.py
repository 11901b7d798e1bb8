"""An identity provider that returns given claims, and a server that sends readers to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from oidc_provider_mock import run_server_in_thread

from tests.browser.conftest import free_port, serve

SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "un secret de test, long de plus de trente-deux caractères"
client_id = "observatoire"
client_secret = "secret"
server_metadata_url = "{provider}/.well-known/openid-configuration"

[access]
claim = "groups"
claims = {{ devup = "staff", ceser = "rapporteur", cuirlande = "reseau:cuirlande", \
region = "financeur:234500023", ailleurs = "reseau:inconnu" }}
emails = {{ "chef@devup.example" = "admin" }}
"""


@contextmanager
def provider() -> Iterator[str]:
    """Address of a provider; `PUT /users/<sub>` sets the claims of a person."""
    with run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@contextmanager
def signed_server(published: Path, raw: Path, home: Path, provider: str) -> Iterator[str]:
    """A server with that provider; `OBSERVATOIRE_DEMO_LIBRE` is set, but has no effect there.

    Args:
        published: root of the published workspaces.
        raw: root of the raw ones.
        home: empty folder for the secrets.
        provider: its address.
    """
    port = free_port()
    (home / ".streamlit").mkdir()
    secrets = SECRETS.format(port=port, provider=provider)
    (home / ".streamlit" / "secrets.toml").write_text(secrets, encoding="utf-8")
    with serve(published, raw=raw, port=port, HOME=str(home)) as address:
        yield address
