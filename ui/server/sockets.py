"""Sockets that send at once what they are given.

Streamlit binds its socket itself, without naming the protocol, and asyncio then leaves Nagle's
algorithm on: the body of an answer waits until the browser has acknowledged its headers, 40 ms for
each of the seventy files of a first page and for each message of a rerun
(https://github.com/Kludex/uvicorn/issues/3149).
"""

from __future__ import annotations

import asyncio
import socket
from typing import Any


def send_at_once() -> None:
    """Turn the algorithm off for the servers that this event loop starts from now on.

    Called while the application starts, before uvicorn listens: a connection inherits the option.
    """
    loop = asyncio.get_running_loop()
    create_server = loop.create_server

    async def create(*given: Any, sock: socket.socket | None = None, **named: Any) -> Any:
        if sock is not None and sock.family in (socket.AF_INET, socket.AF_INET6):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return await create_server(*given, sock=sock, **named)

    vars(loop)["create_server"] = create
