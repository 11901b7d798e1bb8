"""Behind a proxy that says who reads: a real server, and the addresses that uvicorn gives it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

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
AGENT = {"X-Forwarded-Email": "a@b.example"}
AWAY = {"X-Forwarded-For": "192.0.2.7"}


def test_the_header_of_the_proxy_says_who_reads(
    published: Path,
    raw_root: Path,
    tmp_path: Path,
    reader: Callable[[str], Reader],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(SECRETS, encoding="utf-8")
    asked = [
        ({}, "Public"),
        (AWAY, "Public"),
        ({"X-Forwarded-Email": "chef@devup.example"}, "Administration"),
        ({"X-Forwarded-Email": "chef@devup.example", **AWAY}, "Administration"),
        ({**AGENT, "X-Forwarded-Groups": "cuirlande"}, "Réseau Cuirlande"),
        ({"X-Forwarded-Groups": "cuirlande"}, "Public"),
    ]  # fmt: skip
    with serve(published, raw=raw_root, port=free_port(), HOME=str(tmp_path)) as address:
        found = []
        for headers, _ in asked:
            one = reader(address)
            one.headers = headers
            heard = one.open("donnees", espace="demo", profil="admin")
            assert not elements(heard, "exception")
            said = texts(heard)
            (label,) = [name for name in LABELS if f"Profil&nbsp;: {name}<" in said]
            found.append((headers, label))
            one.close()
        assert found == asked
        forger = reader(address)
        forger.headers = {
            "X-Forwarded-Email": "a@b.example",
            "x_forwarded_email": "chef@devup.example",
        }
        with pytest.raises((InvalidStatus, TimeoutError, ConnectionError)):
            forger.open("donnees", espace="demo")
