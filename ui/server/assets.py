"""Files that browsers cache for ever: compressed once, at an address that changes with them.

Streamlit sends its own scripts uncompressed (half a megabyte for the first one) and ours without a
cache lifetime. Here both are compressed, and a browser requests each only once.
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
# A year, the longest that browsers accept.
FOR_EVER = "public, max-age=31536000, immutable"
# Already compressed: fonts, pictures.
PACKED = (".woff2", ".woff", ".png", ".jpg", ".gif", ".webp")
# What draws the parts of nearly every page: HTML, the search, lists, charts. The script of the page
# would ask for them only once it has the first of each, and React shows none of them while others
# are on their way.
PARTS = ("Html", "TextInput", "Selectbox", "BidiComponent")
_IMPORTED = re.compile(r'(?:from|import)"\./([^"]+\.js)"')
# Higher qualities take four times as long for 4 % fewer bytes.
QUALITY = 5
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=QUALITY),
    "gzip": lambda content: gzip.compress(content, mtime=0),
}


@cache
def version() -> str:
    """Short hash of all files in `static`, which is part of their addresses."""
    digest = hashlib.sha256()
    for file in sorted(OWN.rglob("*")):
        if file.is_file():
            digest.update(str(file.relative_to(OWN)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def prefix() -> str:
    """Path of the files of `static`, without surrounding slashes; only valid behind `Assets`."""
    return f"app/static/@{version()}"


class Assets:
    """ASGI middleware: files whose address depends on their content, from memory, compressed."""

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
        """Address without the version: Streamlit serves our files created after the start."""
        if not path.startswith(self._own):
            return scope
        plain = scope["path"].replace(f"/@{version()}/", "/", 1)
        return {**scope, "path": plain, "raw_path": plain.encode()}


@cache
def content(file: Path, kind: str) -> bytes:
    """Content of a file in that encoding; not encoded when `kind` is empty."""
    plain = file.read_bytes()
    return PACKERS[kind](plain) if kind else plain


def prepare() -> None:
    """Compress in the background what the first page needs, before the first reader arrives."""
    own = (file for place in (".", "chart", "plotly") for file in (OWN / place).glob("*.js"))
    first = [*_linked(), *parts(), *own]

    def work() -> None:
        for file in [*first, OWN / "app.css"]:
            content(file, next(iter(PACKERS)))

    Thread(target=work, daemon=True).start()


@cache
def parts() -> tuple[Path, ...]:
    """Scripts of `PARTS` and all that they import, but for those that the page already links."""
    linked, found = set(_linked()), dict[Path, None]()
    waiting = [file for name in PARTS for file in (FRAMEWORK / "js").glob(f"{name}.*.js")]
    while waiting:
        file = waiting.pop()
        if file not in linked and file not in found:
            found[file] = None
            waiting += [file.parent / name for name in _IMPORTED.findall(file.read_text("utf-8"))]
    return tuple(found)


def _linked() -> list[Path]:
    """Scripts and sheets that the framework's own page links."""
    index = (FRAMEWORK.parent / "index.html").read_text(encoding="utf-8")
    return [FRAMEWORK / name for name in re.findall(r'"\./static/([^"]+\.(?:js|css))"', index)]


def _in(folder: Path, address: str) -> dict[str, Path]:
    """Files of a folder, by address."""
    return {
        f"{address}{file.relative_to(folder).as_posix()}": file
        for file in folder.rglob("*")
        if file.is_file()
    }


def _kind(accepted: str, file: Path) -> str:
    """The best encoding that the browser accepts; empty when compression gains nothing."""
    if file.suffix in PACKED:
        return ""
    encodings = [part.split(";")[0].strip() for part in accepted.split(",") if "q=0" not in part]
    return next((name for name in PACKERS if name in encodings), "")
