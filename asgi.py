"""The ASGI application: `app.py` behind security headers, in French, warmed up at start.

`streamlit run asgi.py` (or `uvicorn asgi:app`). Streamlit writes `<html lang="en">` and English
labels in its own controls; both are corrected in the page that the server sends.
"""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncGenerator, MutableMapping
from contextlib import asynccontextmanager, suppress
from functools import cache
from typing import Any

import anyio
import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from method.settings import ROOT
from operations.doors import Operations
from ui.server import assets, configuration, incidents, sockets, theme, watchdog
from ui.server.doors import Doors, base_path
from ui.server.edition import Edition

# Streamlit's own front end needs `unsafe-inline` and `blob:`. The Géoplateforme serves the
# background map, only when the reader switches it on.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob: https://data.geopf.fr",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
# Cache names, sizes and the agent API stay inside the server.
CLOSED = ("/_stcore/metrics", "/_stcore/agent")


class FrenchAndSafe:
    """ASGI middleware: security headers on every response, French in the page's HTML."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"].startswith(CLOSED):
            await JSONResponse({"detail": "fermé"}, status_code=404)(scope, receive, send)
        else:
            await self.app(_readable(scope), receive, _Rewriter(send))


class _Rewriter:
    """Forwards a response; a page is buffered until it is complete, then corrected."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: MutableMapping[str, Any] | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            if _is_page(headers):
                self.start = message
                return
        elif self.start is not None and message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            if message.get("more_body"):
                return
            message = {"type": "http.response.body", "body": _in_french(self.body)}
            MutableHeaders(scope=self.start)["content-length"] = str(len(message["body"]))
            await self.send(self.start)
        await self.send(message)


def _is_page(headers: Headers) -> bool:
    """Whether this is the page of the application: not a file in HTML, and not a part of it."""
    as_written = ("content-disposition", "content-encoding", "content-range")
    is_html = headers.get("content-type", "").startswith("text/html")
    return is_html and not any(name in headers for name in as_written)


def _readable(scope: Scope) -> Scope:
    """Request plain text for pages, since compressed HTML could not be corrected."""
    if "text/html" not in Headers(scope=scope).get("accept", ""):
        return scope
    headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
    return {**scope, "headers": headers}


def _in_french(page: bytes) -> bytes:
    return (
        page.replace(b'<html lang="en"', b'<html lang="fr"', 1)
        .replace(b"<title>Streamlit</title>", b"<title>Observatoire des clusters</title>", 1)
        .replace(b"</head>", _head() + b"</head>", 1)
        .replace(b"</body>", _sheet() + b"</body>", 1)
    )


@cache
def _head() -> bytes:
    """Script tags: the address of the server, our scripts, and those of the parts of a page.

    Without this, a page opened by a deep link first requests `/<page>/_stcore/health`, which does
    not exist.
    """
    own = f"{base_path()}/"
    base = f"<script>window.__streamlit={{BACKEND_BASE_URL:location.origin+{own!r}}}</script>"
    scripts = [
        f'<script src="{own}{assets.prefix()}/{name}" defer></script>'
        for name in ("fr.js", "a11y.js", "table.js")
    ]
    parts = [
        f'<link rel="modulepreload" crossorigin href="{own}static/js/{file.name}">'
        for file in assets.parts()
    ]
    return "".join([base, *parts, *scripts]).encode()


@cache
def _sheet() -> bytes:
    """Our style sheet, after those that Streamlit adds to the head: at equal weight, it wins."""
    address = f"{base_path()}/{assets.prefix()}/app.css"
    return f'<link rel="stylesheet" href="{address}">'.encode()


async def health(_: Request) -> JSONResponse:
    """State of the service: the published build of each workspace; 503 when there is none."""
    from ui import data

    builds = await anyio.to_thread.run_sync(data.store().workspaces)
    return JSONResponse(
        {
            "status": "ok" if builds else "no data",
            "workspaces": {build.workspace: build.id for build in builds},
        },
        status_code=200 if builds else 503,
    )


@asynccontextmanager
async def warm_up(_: st.App) -> AsyncGenerator[None]:
    """Import what the first page needs and open each workspace before the first reader arrives."""
    # Imported here because cached functions must be declared after Streamlit's runtime has started;
    # mapclassify, which takes a second, so that the first reader of a map does not wait for it.
    import mapclassify
    from streamlit.runtime.pages_manager import PagesManager

    from observatory.gate.access import PUBLIC
    from observatory.gate.store import NotPublishedError
    from ui import cards, context, data, figure, frame

    del cards, context, figure, frame, mapclassify
    # A folder named `pages` makes Streamlit look for its old multipage layout until the first
    # `st.navigation`: without this, the first deep link on a fresh server would show « Page not
    # found ».
    PagesManager.uses_pages_directory = False
    configuration.tell_roles()
    assets.prepare()
    theme.keep()
    sockets.send_at_once()
    store = data.store()
    for build in store.workspaces():
        with suppress(NotPublishedError):  # the public gets a message, and staff can rebuild it
            store.session(build.workspace, PUBLIC)
    # What is loaded now stays in memory as long as the process, so the collector can skip it.
    gc.collect()
    gc.freeze()
    async with watchdog.watched():
        yield


configuration.require()
# Files that the server writes (temporary uploads, builds, notes) are readable by its owner only.
os.umask(0o077)

app = st.App(
    ROOT / "app.py",
    lifespan=warm_up,
    on_script_error=incidents.report,
    routes=[Route("/api/health", health)],
    middleware=[
        Middleware(Operations),
        Middleware(Edition),
        # The corrected page leaves compressed.
        Middleware(GZipMiddleware),
        Middleware(FrenchAndSafe),
        Middleware(Doors),
        Middleware(assets.Assets),
    ],
)
