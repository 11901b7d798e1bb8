"""What a server sends is counted as it leaves: compressed, with its headers."""

from __future__ import annotations

import gzip
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx

from benchmarks.wire import counted

TEXT = b"les clusters du Centre-Val de Loire " * 1_000
PACKED = gzip.compress(TEXT)


class Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-encoding", "gzip")
        self.send_header("content-length", str(len(PACKED)))
        self.end_headers()
        self.wfile.write(PACKED)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_bytes_are_counted_as_they_leave() -> None:
    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with counted(f"http://127.0.0.1:{server.server_port}/") as wire:
            answers = [httpx.get(wire.address) for _ in range(2)]
        server.shutdown()
    assert [answer.content for answer in answers] == [TEXT, TEXT]
    assert 2 * len(PACKED) < wire.bytes < 2 * len(PACKED) + 1_000 < len(TEXT)
