"""The upload address accepts only what an uploader on screen sends."""

from __future__ import annotations

import socket
import uuid
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.server.reader import XSRF, Reader

STAFF = {"espace": "demo", "profil": "staff", "onglet": "deposer"}
New = Callable[[str], Reader]


def test_a_session_sends_files_while_its_page_shows_an_uploader(
    free_server: str, reader: New
) -> None:
    staff = reader(free_server)
    staff.open("donnees", **STAFF)
    assert staff.upload().status_code == 204
    file = str(uuid.uuid4())
    assert staff.upload(file=file).status_code == 204
    where = f"/_stcore/upload_file/{staff.session}/{file}"
    headers = {"X-Xsrftoken": staff.web.cookies[XSRF]}
    assert staff.web.delete(where, headers=headers).status_code == 204
    staff.run("methode", **STAFF)
    assert staff.upload().status_code == 403, "the uploader is gone from the screen"
    assert staff.web.delete(where, headers=headers).status_code == 403
    staff.run("donnees", **STAFF)
    assert staff.upload().status_code == 204
    staff.run("donnees", espace="demo", profil="public")
    assert staff.upload().status_code == 403, "the role is gone"


def test_nobody_else_sends_anything(free_server: str, reader: New) -> None:
    staff, public = reader(free_server), reader(free_server)
    staff.open("donnees", **STAFF)
    for page in ("methode", "donnees", "exports"):
        (public.run if public.page else public.open)(page, espace="demo")
        assert public.upload().status_code == 403
    assert public.upload(session=staff.session).status_code == 403, "another browser's session"
    assert public.upload(session=str(uuid.uuid4())).status_code == 403
    stranger = reader(free_server)
    stranger.web.cookies.set(XSRF, staff.web.cookies[XSRF])
    assert stranger.upload(session=staff.session).status_code == 403
    staff.page.close()
    response = staff.upload()
    assert response.status_code in (400, 403), "the page was closed"


def test_a_session_has_a_limit_of_uploads(free_server: str, reader: New) -> None:
    staff = reader(free_server)
    staff.open("donnees", **STAFF)
    statuses = [staff.upload(b"x").status_code for _ in range(23)]
    assert statuses == [204] * 20 + [429] * 3
    file_id = str(uuid.uuid4())
    staff.run("donnees", **STAFF)
    assert staff.upload(b"x").status_code == 429
    other = reader(free_server)
    other.open("donnees", **STAFF)
    assert other.upload(b"x", file=file_id).status_code == 204
    for file in (str(uuid.uuid4()), file_id):
        where = f"/_stcore/upload_file/{other.session}/{file}"
        headers = {"X-Xsrftoken": other.web.cookies[XSRF]}
        assert other.web.delete(where, headers=headers).status_code == 204
    statuses = [other.upload(b"x").status_code for _ in range(21)]
    assert statuses == [204] * 20 + [429]
    full = f"/_stcore/upload_file/{other.session}/{uuid.uuid4()}"
    headers = {"X-Xsrftoken": other.web.cookies[XSRF]}
    assert other.web.delete(full, headers=headers).status_code == 204, "one may always give back"


def test_a_refused_body_is_not_read(free_server: str, reader: New) -> None:
    """The response comes before the body, which is declared but never sent."""
    staff = reader(free_server)
    staff.open("donnees", **STAFF)
    endless = "Transfer-Encoding: chunked"
    expected = {
        (uuid.uuid4(), "Content-Length: 50000000"): b"403",
        (uuid.uuid4(), endless): b"403",
        (staff.session, "Content-Length: 200000000"): b"413",
        (staff.session, endless): b"411",
    }
    for (session, length), status in expected.items():
        assert _status(staff, f"/_stcore/upload_file/{session}/{uuid.uuid4()}", length) == status


def _status(sender: Reader, where: str, length: str) -> bytes:
    """Status returned for the headers of an upload, without sending its body."""
    host = urlsplit(sender.address)
    cookies = "; ".join(f"{name}={value}" for name, value in sender.web.cookies.items())
    head = (f"PUT {where} HTTP/1.1", f"Host: {host.netloc}", length, f"Cookie: {cookies}")
    with socket.create_connection((host.hostname, host.port), timeout=30) as line:
        line.sendall("\r\n".join([*head, "", ""]).encode())
        return line.recv(64).split()[1]


PIECES = st.sampled_from(
    ["_stcore", "upload_file", "..", ".", "", "%2f", "%2e%2e", "//", "a", "media", "app", "static"]
) | st.uuids().map(str)
METHODS = st.sampled_from(["PUT", "DELETE", "POST", "PATCH", "PROPFIND", "put", "PUT "])


@pytest.fixture(scope="module")
def knocking(free_server: str) -> httpx.Client:
    """A visitor with every cookie of a page."""
    visitor = Reader(free_server)
    visitor.visit()
    return visitor.web


@settings(max_examples=150, deadline=None)
@given(
    method=METHODS,
    pieces=st.lists(PIECES, max_size=6),
    ending=st.lists(PIECES, min_size=0, max_size=3),
    body=st.binary(max_size=300),
    headers=st.dictionaries(
        st.sampled_from(["content-type", "content-range", "x-http-method-override", "expect"]),
        st.sampled_from(["multipart/form-data; boundary=x", "PUT", "100-continue", "bytes 0-1/2"]),
        max_size=2,
    ),
)
def test_no_form_of_upload_gets_through(
    knocking: httpx.Client, method: str, pieces: list, ending: list, body: bytes, headers: dict
) -> None:
    path = "/" + "/".join([*pieces, "_stcore", "upload_file", *ending])
    headers = {**headers, "X-Xsrftoken": knocking.cookies[XSRF]}
    try:
        answer = knocking.request(method.strip(), path, content=body, headers=headers)
    except (httpx.InvalidURL, httpx.RemoteProtocolError):
        return
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"].startswith(("application/json", "text/plain"))
