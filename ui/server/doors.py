"""Access control of the server: which requests may come in, and who may download what.

Streamlit answers anyone who speaks its protocol. Here, around it: no request writes, except an
upload of a session whose page shows an uploader; a download is served only to the browser that
received its address, and built for the session that offered it; messages that readers never need
(emptying everybody's caches, Git, debugging) are dropped; a closed sign-in no longer counts;
cookies are `Secure` behind TLS.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from google.protobuf.message import DecodeError
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config, runtime
from streamlit.auth_util import get_origin_from_redirect_uri
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from method.log import log
from method.settings import site_url
from observatory.gate.sign_ins import OPEN_SECONDS, SignInsError
from ui.server import browsers, proxy, sign_ins
from ui.server.uploads import uploads

READING = ("GET", "HEAD", "OPTIONS")
# Messages that a page sends to its server; any other message is dropped.
MESSAGES = frozenset(
    {"rerun_script", "stop_script", "app_heartbeat", "file_urls_request"}
    | {"backend_operation_request"}
)
OPERATIONS = frozenset({"deferred_file", "dataframe_chunk"})

_ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_UPLOAD = re.compile(f"/_stcore/upload_file/({_ID})/({_ID})")
_MEDIA = re.compile(r"/media/([0-9a-f]{16,128})(?:\.[A-Za-z0-9]{1,8})?")
_MAX_AGE = re.compile(r"max-age=[1-9]\d*", re.IGNORECASE)


class Doors:
    """ASGI middleware: every request and every message of a page passes here first."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        proxy.guard()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or one page's connection."""
        if scope["type"] in ("websocket", "http") and proxy.names_somebody(scope):
            if proxy.is_on() and proxy.is_forged(scope):
                await _refuse_forged(scope, receive, send)
                return
            scope = scope if proxy.is_on() else proxy.without(scope)
        if scope["type"] == "websocket":
            checked = _without_closed_sign_in(scope)
            page = _Page(HTTPConnection(checked).cookies, receive, send)
            await self.app(checked, page.receive, page.send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, cookies = path_of(scope), HTTPConnection(scope).cookies
        if scope["method"] not in READING:
            await self._take_in(path, cookies, scope, receive, send)
        elif path.startswith("/media/") and not _may_download(path, cookies):
            await _refuse(404, "Ce fichier n’est plus disponible.", scope, receive, send)
        elif path.startswith(("/auth/", "/oauth2callback")):
            await self._sign(path, cookies, scope, receive, send)
        else:
            await self.app(scope, receive, _Cookies(scope, send, cookies).send)

    async def _sign(
        self, path: str, cookies: Mapping[str, str], scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Sign in or out; if it cannot be recorded, respond with an error and do nothing else."""
        try:
            response = _Cookies(scope, send, cookies, is_leaving=path == "/auth/logout")
        except SignInsError as error:
            await _not_written_down(error)(scope, receive, send)
            return
        await self.app(_without_closed_sign_in(scope), receive, response.send)

    async def _take_in(
        self, path: str, cookies: Mapping[str, str], scope: Scope, receive: Receive, send: Send
    ) -> None:
        """An upload or its removal; any other request that writes is refused."""
        match = _UPLOAD.fullmatch(path)
        if match is None or scope["method"] not in ("PUT", "DELETE"):
            await _refuse(405, "Cette adresse ne reçoit rien.", scope, receive, send)
            return
        session, out = match[1], _Cookies(scope, send, cookies)
        if not uploads.may_send(session, cookies):
            sentence = "Cette session n’a pas de fichier à déposer."
            await _refuse(403, sentence, scope, receive, send)
        elif scope["method"] == "DELETE":
            await self.app(scope, receive, out.send)
        else:
            await self._receive_upload(session, scope, receive, send, out)

    async def _receive_upload(
        self, session: str, scope: Scope, receive: Receive, send: Send, out: _Cookies
    ) -> None:
        """An upload, if there is room for its declared size."""
        size = _declared(scope)
        if size is None:
            await _refuse(411, "La taille du fichier manque.", scope, receive, send)
            return
        refusal = uploads.refusal(session, size)
        if refusal is not None:
            await _refuse(*refusal, scope, receive, send)
            return
        try:
            await self.app(scope, _at_most(size, receive), out.send)
        finally:
            uploads.done(session, size)


class _Page:
    """The connection of one page: its incoming and outgoing messages."""

    def __init__(self, cookies: Mapping[str, str], receive: Receive, send: Send) -> None:
        self._browser = browsers.key_of(cookies)
        self._sign_in = sign_ins.mark_of(cookies)
        self._session: str | None = None
        self._receive, self._send = receive, send

    async def receive(self) -> Message:
        """The next message that a page may send."""
        while True:
            message = await self._receive()
            if message["type"] != "websocket.receive" or self._is_lawful(message.get("bytes")):
                return message
            log.warning("message_dropped")

    async def send(self, message: Message) -> None:
        """Forward a message, and record the files and the session that it mentions."""
        data = message.get("bytes") if message["type"] == "websocket.send" else None
        if data:
            browsers.addresses_sent.record(self._browser, data)
            if self._session is None:
                self._session = _session_in(data)
        await self._send(message)

    def _is_lawful(self, data: bytes | None) -> bool:
        message = BackMsg()
        try:
            message.ParseFromString(data or b"")
        except DecodeError:
            return True  # Streamlit closes the connection
        kind = message.WhichOneof("type")
        if kind != "backend_operation_request":
            return kind in MESSAGES
        if self._sign_in is not None and not sign_ins.is_known_open(self._sign_in):
            return False
        payload = message.backend_operation_request
        operations = {field.name for field, _ in payload.ListFields()} - {
            "request_id",
            "session_id",
        }
        if "deferred_file" in operations and not _offers(
            self._session, payload.deferred_file.file_id
        ):
            return False
        return operations <= OPERATIONS


class _Cookies:
    """Forwards a response with the cookies that it needs, and records sign-ins."""

    def __init__(
        self, scope: Scope, send: Send, cookies: Mapping[str, str], *, is_leaving: bool = False
    ) -> None:
        self._scope, self._send, self._is_tls = scope, send, _is_behind_tls(scope)
        self._is_replaced = False
        self._key, self._is_leaving = browsers.key_of(cookies), is_leaving
        self._is_sign_in = path_of(scope) == "/oauth2callback"
        # A page cached by the browser is served without a body; it requests its health in any case.
        accepted = Headers(scope=scope).get("accept", "")
        self._is_page = "text/html" in accepted or path_of(scope) == "/_stcore/health"
        if is_leaving:
            mark = sign_ins.mark_of(cookies)
            if mark is not None:
                sign_ins.registry().close(mark)
                sign_ins.record("sign_out", cookies)
            browsers.addresses_sent.forget(self._key)

    async def send(self, message: Message) -> None:
        """Send one message of the response, or its replacement."""
        if self._is_replaced:
            return
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if self._is_leaving or (self._is_page and self._key is None):
                new = f"{browsers.COOKIE}={browsers.new_key()}; Path=/; HttpOnly; SameSite=Lax"
                headers.append("set-cookie", new)
            cookies = headers.getlist("set-cookie")
            if cookies:
                del headers["set-cookie"]
                for header in cookies:
                    headers.append("set-cookie", self._safe(header))
            if self._is_sign_in:
                try:
                    _write_down(cookies)
                except SignInsError as error:
                    self._is_replaced = True
                    await _not_written_down(error)(self._scope, _nothing, self._send)
                    return
        await self._send(message)

    def _safe(self, cookie: str) -> str:
        if cookie.startswith(USER_COOKIE_NAME):
            cookie = _MAX_AGE.sub(f"Max-Age={OPEN_SECONDS}", cookie)
        is_secure = re.search(r";\s*secure\b", cookie, re.IGNORECASE)
        return cookie if is_secure or not self._is_tls else f"{cookie}; Secure"


def base_path() -> str:
    """Path under which the application is served: nothing, or `/clusters`."""
    base = (config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


def path_of(scope: Scope) -> str:
    """Path inside the application, without the prefix under which it is served."""
    return scope["path"].removeprefix(scope.get("root_path", "")).removeprefix(base_path())


def _declared(scope: Scope) -> int | None:
    sizes = Headers(scope=scope).getlist("content-length")
    is_number = (
        len(sizes) == 1 and sizes[0].isascii() and sizes[0].isdecimal() and len(sizes[0]) < 16
    )
    return int(sizes[0]) if is_number else None


def _at_most(size: int, receive: Receive) -> Receive:
    """A body that is cut off when it exceeds its declared length."""
    left = size

    async def next_part() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        return message if left >= 0 else {"type": "http.disconnect"}

    return next_part


async def _refuse(status: int, sentence: str, scope: Scope, receive: Receive, send: Send) -> None:
    log.warning("request_refused", method=scope["method"], status=status)
    await JSONResponse({"detail": sentence}, status_code=status)(scope, receive, send)


def _not_written_down(error: SignInsError) -> PlainTextResponse:
    log.error("sign_in_failed", reason=type(error).__name__)
    return PlainTextResponse(f"{error}\n", 503)


async def _nothing() -> Message:
    """What a response that reads no request body receives."""
    return {"type": "http.disconnect"}


async def _refuse_forged(scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse identity headers that do not come from the proxy."""
    if scope["type"] == "http":
        sentence = "Cet en-tête n’est pas accepté d’ici."
        await _refuse(403, sentence, scope, receive, send)
        return
    log.warning("request_refused", method="WEBSOCKET", status=403)
    await receive()
    await send({"type": "websocket.close", "code": 1008})


def _may_download(path: str, cookies: Mapping[str, str]) -> bool:
    match = _MEDIA.fullmatch(path)
    return match is not None and browsers.addresses_sent.knows(browsers.key_of(cookies), match[1])


def _session_in(data: bytes) -> str | None:
    """Session of a page, from the message that starts its runs."""
    message = ForwardMsg()
    try:
        message.ParseFromString(data)
    except DecodeError:
        return None
    is_new = message.WhichOneof("type") == "new_session"
    return message.new_session.initialize.session_id or None if is_new else None


def _offers(session: str | None, file: str) -> bool:
    """Whether the page of this session offers the download."""
    manager: Any = runtime.get_instance().media_file_mgr
    download = getattr(manager, "_deferred_callables", {}).get(file)
    return session is not None and download is not None and download["session_id"] == session


def _is_behind_tls(scope: Scope) -> bool:
    addresses = (scope.get("scheme", ""), site_url(), get_origin_from_redirect_uri() or "")
    return any(address.startswith("https") for address in addresses)


def _without_closed_sign_in(scope: Scope) -> Scope:
    """The request without the cookies of a sign-in that is not open."""
    cookies = HTTPConnection(scope).cookies
    is_closed = not sign_ins.is_known_open(sign_ins.mark_of(cookies))
    if not is_closed or not sign_ins.are_in(cookies):
        return scope
    headers = []
    for name, value in scope["headers"]:
        if name == b"cookie":
            parts = [part.strip() for part in value.split(b";")]
            own = USER_COOKIE_NAME.encode()
            value = b"; ".join(part for part in parts if not part.startswith(own))
        headers.append((name, value))
    return {**scope, "headers": headers}


def _write_down(cookie_headers: list[str]) -> None:
    """Open the sign-in whose cookies are in the response."""
    cookies = {}
    for header in cookie_headers:
        try:
            parsed = SimpleCookie(header)
        except CookieError:
            continue
        cookies |= {name: morsel.value for name, morsel in parsed.items() if morsel.value}
    mark = sign_ins.mark_of(cookies)
    if mark is not None:
        sign_ins.registry().open(mark)
        sign_ins.record("sign_in", cookies)
