"""Signing in: the role comes from the provider, and a real workspace opens accordingly."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from method.settings import ROOT
from pipelines.desk.desk import Desk
from tests.app.conftest import Open, html_of

PROVIDER = {
    "redirect_uri": "http://localhost:8501/oauth2callback",
    "cookie_secret": "0" * 32,
    "client_id": "observatoire",
    "client_secret": "0" * 32,
    "server_metadata_url": "https://identite.example/.well-known/openid-configuration",
}
RULES = {"claim": "groups", "claims": {"devup": "staff", "ceser": "rapporteur"}}


@pytest.fixture(autouse=True)
def _open_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the sign-in without cookies, which tests/server covers."""
    monkeypatch.setattr("ui.server.sign_ins.is_open", lambda cookies: True)


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
    assert [b.label for b in at.button if "connecter" in b.label] == ["Se déconnecter"]


def test_a_sign_in_that_the_server_does_not_know_gives_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ui.server.sign_ins.is_open", lambda cookies: False)
    at = _open({"is_logged_in": True, "groups": ["devup"]}, espace="cvl", profil="admin")
    assert "Profil&nbsp;: Public" in html_of(at)


@pytest.mark.parametrize(
    ("user", "named"),
    [
        ({"email": "agent@devup.example", "groups": "devup"}, "agent@devup.example"),
        ({"name": "Ada Lovelace", "email": 3, "groups": "devup"}, "Ada Lovelace"),
        ({"name": "\u202edrowssap", "groups": "devup"}, "staff"),
    ],
)
def test_the_history_names_the_person(
    user: dict, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []

    class Spy(Desk):
        def history(self) -> list:
            opened.append(self.who)
            return super().history()

    monkeypatch.setattr("ui.desk.door.Desk", Spy)
    at = _open({"is_logged_in": True, **user}, espace="demo")
    at.switch_page("pages/gerer/donnees.py").run()
    assert not at.exception
    assert set(opened) == {named}


def test_without_a_provider_or_the_setting_everybody_is_public(
    monkeypatch: pytest.MonkeyPatch, open_app: Open
) -> None:
    at = open_app(espace="demo", profil="staff")
    assert "Profil&nbsp;: Équipe Dév’Up" in html_of(at)
    assert "Essai libre" in html_of(at)
    monkeypatch.delenv("OBSERVATOIRE_DEMO_LIBRE")
    at = open_app(espace="demo", profil="staff")
    assert not at.exception
    assert "Profil&nbsp;: Public" in html_of(at) and "Essai libre" not in html_of(at)
    assert not [box for box in at.selectbox if box.key == "profil"]
    at.switch_page("pages/gerer/donnees.py").run()
    assert any("réservée au profil" in box.value for box in at.error)
    assert not at.get("file_uploader")
