"""Identity from headers: only from this machine, and only when the setting allows it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from ui.server import configuration, proxy
from ui.server.doors import Doors

FORGED = (
    {"X-Forwarded-Email": "chef@devup.example"},
    {"x_forwarded_email": "chef@devup.example"},
    {"X-Forwarded-Groups": "devup"},
    {"X-Auth-Request-Email": "chef@devup.example"},
)
LOCAL, AWAY, REWRITTEN = ("127.0.0.1", 4000), ("192.0.2.7", 4000), ("192.0.2.7", 0)
PROXY = {"proxy": {}, "access": {"emails": {"chef@devup.example": "admin"}}}


async def _echo(request: Request) -> Response:
    return JSONResponse(proxy.claims(request.headers))


def _client(address: tuple[str, int]) -> TestClient:
    return TestClient(Doors(Starlette(routes=[Route("/", _echo)])), client=address)


@pytest.fixture
def is_on(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    setting = [True]
    monkeypatch.setattr(proxy, "is_on", lambda: setting[0])
    yield setting


@pytest.mark.parametrize("headers", FORGED)
def test_a_header_from_elsewhere_is_refused(is_on: list[bool], headers: dict[str, str]) -> None:
    assert _client(AWAY).get("/", headers=headers).status_code == 403
    assert _client(AWAY).get("/").json() == {}
    is_spelt = not any("_" in name for name in headers)
    for address in (LOCAL, REWRITTEN, ("::1", 4000)):
        answer = _client(address).get("/", headers=headers)
        assert answer.status_code == (200 if is_spelt else 403)


def test_what_the_proxy_did_not_write_is_refused_though_it_comes_through_it(
    is_on: list[bool],
) -> None:
    own = ("X-Forwarded-Email", "a@b.example")
    for passed in (
        [own, own],
        [own, ("x-forwarded-email", "chef@devup.example")],
        [own, ("x_forwarded_email", "chef@devup.example")],
        [own, ("X-Forwarded_Groups", "devup")],
        [("X-Forwarded-Email", "a@b.example,chef@devup.example")],
        [own, ("X-Forwarded-Groups", "ceser"), ("X-Forwarded-Groups", "devup")],
    ):
        assert _client(LOCAL).get("/", headers=passed).status_code == 403, passed


def test_off_which_is_the_default_a_header_means_nothing(is_on: list[bool]) -> None:
    is_on[0] = False
    for address in (LOCAL, AWAY, REWRITTEN):
        for headers in FORGED:
            answer = _client(address).get("/", headers=headers)
            assert (answer.status_code, answer.json()) == (200, {})


def test_the_proxy_says_who_and_of_which_groups(is_on: list[bool]) -> None:
    headers = {"X-Forwarded-Email": "chef@devup.example", "X-Forwarded-Groups": "devup, ceser,"}
    assert _client(LOCAL).get("/", headers=headers).json() == {
        "email": "chef@devup.example", "email_verified": True, "groups": ["devup", "ceser"],
    }  # fmt: skip
    several = ("a@b.example, c@d.example", "a@b.example c@d.example", "<a@b.example>", "a@b@c")
    for email in ("", " ", "a", "@", "a\x1bb@c.example", "x" * 5_000 + "@c.example", *several):
        assert proxy.claims({"X-Forwarded-Email": email, "X-Forwarded-Groups": "devup"}) == {}


def test_without_the_doors_around_it_nobody_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxy, "_doors", [])
    assert proxy.claims({"X-Forwarded-Email": "chef@devup.example"}) == {}


def test_the_proxy_stands_alone_and_trusts_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    assert configuration.faults(PROXY) is None
    auth = {
        "client_id": "x", "client_secret": "x", "cookie_secret": "x" * 32,
        "redirect_uri": "https://a.example/oauth2callback", "server_metadata_url": "https://b",
    }  # fmt: skip
    assert "s’excluent" in str(configuration.faults({**PROXY, "auth": auth}))
    assert configuration.faults({"access": PROXY["access"]}) is not None
    for wide in ("*", "10.0.0.0/8"):
        monkeypatch.setenv("FORWARDED_ALLOW_IPS", wide)
        assert "FORWARDED_ALLOW_IPS" in str(configuration.faults(PROXY))


def test_it_is_off_where_nothing_says_otherwise() -> None:
    assert "proxy" not in (st.secrets if st.secrets.load_if_toml_exists() else {})
    assert not proxy.is_on()
