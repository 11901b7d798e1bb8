"""The options of the theme are looked up once, and the browser receives the same theme."""

from __future__ import annotations

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime.app_session import _populate_theme_msg

from ui.server import theme


def test_the_theme_is_read_once_and_sent_unchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, calls = config.get_options_for_section, []

    def counted(section: str) -> dict:
        calls.append(section)
        return plain(section)

    before = _sent()
    monkeypatch.setattr(config, "get_options_for_section", counted)
    theme.keep()
    assert [_sent(), _sent()] == [before, before]
    assert calls == ["theme", "theme.light"]
    assert before[0].primary_color


def _sent() -> list[CustomThemeConfig]:
    messages = [CustomThemeConfig(), CustomThemeConfig()]
    for message, section in zip(messages, ("theme", "theme.light"), strict=True):
        _populate_theme_msg(message, section)
    return messages
