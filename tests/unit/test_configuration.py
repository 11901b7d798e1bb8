"""The secrets file: its errors are reported in French and stop the server."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as some
from websockets.exceptions import ConnectionClosed

from method.settings import ROOT
from tests.browser.conftest import free_port
from tests.server.reader import Reader
from ui.server import configuration

AUTH = """[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "0123456789012345678901234567890123456789"
client_id = "observatoire"
client_secret = "secret"
server_metadata_url = "https://identite.example/.well-known/openid-configuration"
"""
ACCESS = """[access]
claim = "groups"
claims = { devup = "staff" }
emails = { "a@b.fr" = "admin" }
issuers_without_email_verified = ["https://identite.example"]
"""
WRONG = {
    "": None,
    AUTH: None,
    AUTH + ACCESS: None,
    "[auth\nclient_id = 1": "ligne 1, colonne 6",
    AUTH + 'client_id = "x"': "TOML",
    AUTH.replace("client_secret", "client_secert"): "client_secert",
    AUTH.replace('client_id = "observatoire"\n', ""): "client_id",
    AUTH.replace('"observatoire"', '""'): "trop court",
    AUTH.replace('"observatoire"', "3"): "client_id",
    AUTH.replace("0123456789", "1"): "cookie_secret",
    AUTH.replace("/oauth2callback", "/retour"): "/oauth2callback",
    AUTH.replace("[auth]", "[auht]"): "auht",
    AUTH.replace("[auth]", "[auth.google]"): "auth",
    AUTH + 'expose_tokens = "id"': "expose_tokens",
    'auth = "oui"': "auth",
    "auth = []": "auth",
    ACCESS: "[auth]",
    AUTH + ACCESS.replace('"staff"', '"chef"'): "profil",
    AUTH + ACCESS.replace("claims", "claim_s"): "claim_s",
    AUTH + ACCESS.replace('"groups"', '["groups"]'): "claim",
    AUTH + "[access]\nemails = 3": "emails",
}


@pytest.fixture
def write(tmp_path: Path):
    """Write the secrets of this test's application."""
    file, files = tmp_path / "secrets.toml", st.config.get_option("secrets.files")
    st.config.set_option("secrets.files", [str(file)])
    yield lambda text: (file.write_text(text, encoding="utf-8"), st.secrets._reset())
    st.config.set_option("secrets.files", files)
    st.secrets._reset()


@pytest.mark.parametrize(("text", "said"), WRONG.items())
def test_what_is_wrong_is_reported(write, text: str, said: str | None) -> None:
    write(text)
    message = configuration.problem()
    assert (message is None) == (said is None)
    if said is not None and message is not None:
        assert message.startswith("Le serveur ne démarre pas\u00a0: ")
        assert said in message
        assert "0123456789" not in message and "client_secret = " not in message
        with pytest.raises(SystemExit, match="ne démarre pas"):
            configuration.require()


def test_a_file_that_is_not_text_is_reported(write, tmp_path: Path) -> None:
    write("")
    (tmp_path / "secrets.toml").write_bytes(b"\xff\xfe[auth]")
    st.secrets._reset()
    assert "ne peut pas être lu" in (configuration.problem() or "")


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(),
    lambda inside: some.lists(inside) | some.dictionaries(some.text(), inside),
    max_leaves=8,
)


@given(some.dictionaries(some.sampled_from(["auth", "access"]) | some.text(), JSON, min_size=1))
def test_no_shape_of_the_sections_passes_or_fails_otherwise(secrets: dict) -> None:
    faults = configuration.faults(secrets)
    is_nothing = all(name in ("auth", "access") and not value for name, value in secrets.items())
    assert faults is None or faults.endswith(".")
    assert faults is not None or is_nothing


@pytest.mark.parametrize("served", ["asgi.py", "app.py"])
def test_a_server_with_wrong_secrets_stops_and_says_why(served: str, tmp_path: Path) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text("[auht]\nclient_id = 1\n")
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", served, "--server.headless", "true"]
    with subprocess.Popen(
        [*command, "--server.port", str(port), "--server.address", "127.0.0.1"],
        cwd=ROOT,
        env={**os.environ, "HOME": str(tmp_path), "OBSERVATOIRE_CURATED": str(tmp_path / "none")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            if served == "app.py":
                _open_a_page(f"http://127.0.0.1:{port}", server)
            _, output = server.communicate(timeout=90)
        finally:
            server.kill()
    assert "Le serveur ne démarre pas\u00a0: secrets, «\u00a0auht\u00a0» est inconnu" in output


def _open_a_page(address: str, server: subprocess.Popen) -> None:
    """Open a page: the router runs when the first one is requested."""
    for _ in range(300):
        assert server.poll() is None
        try:
            if httpx.get(f"{address}/_stcore/health").status_code == 200:
                break
        except httpx.TransportError:
            time.sleep(0.2)
    with suppress(ConnectionClosed, TimeoutError):
        Reader(address).open()
