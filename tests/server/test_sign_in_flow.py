"""A real sign-in, to the provider and back: what each form of token opens, and how it ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from method.audit import Audit
from observatory.gate import sign_ins
from observatory.gate.access import ROLE_LABELS
from tests import signing
from tests.server.reader import Reader, elements, texts

CHEF = {"email": "chef@devup.example"}
SHAPES = [
    ({}, "public"),
    ({"groups": ["devup"]}, "staff"),
    ({"groups": "ceser"}, "rapporteur"),
    ({"groups": "cuirlande"}, "reseau:cuirlande"),
    ({"groups": ["region"]}, "financeur:234500023"),
    ({"groups": ["ailleurs", "reseau:cuirlande"]}, "public"),
    ({"groups": {"devup": 1}}, "public"),
    ({"groups": [["devup"]]}, "public"),
    ({"groups": None}, "public"),
    ({"groups": 7}, "public"),
    ({**CHEF, "email_verified": True}, "admin"),
    (CHEF, "public"),
    ({**CHEF, "email_verified": "true"}, "public"),
    ({**CHEF, "email_verified": "false"}, "public"),
    ({**CHEF, "email_verified": 1}, "public"),
    ({**CHEF, "email_verified": 0}, "public"),
    ({**CHEF, "email_verified": None}, "public"),
    ({"email": ["chef@devup.example"], "email_verified": True}, "public"),
    ({"email": None, "name": {"a": 1}, "groups": []}, "public"),
    ({"name": "[clic](javascript:x) <b>\u202e", "groups": ["é" * 6_000]}, "public"),
    ({"is_logged_in": "non", "tokens": 3, "origin": 5, "provider": [], "groups": 1.5}, "public"),
]
LABELS = {
    **ROLE_LABELS,
    "reseau:cuirlande": "Réseau Cuirlande",
    "financeur:234500023": "Financeur Région Centre-Val de Loire",
}
# Closed to the public: only the frame is rendered, and the sign-in changes that.
PAGE = "donnees"
New = Callable[[str], Reader]
SignIn = Callable[[Reader, dict[str, Any]], None]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """An identity provider that returns the given claims."""
    with signing.provider() as address:
        yield address


@pytest.fixture(scope="module")
def server(
    published: Path, raw_root: Path, provider: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A server configured with that provider."""
    home = tmp_path_factory.mktemp("home")
    with signing.signed_server(published, raw_root, home, provider) as address:
        yield address


@pytest.fixture(scope="module")
def sign_in(server: str, provider: str) -> SignIn:
    """Go to the provider and come back as a person with the given claims.

    The button gives the same address to everyone: it is clicked once, and the others reuse it.
    """
    clicking = Reader(server)
    messages = clicking.open(PAGE, espace="demo", profil="admin")
    redirect = clicking.click("button", "Se connecter", messages, "auth_redirect")
    clicking.close()

    def go(reader: Reader, claims: dict[str, Any]) -> None:
        users = f"{provider}/users/agent"
        httpx.put(users, json=claims, verify=False).raise_for_status()
        reader.visit()
        away = reader.web.get(redirect[-1].auth_redirect.url)
        back = httpx.post(away.headers["location"], data={"sub": "agent"}, verify=False)
        reader.web.get(back.headers["location"])

    return go


def profile(heard: list) -> str:
    """Role shown on the screen."""
    text = texts(heard)
    (role,) = [name for name, label in LABELS.items() if f"Profil&nbsp;: {label}<" in text]
    return role


def test_every_form_of_token_gives_its_role_and_no_error(
    server: str, sign_in: SignIn, reader: New, published: Path
) -> None:
    profiles = []
    for claims, _ in SHAPES:
        one = reader(server)
        sign_in(one, claims)
        messages = one.open(PAGE, espace="demo", profil="admin")
        assert not elements(messages, "exception")
        assert [b.label for b in elements(messages, "button") if b.label.startswith("Se ")] == [
            "Se déconnecter"
        ]
        profiles.append((claims, profile(messages)))
        one.close()
    assert profiles == SHAPES
    lines = list(Audit(published).lines())
    assert len([line for line in lines if line.what == "sign_in"]) == len(SHAPES)
    assert "financeur:234500023" in {line.role for line in lines}
    assert not Audit(published).verify().fault
    content = b"".join(file.read_bytes() for file in Audit(published).folder.iterdir())
    assert b"devup.example" not in content


def test_signing_out_ends_the_session_wherever_its_cookie_was_copied(
    server: str, sign_in: SignIn, reader: New
) -> None:
    agent, thief, other_tab = reader(server), reader(server), reader(server)
    sign_in(agent, {"groups": "devup", **CHEF})
    messages = agent.open(PAGE, espace="demo")
    assert profile(messages) == "staff"
    for copy in (thief, other_tab):
        copy.web.cookies.update(agent.web.cookies)
    heard_there = other_tab.open(PAGE, espace="demo", onglet="deposer")
    assert profile(heard_there) == "staff"
    assert other_tab.upload().status_code == 204
    offered = elements(heard_there, "download_button")[0].deferred_file_id
    redirect = agent.click("button", "Se déconnecter", messages, "auth_redirect")
    agent.web.get(redirect[-1].auth_redirect.url)
    assert other_tab.upload().status_code == 403
    other_tab.download(offered)
    with pytest.raises(TimeoutError):
        other_tab.until("backend_operation_response", timeout=3)
    assert profile(other_tab.run(PAGE, espace="demo")) == "public"
    assert profile(thief.open(PAGE, espace="demo")) == "public"
    assert profile(agent.open(PAGE, espace="demo")) == "public"


def test_a_role_that_is_taken_away_is_gone_after_eight_hours(
    server: str,
    sign_in: SignIn,
    reader: New,
    published: Path,
) -> None:
    agent = reader(server)
    sign_in(agent, {"groups": "devup"})
    assert profile(agent.open(PAGE, espace="demo")) == "staff"
    with sqlite3.connect(published / sign_ins.FILE_NAME) as book:
        book.execute("update sign_in set opened_at = opened_at - ?", (sign_ins.OPEN_SECONDS,))
    assert profile(agent.run(PAGE, espace="demo")) == "public"
    assert profile(agent.open(PAGE, espace="demo")) == "public"
