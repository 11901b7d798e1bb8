"""The client of official sites, against a local site that answers badly."""

from __future__ import annotations

import gzip
import io
import os
import ssl
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from pipelines.fetch.archive import rows
from pipelines.fetch.client import Client, public_or, same_site
from pipelines.fetch.packages import FetchError, Package, download_npm
from tests import certificate
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


@contextmanager
def _with_certificate(folder: Path, days: tuple[int, int], name: str) -> Iterator[str]:
    """A site whose certificate, trusted by nobody, is valid between two days from now."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate.write(folder, name, days))
    with serve(Site(pages={"/file": b"{}"}), context) as site:
        yield site.address.replace("127.0.0.1", "localhost")


@pytest.mark.parametrize(
    ("days", "name", "trusted", "said"),
    [
        ((-9, -2), "localhost", True, "certificat périmé"),
        ((2, 9), "localhost", True, "certificat pas encore valable"),
        ((-1, 9), "autre.example", True, "certificat d’un autre site"),
        ((-1, 9), "localhost", False, "certificat non reconnu par cette machine"),
    ],
)
def test_a_site_that_does_not_prove_who_it_is_is_refused_at_once(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    days: tuple[int, int],
    name: str,
    trusted: bool,
    said: str,
) -> None:
    waits: list[float] = []
    with _with_certificate(tmp_path, days, name) as address:
        context = ssl.create_default_context(cafile=tmp_path / "fullchain.pem" if trusted else None)
        monkeypatch.setattr("pipelines.fetch.client._certificates", lambda: context)
        with pytest.raises(FetchError, match=said) as refused:
            Client(per_second=1000, wait=waits.append).json(f"{address}/file")
    assert waits == []
    assert "verify" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:1", "connexion refusée"),
        ("http://absent.invalid", "nom de site introuvable"),
        ("{site}", "réponse interrompue"),
        ("{tls}", "connexion chiffrée impossible"),
    ],
)
def test_what_prevents_an_answer_is_told_in_french(site: Site, address: str, said: str) -> None:
    site.pages["/file"] = (200, {"Content-Length": "1000"}, b"{}")
    url = address.format(site=site.address, tls=site.address.replace("http:", "https:"))
    with pytest.raises(FetchError, match="5 essais sans réponse utilisable") as refused:
        Client(per_second=1000, wait=lambda seconds: None).json(f"{url}/file")
    assert f"({said})" in str(refused.value)


def test_an_answer_that_announces_too_much_is_refused_before_it_comes(
    site: Site, tmp_path: Path
) -> None:
    site.pages["/file"] = (200, {"Content-Length": str(4 * 1024**3)}, b"x")
    with pytest.raises(FetchError, match="réponse de plus de 9 Mo, refusée"):
        download(site, tmp_path / "file")
    assert len(site.asked) == 1


def test_a_way_without_https_is_told_as_such() -> None:
    for gate in (same_site("https://a.example/x"), public_or("https://a.example/x")):
        with pytest.raises(FetchError, match="adresse sans https, refusée"):
            gate(httpx.URL("http://a.example/x"))


def test_a_package_that_is_not_there_is_told_in_french(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", site.address)
    with pytest.raises(FetchError, match=r"téléchargement impossible \(code 404\)"):
        download_npm(Package("absent", "1.0.0", ""), tmp_path)
