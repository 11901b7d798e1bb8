"""The edition as served: static files only, no script, no hidden file."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from ui.server.edition import Edition


async def _app(request: Request) -> Response:
    return PlainTextResponse(f"application {request.url.path}")


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    folder = tmp_path / "editions" / ".demo.1a2b"
    (folder / "reseaux").mkdir(parents=True)
    (folder / "index.html").write_text("<p>accueil</p>", "utf-8")
    (folder / "reseaux" / "a.html").write_text("<p>a</p>", "utf-8")
    (folder / "atom.xml").write_text("<feed/>", "utf-8")
    (tmp_path / "editions" / "demo").symlink_to(".demo.1a2b")
    (tmp_path / "secret.txt").write_text("à personne", "utf-8")
    monkeypatch.setenv("OBSERVATOIRE_EDITION", str(tmp_path / "editions"))
    return TestClient(Edition(Starlette(routes=[Route("/{path:path}", _app)])))


def test_pages_and_files_are_given_with_nothing_that_runs(client: TestClient) -> None:
    for path in ("demo/", "demo/index.html", "demo/reseaux/a.html", "demo/atom.xml"):
        answer = client.get(f"/edition/{path}")
        assert answer.status_code == 200, path
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in answer.headers
    assert client.get("/edition/demo").url.path == "/edition/demo/"


@pytest.mark.parametrize(
    "path",
    [
        "demo/rien.html", "rien/", "", ".demo.1a2b/index.html", "%2e%2e/secret.txt",
        "../secret.txt", "demo/%2e%2e/%2e%2e/secret.txt", "demo//index.html", "demo/reseaux/.a",
    ],
)  # fmt: skip
def test_nothing_else_is_given(path: str, client: TestClient) -> None:
    answer = client.get(f"/edition/{path}")
    assert "à personne" not in answer.text
    assert answer.status_code == 404 or answer.text.startswith("application")


def test_what_writes_and_what_is_elsewhere_is_the_application_s(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.post("/edition/demo/").status_code == 405
    assert client.get("/adhesions").text == "application /adhesions"
    monkeypatch.delenv("OBSERVATOIRE_EDITION")
    assert client.get("/edition/demo/").text.startswith("application")
