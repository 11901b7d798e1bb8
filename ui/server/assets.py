"""Files that browsers keep for ever: compressed once, under an address that changes with them.

Streamlit sends its own scripts as they are (4.7 MB for the one that draws charts) and ours without
a word on how long they hold. Here both leave compressed, and a browser asks for each once.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Thread

import anyio
import brotli
import streamlit
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from method.settings import ROOT
from ui.server.doors import path_of

OWN = ROOT / "static"
FRAMEWORK = Path(streamlit.__file__).parent / "static" / "static"
# A year, which is the longest that a browser believes.
FOR_EVER = "public, max-age=31536000, immutable"
# Already compressed: fonts, pictures.
PACKED = (".woff2", ".woff", ".png", ".jpg", ".gif", ".webp")
# The next steps cost four times the time for 4 % of the bytes.
QUALITY = 5
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=QUALITY),
    "gzip": lambda content: gzip.compress(content, mtime=0),
}


@cache
def version() -> str:
    """Short hash of every file of `static`: it stands in their addresses."""
    digest = hashlib.sha256()
    for file in sorted(OWN.rglob("*")):
        if file.is_file():
            digest.update(str(file.relative_to(OWN)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def prefix() -> str:
    """Where the files of `static` are found, without slashes around; only behind `Assets`."""
    return f"app/static/@{version()}"


class Assets:
    """ASGI middleware: files whose address says their content, from memory, compressed."""

    serves = False

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._own = f"/{prefix()}/"
        self._files = _in(FRAMEWORK, "/static/") | _in(OWN, self._own)
        Assets.serves = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        path = path_of(scope) if scope["type"] == "http" else ""
        file = self._files.get(path) if scope.get("method") in ("GET", "HEAD") else None
        if file is None:
            await self.app(self._without_version(scope, path), receive, send)
            return
        kind = _kind(Headers(scope=scope).get("accept-encoding", ""), file)
        body = await anyio.to_thread.run_sync(content, file, kind)
        headers = {"Cache-Control": FOR_EVER, "Vary": "Accept-Encoding"}
        if kind:
            headers["Content-Encoding"] = kind
        media = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        await Response(body, headers=headers, media_type=media)(scope, receive, send)

    def _without_version(self, scope: Scope, path: str) -> Scope:
        """A file of ours that came after the start is Streamlit's to serve, at its own address."""
        if not path.startswith(self._own):
            return scope
        plain = scope["path"].replace(f"/@{version()}/", "/", 1)
        return {**scope, "path": plain, "raw_path": plain.encode()}


@cache
def content(file: Path, kind: str) -> bytes:
    """A file as it leaves, in that encoding; none when empty."""
    plain = file.read_bytes()
    return PACKERS[kind](plain) if kind else plain


def prepare() -> None:
    """Compress in the background what the first page needs, before its reader comes."""
    index = (FRAMEWORK.parent / "index.html").read_text(encoding="utf-8")
    named = (FRAMEWORK / name for name in re.findall(r'"\./static/([^"]+\.(?:js|css))"', index))
    first = [*named, *(FRAMEWORK / "js").glob("PlotlyChart.*.js"), *OWN.glob("*.js")]

    def work() -> None:
        for file in [*first, OWN / "app.css"]:
            content(file, next(iter(PACKERS)))

    Thread(target=work, daemon=True).start()


def _in(folder: Path, address: str) -> dict[str, Path]:
    """Files of a folder by their address."""
    return {
        f"{address}{file.relative_to(folder).as_posix()}": file
        for file in folder.rglob("*")
        if file.is_file()
    }


def _kind(accepted: str, file: Path) -> str:
    """The best encoding that the browser takes; empty where there is nothing to gain."""
    if file.suffix in PACKED:
        return ""
    offered = [part.split(";")[0].strip() for part in accepted.split(",") if "q=0" not in part]
    return next((name for name in PACKERS if name in offered), "")
