"""A sign-in is open from the provider's answer to the sign-out, for at most eight hours."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from observatory.gate.sign_ins import OPEN_SECONDS, SignIns
from ui.server.sign_ins import mark_of


def test_a_sign_in_opens_closes_and_ends(tmp_path: Path) -> None:
    now = [1_000_000.0]
    book = SignIns(tmp_path / "new" / "sign_ins.sqlite", clock=lambda: now[0])
    assert not book.is_open("a") and not book.is_open(None)
    book.close("a")
    book.open("a")
    book.open("b")
    assert book.is_open("a") and not book.is_open("c")
    assert stat.S_IMODE(book.path.stat().st_mode) == 0o600
    book.close("a")
    assert not book.is_open("a") and book.is_open("b")
    now[0] += OPEN_SECONDS - 1
    assert book.is_open("b")
    book.open("b")
    now[0] += 1
    assert not book.is_open("b"), "signing in is not repeated by the same cookie"
    now[0] -= 2 * OPEN_SECONDS
    assert not book.is_open("b"), "a clock put back opens nothing"


@pytest.mark.parametrize("cookie", ["", "x", "é", "chunks-3", "a" * 5_000, "\x00", "…"])
def test_a_cookie_that_we_did_not_sign_is_not_a_sign_in(
    cookie: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.server.sign_ins.get_cookie_secret", lambda: "secret" * 8)
    assert mark_of({"_streamlit_user": cookie}) is None
    assert mark_of({}) is None
