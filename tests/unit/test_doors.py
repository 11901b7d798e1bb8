"""What the server's middleware lets through: messages, cookies, methods; no server is started."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg

from ui.server import browsers
from ui.server.doors import Doors
from ui.server.page import CLOSED, FrenchAndSafe

# Every message of Streamlit's protocol: a new one is dropped until somebody allows it.
KINDS = [field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields]
PASS = {"rerun_script", "stop_script", "app_heartbeat", "file_urls_request"}


async def _page(request: Request) -> Response:
    answer = PlainTextResponse("page")
    answer.set_cookie("_streamlit_user", "x", max_age=2_592_000, httponly=True)
    answer.set_cookie("_streamlit_xsrf", "y")
    return answer


@pytest.fixture
def heard() -> list[str | None]:
    """Kinds of the messages that were let through."""
    return []


@pytest.fixture
def app(heard: list) -> Doors:
    async def listen(line: WebSocket) -> None:
        await line.accept()
        try:
            while True:
                message = BackMsg.FromString(await line.receive_bytes())
                heard.append(message.WhichOneof("type"))
        except WebSocketDisconnect:
            return

    return Doors(Starlette(routes=[Route("/", _page), WebSocketRoute("/stream", listen)]))


@pytest.fixture
def visitor(app: Doors) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def _message(kind: str) -> bytes:
    message = BackMsg()
    field = BackMsg.DESCRIPTOR.fields_by_name[kind]
    if field.message_type:
        getattr(message, kind).SetInParent()
    else:
        setattr(message, kind, "x" if field.cpp_type == field.CPPTYPE_STRING else True)
    return message.SerializeToString()


def test_a_visitor_empties_no_cache_and_may_only_request_a_page(
    visitor: TestClient, heard: list
) -> None:
    with visitor.websocket_connect("/stream") as line:
        for kind in KINDS:
            line.send_bytes(_message(kind))
        line.send_bytes(_message("rerun_script"))
    assert "clear_cache" in KINDS
    assert set(heard) == PASS | {"backend_operation_request"}


@pytest.mark.parametrize("operation", ["install_skills", "dismiss_skills_nudge", "deferred_file"])
def test_no_operation_except_downloading_ones_own_file(
    visitor: TestClient, heard: list, operation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Runtime:
        media_file_mgr = type("Files", (), {"_deferred_callables": {"f": {"session_id": "other"}}})

    monkeypatch.setattr("ui.server.doors.runtime.get_instance", Runtime)
    message = BackMsg()
    request = getattr(message.backend_operation_request, operation)
    request.SetInParent()
    if operation == "deferred_file":
        request.file_id = "f"
    with visitor.websocket_connect("/stream") as line:
        line.send_bytes(message.SerializeToString())
        line.send_bytes(_message("rerun_script"))
    assert heard == ["rerun_script"]


@pytest.mark.parametrize("prefix", ["", "/clusters"])
def test_what_is_closed_is_closed_under_a_prefix_too(
    prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.server.doors.base_path", lambda: prefix)
    client = TestClient(FrenchAndSafe(Starlette(routes=[Route("/{path:path}", _page)])))
    assert {client.get(f"{prefix}{path}/x").status_code for path in CLOSED} == {404}
    assert client.get(f"{prefix}/adhesions").status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "X"])
def test_no_request_writes(visitor: TestClient, method: str) -> None:
    assert visitor.request(method, "/").status_code == 405


def test_cookies_are_secure_behind_tls_and_a_sign_in_ends_with_its_day(app: Doors) -> None:
    for base, is_secure in (("http://localhost:8501", False), ("https://obs.example", True)):
        with TestClient(app, base_url=base) as client:
            answer = client.get("/", headers={"accept": "text/html"})
            cookies = answer.headers.get_list("set-cookie")
        assert len(cookies) == 3
        assert all(("; Secure" in cookie) == is_secure for cookie in cookies)
        (own,) = [cookie for cookie in cookies if cookie.startswith(f"{browsers.COOKIE}=")]
        assert "HttpOnly" in own and "SameSite=Lax" in own
        (user,) = [cookie for cookie in cookies if cookie.startswith("_streamlit_user")]
        assert "Max-Age=28800" in user


def test_a_proxy_with_tls_is_known_by_the_address_of_the_site(
    app: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_URL", "https://obs.example")
    with TestClient(app, base_url="http://localhost:8501") as client:
        cookies = client.get("/").headers.get_list("set-cookie")
        assert len(cookies) == 2 and all("; Secure" in cookie for cookie in cookies)


def test_a_sign_in_that_is_not_recorded_is_not_valid(visitor: TestClient) -> None:
    headers: list[str | None] = []

    async def look(request: Request) -> Response:
        headers.append(request.headers.get("cookie"))
        return PlainTextResponse("")

    with TestClient(Doors(Starlette(routes=[Route("/auth/login", look)]))) as client:
        cookies = "a=1; _streamlit_user=forged; _streamlit_user_1=b; _streamlit_user_tokens=t; z=2"
        client.get("/auth/login", headers={"cookie": cookies})
    assert headers == ["a=1; z=2"]


def test_a_browser_reads_only_the_files_it_was_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsers, "MOST_FILES", 2)
    monkeypatch.setattr(browsers, "MOST_BROWSERS", 2)
    sent, files = browsers.AddressesSent(), [f"{i:032x}" for i in range(3)]
    sent.record(None, f"/media/{files[0]}.csv".encode())
    sent.record("a", b"\x0a" + b" ".join(f"/media/{file}.csv".encode() for file in files))
    assert [sent.knows("a", file) for file in files] == [False, True, True]
    assert not sent.knows("b", files[1]) and not sent.knows(None, files[1])
    for key in "bc":
        sent.record(key, f"/media/{files[0]}.csv".encode())
    assert not sent.knows("a", files[1]), "the least recent browser is forgotten"
    sent.forget("c")
    assert not sent.knows("c", files[0]) and sent.knows("b", files[0])
