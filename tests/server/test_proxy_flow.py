"""Behind a proxy that identifies the reader: a real server, and the client addresses of uvicorn."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.browser.conftest import free_port, serve
from tests.server.reader import Reader, elements, texts

SECRETS = """
[proxy]

[access]
claim = "groups"
claims = { cuirlande = "reseau:cuirlande" }
emails = { "chef@devup.example" = "admin" }
"""
LABELS = ("Public", "Administration", "Réseau Cuirlande")
EMAIL, GROUPS = "X-Forwarded-Email", "X-Forwarded-Groups"
AGENT = {EMAIL: "a@b.example"}
CHIEF = {EMAIL: "chef@devup.example"}
AWAY = {"X-Forwarded-For": "192.0.2.7"}
# Names and values that oauth2-proxy does not write, though a client may send them through it.
FORGED = [
    [(EMAIL, "a@b.example"), (EMAIL, "chef@devup.example")],
    [(EMAIL, "a@b.example"), ("x-forwarded-EMAIL", "chef@devup.example")],
    [(EMAIL, "a@b.example"), ("x_forwarded_email", "chef@devup.example")],
    [(EMAIL, "a@b.example"), ("X-Forwarded_Groups", "cuirlande")],
    [("x_forwarded_email", "chef@devup.example")],
    [(EMAIL, "chef@devup.example,a@b.example")],
    [(EMAIL, "a@b.example, chef@devup.example")],
]
New = Callable[[str], Reader]


@pytest.fixture(scope="module")
def behind(
    published: Path, raw_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    """Port of a server that accepts identities from a proxy, listening on all local addresses."""
    home, port = tmp_path_factory.mktemp("home"), free_port()
    (home / ".streamlit").mkdir()
    (home / ".streamlit" / "secrets.toml").write_text(SECRETS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("FORWARDED_ALLOW_IPS", raising=False)
        with serve(published, raw=raw_root, port=port, host="0.0.0.0", HOME=str(home)):
            yield port


def profile(reader: Reader) -> str:
    """Role shown on a page."""
    messages = reader.open("donnees", espace="demo", profil="admin")
    assert not elements(messages, "exception")
    (label,) = [name for name in LABELS if f"Profil&nbsp;: {name}<" in texts(messages)]
    return label


def test_the_header_of_the_proxy_says_who_reads(behind: int, reader: New) -> None:
    cases = [
        ({}, "Public"),
        (AWAY, "Public"),
        (CHIEF, "Administration"),
        ({**CHIEF, **AWAY}, "Administration"),
        ({"x-FORWARDED-email": "Chef@Devup.Example"}, "Administration"),
        ({**AGENT, GROUPS: "cuirlande"}, "Réseau Cuirlande"),
        ({GROUPS: "cuirlande"}, "Public"),
        ({EMAIL: "", GROUPS: "cuirlande"}, "Public"),
        ({EMAIL: "chef", GROUPS: "cuirlande"}, "Public"),
    ]  # fmt: skip
    profiles = []
    for headers, _ in cases:
        one = reader(f"http://127.0.0.1:{behind}")
        one.headers = headers
        profiles.append((headers, profile(one)))
        one.close()
    assert profiles == cases


def test_what_the_proxy_did_not_write_is_refused(behind: int) -> None:
    """Over HTTP and on the connection of a page, which is refused before anything is rendered."""
    passed = []
    for headers in FORGED:
        answer = httpx.get(f"http://127.0.0.1:{behind}/", headers=headers)
        if (answer.status_code, _page_status("127.0.0.1", behind, headers)) != (403, 403):
            passed.append(headers)
    assert passed == []


def test_nobody_elsewhere_says_who_reads(behind: int) -> None:
    """The machine's own address is not the loopback: identity headers from it are refused."""
    host = _own_address()
    if host is None:
        pytest.skip("this machine has no address but loopback")
    cases = ([*CHIEF.items()], [(GROUPS, "cuirlande")], [*CHIEF.items(), *AWAY.items()], FORGED[4])
    for headers in cases:
        assert httpx.get(f"http://{host}:{behind}/", headers=headers).status_code == 403, headers
        assert _page_status(host, behind, headers) == 403, headers
    assert httpx.get(f"http://{host}:{behind}/").status_code == 200


def test_without_the_setting_the_header_means_nothing(free_server: str, reader: New) -> None:
    one = reader(free_server)
    one.headers = CHIEF
    messages = one.open("donnees", espace="demo")
    assert "Profil&nbsp;: Public<" in texts(messages)
    assert not elements(messages, "exception")


def _page_status(host: str, port: int, headers: list[tuple[str, str]]) -> int:
    """Status of a page connection with those headers; 101 if accepted."""
    try:
        address = f"ws://{host}:{port}/_stcore/stream"
        with connect(address, additional_headers=headers, subprotocols=["streamlit"]):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def _own_address() -> str | None:
    """An address of this machine other than the loopback; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        host = probe.getsockname()[0]
    return None if host.startswith("127.") else host
