"""A local site for the tests of fetches: pages by path and query, and the requests received."""

from __future__ import annotations

import http.server
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """`pages` by path, then `search`; a body alone is a valid answer, None is a 404."""

    address: str = ""
    pages: dict[str, Answer | bytes] = field(default_factory=dict)
    search: Callable[[str, dict[str, str]], Answer | bytes | None] = lambda path, query: None
    asked: list[str] = field(default_factory=list)


@contextmanager
def serve(site: Site, context: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Answer on a free port until the end of the block, with TLS if a context is given."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            path, query = urlsplit(self.path).path, dict(parse_qsl(urlsplit(self.path).query))
            site.asked.append(self.path)
            page = site.pages.get(path)
            if page is None:
                page = site.search(path, query)
            status, headers, body = (
                page if isinstance(page, tuple) else (200 if page else 404, {}, page or b"")
            )
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site.address = f"{'https' if context else 'http'}://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
