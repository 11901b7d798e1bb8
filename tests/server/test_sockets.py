"""A response is not held back until its first part is acknowledged."""

from __future__ import annotations

import asyncio
import socket

import pytest

from ui.server.sockets import send_at_once


async def _nodelay(*, is_on: bool) -> int:
    """The option of a connection to a socket bound as Streamlit binds its own."""
    if is_on:
        send_at_once()
    found = asyncio.get_running_loop().create_future()

    class Told(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            own = transport.get_extra_info("socket")
            found.set_result(own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    with socket.socket(socket.AF_INET) as listener:
        listener.bind(("127.0.0.1", 0))
        server = await asyncio.get_running_loop().create_server(Told, sock=listener)
        _, writer = await asyncio.open_connection(*listener.getsockname())
        option = await found
        writer.close()
        server.close()
    return option


@pytest.mark.parametrize("is_on", [False, True])
def test_a_bound_socket_sends_at_once(is_on: bool) -> None:
    assert bool(asyncio.run(_nodelay(is_on=is_on))) is is_on
