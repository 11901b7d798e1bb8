"""The page of the application as the server sends it: in French, safe, with what it says first.

Streamlit writes `<html lang="en">`, English for a browser without scripts, and English labels in
its own controls; all are corrected in the page.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from functools import cache
from html import escape
from typing import Any

import anyio
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from method.build import Build
from method.wording import NBSP
from ui import links
from ui.server import assets, opening
from ui.server.doors import base_path, path_of

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
# They tell one version of Streamlit's file from another, not one corrected page from another.
_VALIDATORS = ("etag", "last-modified", "accept-ranges")
_CONDITIONS = (b"if-none-match", b"if-modified-since", b"accept-encoding")
_NO_SCRIPT = re.compile(rb"<noscript>.*?</noscript>", re.DOTALL)


class FrenchAndSafe:
    """ASGI middleware: security headers on every response, and the page corrected."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif path_of(scope).startswith(CLOSED):
            await JSONResponse({"detail": "fermé"}, status_code=404)(scope, receive, send)
        else:
            await self.app(_readable(scope), receive, _Rewriter(scope, send))


class _Rewriter:
    """Forwards a response; a page is buffered until it is complete, then corrected."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.scope, self.send = scope, send
        self.start: MutableMapping[str, Any] | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(HEADERS)
            if _is_page(headers):
                for name in _VALIDATORS:
                    del headers[name]
                self.start = message
                return
        elif self.start is not None and message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            if message.get("more_body"):
                return
            page = await anyio.to_thread.run_sync(_corrected, self.body, self.scope)
            message = {"type": "http.response.body", "body": page}
            MutableHeaders(scope=self.start)["content-length"] = str(len(page))
            await self.send(self.start)
        await self.send(message)


def _is_page(headers: Headers) -> bool:
    """Whether this is the page of the application: not a file in HTML, and not a part of it."""
    as_written = ("content-disposition", "content-encoding", "content-range")
    is_html = headers.get("content-type", "").startswith("text/html")
    return is_html and not any(name in headers for name in as_written)


def _readable(scope: Scope) -> Scope:
    """Request pages whole and in plain text: they are corrected, and compressed after that."""
    if "text/html" not in Headers(scope=scope).get("accept", ""):
        return scope
    headers = [(name, value) for name, value in scope["headers"] if name not in _CONDITIONS]
    return {**scope, "headers": headers}


def _corrected(page: bytes, scope: Scope) -> bytes:
    from ui import data  # its caches are declared once Streamlit's runtime has started

    builds = data.store().workspaces()
    told = _without_script(builds)
    return (
        _NO_SCRIPT.sub(lambda _: told, page, count=1)  # as it is: a label may have a backslash
        .replace(b'<html lang="en"', b'<html lang="fr"', 1)
        .replace(b"<title>Streamlit</title>", b"<title>Observatoire des clusters</title>", 1)
        .replace(b"</head>", _head() + b"</head>", 1)
        .replace(b"</body>", _sheet() + _first(scope, builds) + b"</body>", 1)
    )


def _without_script(builds: list[Build]) -> bytes:
    """What a browser without scripts reads, with the editions that need none."""
    editions = [(build.label, links.edition(build.workspace)) for build in builds]
    written = [f'<a href="{escape(link)}">{escape(label)}</a>' for label, link in editions if link]
    known = f" Édition sans script{NBSP}: {', '.join(written)}." if written else ""
    return (
        "<noscript><p>Cartes, filtres et graphiques de l’Observatoire demandent JavaScript."
        f"{known}</p></noscript>"
    ).encode()


@cache
def _head() -> bytes:
    """Script tags: the address of the server, our scripts, and those of the parts of a page.

    Without this, a page opened by a deep link first requests `/<page>/_stcore/health`, which does
    not exist.
    """
    own = f"{base_path()}/"
    base = f"<script>window.__streamlit={{BACKEND_BASE_URL:location.origin+{own!r}}}</script>"
    scripts = [
        f'<script src="{_own(name)}" defer></script>' for name in ("fr.js", "a11y.js", "table.js")
    ]
    parts = [
        f'<link rel="modulepreload" crossorigin href="{own}static/js/{file.name}">'
        for file in assets.parts()
    ]
    return "".join([base, *parts, *scripts]).encode()


@cache
def _sheet() -> bytes:
    """Our style sheet, after those that Streamlit adds to the head: at equal weight, it wins."""
    return f'<link rel="stylesheet" href="{_own("app.css")}">'.encode()


def _first(scope: Scope, builds: list[Build]) -> bytes:
    """What the page says first, if it is known and for anybody, and the script that removes it.

    Where the page draws the chooser of workspaces and the search, their place is left.
    """
    said = opening.openings.of(opening.asked(scope), builds) if opening.is_for(scope) else None
    if said is None:
        return b""
    return (
        f'<div id="obs-opening"><img src="{_own("logo.svg")}" alt="Observatoire des clusters">'
        f'<div class="obs-opening-line">{said.workspace}<span></span></div>'
        f'<span class="obs-opening-search"></span>{said.title}{said.answer}'
        '<p class="obs-opening-rest">La suite de la page se charge…</p></div>'
        f'<script src="{_own("opening.js")}" defer></script>'
    ).encode()


def _own(name: str) -> str:
    return f"{base_path()}/{assets.prefix()}/{name}"
