"""The client of official sites, against a local site that answers badly."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.fetch.archive import rows
from pipelines.fetch.client import Client, public_or
from pipelines.fetch.packages import FetchError
from tests.unit.fetch_site import Answer, Site, serve

TEXT = os.urandom(50_000).hex().encode()
PACKED = {"Content-Encoding": "gzip"}


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with serve(Site()) as site:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        yield site


def download(site: Site, target: Path, waits: list[float] | None = None) -> bytes:
    wait = (waits if waits is not None else []).append
    client = Client(per_second=1000, wait=wait)
    client.download(f"{site.address}/file", target, 10**7, public_or(site.address))
    return target.read_bytes()


@pytest.mark.parametrize(
    "body", [gzip.compress(TEXT)[:-20_000], gzip.compress(TEXT) + gzip.compress(b"more"), b"plain"]
)
def test_a_compressed_answer_that_is_not_whole_is_asked_again(
    site: Site, tmp_path: Path, body: bytes
) -> None:
    site.pages["/file"] = (200, PACKED, body)
    with pytest.raises(FetchError, match="réponse compressée"):
        download(site, tmp_path / "file")
    assert len(site.asked) == 5
    site.pages["/file"] = (200, PACKED, gzip.compress(TEXT))
    assert download(site, tmp_path / "file") == TEXT


def test_a_full_disk_is_told_with_what_to_do(site: Site) -> None:
    site.pages["/file"] = TEXT
    with pytest.raises(FetchError, match="Libérez de la place"):
        download(site, Path("/dev/full"))


@pytest.mark.parametrize("place", ["https://a..b.fr/", f"https://{'a' * 70}.fr/", "https://xn--/"])
def test_a_redirect_to_what_is_no_address_is_refused(
    site: Site, tmp_path: Path, place: str
) -> None:
    site.pages["/file"] = (302, {"Location": place}, b"")
    with pytest.raises(FetchError, match="n’en est pas un"):
        download(site, tmp_path / "file")


@pytest.mark.parametrize("pause", ["nan", "1e400", "soon"])
def test_a_pause_that_is_no_number_is_ours(site: Site, tmp_path: Path, pause: str) -> None:
    waits: list[float] = []
    site.pages["/file"] = (503, {"Retry-After": pause}, b"")
    with pytest.raises(FetchError, match="code 503"):
        download(site, tmp_path / "file", waits)
    assert waits == [1, 2, 4, 8]


def test_json_too_deep_to_be_read_is_damaged(site: Site) -> None:
    answer: Answer = (200, {}, b"[" * 200_000)
    site.pages["/file"] = answer
    with pytest.raises(FetchError, match="JSON abîmée"):
        Client(per_second=1000, wait=lambda seconds: None).json(f"{site.address}/file")


def test_an_archive_damaged_inside_is_unreadable(tmp_path: Path) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("a.csv", b"id\n" + TEXT)
    content = bytearray(archive.getvalue())
    content[1_000:1_020] = b"\xff" * 20
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(FetchError, match="illisible"):
        list(rows(tmp_path / "a.zip", ".csv", ";", frozenset({"id"})))
