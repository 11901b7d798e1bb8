"""Signs of life for systemd, which restarts a server whose event loop is stuck.

A server with no memory left may wait forever for a thread to start, neither answering nor ending.
"""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import anyio


@asynccontextmanager
async def watched() -> AsyncGenerator[None]:
    """Notify systemd twice per `WatchdogSec=` while the event loop turns.

    Does nothing where systemd asks for nothing (`NOTIFY_SOCKET`, `WATCHDOG_USEC`: sd_notify(3)).
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    seconds = int(os.environ.get("WATCHDOG_USEC", "0")) / 1e6
    async with anyio.create_task_group() as tasks:
        if address and seconds:
            tasks.start_soon(_notify, address, seconds / 2)
        yield
        tasks.cancel_scope.cancel()


async def _notify(address: str, period: float) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        # An address that begins with @ is in the abstract namespace.
        systemd.connect(f"\0{address[1:]}" if address.startswith("@") else address)
        while True:
            systemd.send(b"WATCHDOG=1")
            await anyio.sleep(period)
