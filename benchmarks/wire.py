"""Bytes that a server sends to a browser, counted on the wire: headers, frames, compression.

What the browser itself reports of a socket is the size of its messages once decompressed.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from urllib.parse import urlsplit

CHUNK = 65_536


class Wire:
    """A way to a server that counts what comes back.

    Attributes:
        address: to open instead of that of the server.
        bytes: sent by the server so far.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.bytes = 0
        self._lock = threading.Lock()

    def count(self, size: int) -> None:
        """Add what was just sent."""
        with self._lock:
            self.bytes += size


@contextmanager
def counted(address: str) -> Iterator[Wire]:
    """Forward every connection to the server at an address, on a free port of this machine."""
    parts = urlsplit(address)
    target = (parts.hostname or "127.0.0.1", parts.port or 80)

    class Forward(BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection(target) as server, suppress(OSError):
                sending = threading.Thread(target=_send, args=(self.request, server), daemon=True)
                sending.start()
                while data := server.recv(CHUNK):
                    wire.count(len(data))
                    self.request.sendall(data)

    with ThreadingTCPServer(("127.0.0.1", 0), Forward) as relay:
        relay.daemon_threads = True
        wire = Wire(f"http://127.0.0.1:{relay.server_address[1]}{parts.path}")
        running = threading.Thread(target=relay.serve_forever, daemon=True)
        running.start()
        try:
            yield wire
        finally:
            relay.shutdown()


def _send(browser: socket.socket, server: socket.socket) -> None:
    with suppress(OSError):
        while data := browser.recv(CHUNK):
            server.sendall(data)
        server.shutdown(socket.SHUT_WR)
