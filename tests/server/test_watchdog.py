"""systemd hears from a server whose event loop turns, and from no other."""

from __future__ import annotations

import socket
from pathlib import Path

import anyio
import pytest

from ui.server.watchdog import watched


@pytest.mark.parametrize("abstract", [False, True])
def test_signs_of_life_follow_one_another_while_the_loop_turns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, abstract: bool
) -> None:
    name = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(f"\0{name}" if abstract else name)
        systemd.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", f"@{name}" if abstract else name)
        monkeypatch.setenv("WATCHDOG_USEC", "20000")

        async def serve() -> None:
            async with watched():
                await anyio.sleep(0.1)

        anyio.run(serve)
        assert [systemd.recv(64) for _ in range(3)] == [b"WATCHDOG=1"] * 3


def test_nothing_is_sent_where_systemd_does_not_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", "/nowhere")
    monkeypatch.delenv("WATCHDOG_USEC", raising=False)

    async def serve() -> None:
        async with watched():
            await anyio.sleep(0)

    anyio.run(serve)
