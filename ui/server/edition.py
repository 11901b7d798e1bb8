"""The static edition, served beside the application under `/edition/<workspace>/`.

Its pages bypass the application's access control: they have no session, set no cookie, and are
served as written. Their headers forbid browsers to run any script.
"""

from __future__ import annotations

import re
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from method.settings import edition_root
from ui.server.doors import path_of

PREFIX = "/edition/"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    # Rewritten at each publication, at the same addresses.
    "Cache-Control": "no-cache",
}
NOTHING = "Cette page n’est pas dans l’édition, ou l’édition est en cours d’écriture."
# Names that start with a dot are being written, or were replaced.
_NAME = r"[A-Za-z0-9_-][A-Za-z0-9_.-]*"
_LAWFUL = re.compile(rf"{_NAME}(?:/{_NAME})*/?")


class Edition:
    """ASGI middleware: files of the edition, if there is one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        path = path_of(scope) if scope["type"] == "http" else ""
        root = edition_root()
        is_asked = path.startswith(PREFIX) and scope["method"] in ("GET", "HEAD")
        if root is None or not is_asked:
            await self.app(scope, receive, send)
            return
        response = await _answer(root, path.removeprefix(PREFIX), scope)
        response.headers.update(HEADERS)
        await response(scope, receive, send)


async def _answer(root: Path, path: str, scope: Scope) -> Response:
    if not _LAWFUL.fullmatch(path):
        return PlainTextResponse(NOTHING, 404)
    files = StaticFiles(directory=root, html=True, follow_symlink=True, check_dir=False)
    try:
        return await files.get_response(path.rstrip("/") or ".", scope)
    except HTTPException:
        return PlainTextResponse(NOTHING, 404)
