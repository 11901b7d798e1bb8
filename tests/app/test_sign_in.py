"""Signing in: the role comes from the provider, and a real workspace opens accordingly."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from method.settings import ROOT
from tests.app.conftest import html_of

PROVIDER = {
    "redirect_uri": "http://localhost:8501/oauth2callback",
    "cookie_secret": "0" * 32,
    "client_id": "observatoire",
    "client_secret": "0" * 32,
    "server_metadata_url": "https://identite.example/.well-known/openid-configuration",
}
RULES = {"claim": "groups", "claims": {"devup": "staff", "ceser": "rapporteur"}}


def _open(user: dict, **address: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.secrets["auth"] = PROVIDER
    at.secrets["access"] = RULES
    at.user = user
    at.query_params.update(address)
    return at.run()


@pytest.mark.parametrize("workspace", ["cvl", "demo"])
def test_before_signing_in_every_workspace_is_public(workspace: str) -> None:
    at = _open({"is_logged_in": False}, espace=workspace, profil="admin")
    assert not at.exception
    assert "Profil&nbsp;: Public" in html_of(at)
    assert not [box for box in at.selectbox if box.key == "profil"]
    assert next(button.label for button in at.button) == "Se connecter"


@pytest.mark.parametrize(
    ("groups", "label"),
    [
        (["devup"], "Équipe Dév’Up"),
        (["ceser"], "Rapporteur du CESER"),
        (["inconnu"], "Public"),
    ],
)
def test_the_provider_gives_the_role_and_the_address_cannot(groups: list, label: str) -> None:
    user = {"is_logged_in": True, "email": "agent@devup.example", "groups": groups}
    at = _open(user, espace="cvl", profil="admin")
    assert not at.exception
    assert f"Profil&nbsp;: {label}" in html_of(at)
    assert not [box for box in at.selectbox if box.key == "profil"]
    assert [button.label for button in at.button] == ["Se déconnecter"]
