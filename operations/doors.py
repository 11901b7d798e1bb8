"""Addresses for the people who run the server: `/healthz`, `/metrics`, `/statut`.

`/healthz` is open to everybody and answers one word. The two others only answer requests from this
machine without a proxy: behind nginx every reader comes from the loopback address, so any header
added by a proxy closes them. `OBSERVATOIRE_METRICS_TOKEN` opens them to a collector that sends it
(`Authorization: Bearer …`).
"""

from __future__ import annotations

import hmac
import ipaddress
import os
import time
from datetime import UTC, datetime
from threading import Lock

import anyio
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from method.settings import ROOT, curated_root
from operations import doctor, meters
from operations.findings import SIGNS, Finding
from operations.kept import Places
from pipelines.build.publish import POINTER
from ui.server.doors import path_of

HEALTH, METRICS, STATUS = "/healthz", "/metrics", "/statut"
TOKEN = "OBSERVATOIRE_METRICS_TOKEN"  # noqa: S105 — the name of a variable
# Headers in which nginx and other proxies give the real client.
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
# Minimum time between two examinations, since each one reads every table.
STATUS_SECONDS = 60.0
_templates = Environment(
    loader=FileSystemLoader(ROOT / "operations" / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
)


class Operations:
    """ASGI middleware that serves the three addresses before anything else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._lock = Lock()
        self._examined: tuple[float, list[Finding]] | None = None
        meters.watch_log()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        path = path_of(scope) if scope["type"] == "http" else ""
        if path not in (HEALTH, METRICS, STATUS):
            await self.app(scope, receive, send)
            return
        response = await anyio.to_thread.run_sync(self._answer, path, scope)
        response.headers.update(HEADERS)
        await response(scope, receive, send)

    def _answer(self, path: str, scope: Scope) -> Response:
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("", 405)
        if path == HEALTH:
            # Whether one published workspace can be served: a proxy needs no more.
            is_up = any(p.exists() for p in curated_root().glob(f"*/{POINTER}"))
            return PlainTextResponse("ok" if is_up else "vide", 200 if is_up else 503)
        if not is_ours(scope):
            return PlainTextResponse("fermé", 404)
        if path == METRICS:
            return Response(meters.text(), media_type=CONTENT_TYPE_LATEST)
        findings, at = self._status()
        page = _templates.get_template("status.html").render(
            found=findings, signs=SIGNS, at=at, builds=sorted(curated_root().glob(f"*/{POINTER}"))
        )
        return HTMLResponse(page, 200 if all(one.level != "fault" for one in findings) else 503)

    def _status(self) -> tuple[list[Finding], datetime]:
        with self._lock:
            if self._examined is None or time.monotonic() - self._examined[0] > STATUS_SECONDS:
                findings = doctor.examine(Places.configured(), datetime.now(UTC))
                self._examined = (time.monotonic(), findings)
            return self._examined[1], datetime.now(UTC)


def is_ours(scope: Scope) -> bool:
    """Whether a request comes from this machine without a proxy, or has the token."""
    headers = Headers(scope=scope)
    token = os.environ.get(TOKEN, "")
    if token:
        authorization = headers.get("authorization", "")
        return hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode())
    if any(name in headers for name in FORWARDED):
        return False
    host = (scope.get("client") or ("", 0))[0]
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
