"""Files cached by browsers: compressed, permanent, under an address that identifies the content."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

import httpx
import pytest
import streamlit

from method.settings import ROOT
from observatory.pages import load_pages
from ui.server import assets


@pytest.fixture(scope="module")
def web(free_server: str) -> Iterator[httpx.Client]:
    """One client for all: each reads the certificates of the machine."""
    with httpx.Client(base_url=free_server) as client:
        yield client


@pytest.fixture(scope="module")
def home(web: httpx.Client) -> str:
    return web.get("/", headers={"accept": "text/html"}).text


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_every_script_and_sheet_of_the_page_is_compressed_and_cached_for_ever(
    web: httpx.Client, home: str, encoding: str
) -> None:
    paths = re.findall(r'(?:src|href)="\.?(/[^"]+\.(?:js|css))"', home)
    assert len(paths) > 10 and any("app.css" in address for address in paths)
    for address in paths:
        answer = web.get(address, headers={"accept-encoding": encoding})
        assert answer.status_code == 200, address
        assert answer.headers["content-encoding"] == encoding, address
        assert "immutable" in answer.headers["cache-control"], address


def test_the_compressed_response_is_the_file(web: httpx.Client) -> None:
    for address, file in (
        (f"/{assets.prefix()}/app.css", ROOT / "static" / "app.css"),
        (f"/{assets.prefix()}/leaflet/leaflet.js", ROOT / "static" / "leaflet" / "leaflet.js"),
    ):
        for encoding in ("br", "gzip", "identity", "br;q=0"):
            answer = web.get(address, headers={"accept-encoding": encoding})
            assert answer.content == file.read_bytes(), (address, encoding)


def test_the_page_itself_leaves_compressed_and_corrected(web: httpx.Client) -> None:
    sizes = {}
    for encoding in ("gzip", "identity"):
        sent = {"accept": "text/html", "accept-encoding": encoding}
        with web.stream("GET", "/", headers=sent) as answer:
            raw = b"".join(answer.iter_raw())
        assert answer.headers.get("content-encoding", "identity") == encoding
        assert answer.headers["vary"] == "Accept-Encoding"
        sizes[encoding] = len(raw)
        page = gzip.decompress(raw) if encoding == "gzip" else raw
        assert b'<html lang="fr"' in page
    assert sizes["gzip"] < sizes["identity"] / 2


def test_a_part_of_the_page_and_its_headers_alone_are_not_compressed(web: httpx.Client) -> None:
    sent = {"accept": "text/html", "accept-encoding": "gzip"}
    part = web.get("/", headers={**sent, "range": "bytes=0-10"})
    assert part.headers["content-range"].startswith("bytes 0-10/")
    assert "content-encoding" not in part.headers
    assert len(part.content) == 11
    assert "content-encoding" not in web.head("/", headers=sent).headers


def test_the_page_asks_at_once_for_the_parts_of_every_page(home: str) -> None:
    for name in assets.PARTS:
        assert re.search(rf'modulepreload" crossorigin href="/static/js/{name}\.[^"]+"', home), name
    own = re.findall(r'href="/?(?:\./)?static/js/([^"]+\.js)"', home)
    assert len(own) == len(set(own)), "asked for twice"
    for file in assets.parts():
        for other in re.findall(r'from"\./([^"]+)"', file.read_text(encoding="utf-8")):
            assert f"static/js/{other}" in home, f"{file.name} waits for {other}"


def test_the_heaviest_script_is_a_third_of_itself(web: httpx.Client) -> None:
    heaviest = ROOT / "static" / "plotly" / "plotly-cartesian.min.js"
    with web.stream(
        "GET",
        f"/{assets.prefix()}/plotly/{heaviest.name}",
        headers={"accept-encoding": "br"},
    ) as answer:
        assert int(answer.headers["content-length"]) < heaviest.stat().st_size / 3


def test_no_address_leaves_the_two_folders(free_server: str, web: httpx.Client) -> None:
    for address in (
        f"/{assets.prefix()}/../app.py",
        "/static/../../__init__.py",
        "/static/%2e%2e/",
    ):
        answer = web.get(free_server + address)
        assert "import" not in answer.text or "<html" in answer.text
    assert str(streamlit.__file__) not in web.get("/static/").text


def test_a_deep_link_knows_where_its_server_is(web: httpx.Client) -> None:
    last = load_pages()[-1]
    page = web.get(f"/{last.url_path}", headers={"accept": "text/html"}).text
    assert "BACKEND_BASE_URL:location.origin+'/'" in page
    assert page.index("BACKEND_BASE_URL") < page.index("</head>")
