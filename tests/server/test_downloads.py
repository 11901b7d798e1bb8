"""A download is built for the session that offered it, and served only to its browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.server.reader import Reader, elements
from ui.server.page import FrenchAndSafe

New = Callable[[str], Reader]
LABEL = "Télécharger le modèle Excel"


def test_what_staff_download_is_for_that_session(free_server: str, reader: New) -> None:
    staff, public = reader(free_server), reader(free_server)
    messages = staff.open("donnees", espace="demo", profil="staff", onglet="deposer")
    (offered,) = [one for one in elements(messages, "download_button") if one.label == LABEL]
    public.open("methode", espace="demo")
    public.download(offered.deferred_file_id)
    with pytest.raises(TimeoutError):
        public.until("backend_operation_response", timeout=3)
    staff.download(offered.deferred_file_id)
    response = staff.until("backend_operation_response")[-1].backend_operation_response
    address = response.deferred_file.url
    assert staff.web.get(address).content.startswith(b"PK")
    assert public.web.get(address).status_code == 404
    bare = reader(free_server)
    assert bare.web.get(address).status_code == 404
    bare.visit()
    assert bare.web.get(address).status_code == 404
    for odd in ("/media/", "/media/x", f"{address}/", address.replace("/media/", "/media//")):
        assert public.web.get(odd).status_code == 404


def test_what_every_page_shows_is_served(free_server: str, reader: New) -> None:
    public = reader(free_server)
    messages = public.open("", espace="demo")
    logo = next(one.logo.image for one in messages if one.HasField("logo"))
    assert public.web.get(logo).status_code == 200


@pytest.mark.parametrize("accept", ["*/*", "text/html"])
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize("is_compressed", [True, False])
def test_a_file_in_html_is_downloaded_as_it_was_written(
    accept: str, encoding: str, is_compressed: bool
) -> None:
    written = "<html><head></head><body>" + "carte " * 500 + "</body></html>"

    def carte(_: object) -> HTMLResponse:
        return HTMLResponse(
            written, headers={"content-disposition": 'attachment; filename="c.html"'}
        )

    inside = [Middleware(GZipMiddleware)] if is_compressed else []
    server = Starlette(
        routes=[Route("/media/c.html", carte)],
        middleware=[Middleware(FrenchAndSafe), *inside],
    )
    answer = TestClient(server).get(
        "/media/c.html", headers={"accept": accept, "accept-encoding": encoding}
    )
    assert answer.text == written
