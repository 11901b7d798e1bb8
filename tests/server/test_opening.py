"""What a page says first is sent in the page: to whom, from whom, and for how long."""

from __future__ import annotations

import html
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from method.build import Build
from observatory.figures.kept import Keeper
from observatory.gate.store import Store
from tests.browser.conftest import serve
from tests.server.reader import Reader, elements
from ui.server import opening
from ui.server.opening import LONGEST, MOST, Address, Opening, Openings
from ui.server.page import FrenchAndSafe

New = Callable[[str], Reader]
FIRST = 'id="obs-opening"'
# Addresses of these tests alone: others read the same server.
OWN = {"espace": "demo", "essai": "ouverture"}


def test_the_next_reader_of_an_address_is_sent_its_answer(free_server: str, reader: New) -> None:
    one = reader(free_server)
    asked = {**OWN, "mois": "2026-05"}
    assert FIRST not in _page(one, "adhesions", **asked)
    answer = _answer(one.open("adhesions", **asked))
    assert len(answer) > 50
    for pairs in (asked, dict(reversed(asked.items()))):
        page = _page(reader(free_server), "adhesions", **pairs)
        assert FIRST in page
        assert answer in html.unescape(page)
        assert "DÉMONSTRATION" in page and "Adhésions" in page
    for other in (OWN, {**asked, "mois": "2026-04"}, {**asked, "reseau": "x"}):
        assert FIRST not in _page(reader(free_server), "adhesions", **other)
    assert FIRST not in _page(reader(free_server), "equipes", **asked)


def test_only_what_the_public_reads_is_kept(free_server: str, reader: New) -> None:
    asked = {**OWN, "profil": "staff", "mois": "2026-03"}
    assert _answer(reader(free_server).open("tresorerie", **asked))
    assert FIRST not in _page(reader(free_server), "tresorerie", **asked)


def test_a_request_that_names_somebody_receives_nothing(free_server: str, reader: New) -> None:
    asked = {**OWN, "mois": "2026-02"}
    reader(free_server).open("adhesions", **asked)
    address = f"/adhesions?{urlencode(asked)}"
    somebody = {
        "nobody": {},
        "signed in": {"cookie": "_streamlit_user=x"},
        "in parts": {"cookie": "a=b; _streamlit_user__1=x"},
        "behind a proxy": {"x-forwarded-email": "a@example.org"},
    }
    received = {
        name: FIRST in reader(free_server).web.get(address, headers=_accept(headers)).text
        for name, headers in somebody.items()
    }
    assert [name for name, is_sent in received.items() if is_sent] == ["nobody"]


def test_a_session_that_brings_the_state_of_a_widget_leaves_nothing(
    free_server: str, reader: New
) -> None:
    asked = {**OWN, "profil": "public"}
    forged = BackMsg()
    forged.rerun_script.query_string = urlencode(asked)
    forged.rerun_script.page_name = "adhesions"
    state = forged.rerun_script.widget_states.widgets.add()
    for is_forged in (True, False):
        one = reader(free_server)
        one.connect()
        state.id, state.string_value = "$$ID-search-recherche", "Loches"
        if not is_forged:
            forged.rerun_script.ClearField("widget_states")
        one.send(forged)
        assert _answer(one.until("script_finished"))
        page = _page(reader(free_server), "adhesions", **asked)
        assert (FIRST in page) is not is_forged


def test_what_a_session_shows_later_is_not_kept(free_server: str, reader: New) -> None:
    one = reader(free_server)
    one.open("adhesions", **OWN, mois="2025-12")
    assert _answer(one.run("adhesions", **OWN, mois="2025-11"))
    assert FIRST in _page(reader(free_server), "adhesions", **OWN, mois="2025-12")
    assert FIRST not in _page(reader(free_server), "adhesions", **OWN, mois="2025-11")


def test_another_build_says_it_itself(demo_curated: Path) -> None:
    (build, *_) = Store(demo_curated.parent).workspaces()
    kept, first = Openings(), Opening("band", "title", "answer")
    address = Address.of("/adhesions", [("mois", "2026-05"), ("espace", "demo")])
    kept.keep(address, build, first)
    assert kept.of(address, [build]) == first
    assert kept.of(address, [replace(build, id="later")]) is None
    assert kept.of(address, []) is None
    later = replace(build, id="later")
    kept.keep(Address.of("/equipes", []), later, first)
    assert kept.of(address, [build, later]) is None


def test_a_run_on_the_build_before_leaves_what_the_new_one_said(
    demo_curated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (build, *_) = Store(demo_curated.parent).workspaces()
    later, keeper, said = replace(build, id="later"), Keeper(), Openings()
    monkeypatch.setattr(opening.kept, "keeper", lambda: keeper)
    monkeypatch.setattr(opening, "openings", said)
    address, first = Address.of("/equipes", []), Opening("band", "title", "answer")

    def finish(of: Build) -> None:
        state = {"opening_parts": ["band", "title", "answer"], "opening_asked": []}
        monkeypatch.setattr(opening.st, "session_state", state)
        opening.finish("/equipes", of)

    keeper.follow(build)
    finish(build)
    assert said.of(address, [build]) == first
    keeper.follow(later)
    finish(later)
    finish(build)
    assert said.of(address, [later]) == first


def test_the_server_is_the_first_reader_of_what_is_published(
    cvl_curated: Path, demo_curated: Path, raw_root: Path, tmp_path: Path, reader: New
) -> None:
    def is_read(address: str, **asked: str) -> bool:
        return _by(60, lambda: FIRST in _page(reader(address), "", **asked))

    def counted(address: str) -> set[str]:
        lines = httpx.get(f"{address}/metrics").text.splitlines()
        return {line for line in lines if line.startswith(("observatoire_page_", "observatoire_s"))}

    with serve(_published(tmp_path, cvl_curated), raw_root, OBSERVATOIRE_SANS_LECTURE="0") as one:
        assert is_read(one)
        # No reader has drawn a page, and none is connected.
        assert counted(one) == {"observatoire_sessions 0.0"}
        _published(tmp_path, demo_curated)
        assert is_read(one, espace="demo")


def test_few_are_kept(demo_curated: Path) -> None:
    (build, *_) = Store(demo_curated.parent).workspaces()
    kept, first = Openings(), Opening("band", "title", "answer")
    addresses = [Address.of(f"/{number}", []) for number in range(MOST + 1)]
    for address in addresses:
        kept.keep(address, build, first)
    assert [kept.of(one, [build]) for one in addresses[:2]] == [None, first]


def test_an_address_that_no_browser_asks_for_is_not_kept(demo_curated: Path) -> None:
    (build, *_) = Store(demo_curated.parent).workspaces()
    kept, first = Openings(), Opening("band", "title", "answer")
    for pairs in ([("a", "b" * LONGEST)], [("a" * LONGEST, "b")], [("a", "")] * LONGEST):
        kept.keep(Address.of("/adhesions", pairs), build, first)
        assert kept.of(Address.of("/adhesions", pairs), [build]) is None


def test_a_browser_never_takes_an_older_page_for_the_one_now(free_server: str, reader: New) -> None:
    one = reader(free_server)
    page = one.visit("/")
    assert not {"etag", "last-modified"} & set(page.headers)
    of_streamlit = {"if-modified-since": "Wed, 01 Jan 2098 00:00:00 GMT"}
    assert one.web.get("/", headers=_accept(of_streamlit)).status_code == 200


def test_without_scripts_a_browser_is_told_so_in_french(free_server: str, reader: New) -> None:
    page = _page(reader(free_server), "")
    (told,) = re.findall("<noscript>(.*?)</noscript>", page, re.DOTALL)
    assert "demandent JavaScript" in told
    assert "agent" not in told


def _published(root: Path, folder: Path) -> Path:
    """Publish a built workspace in a root, which is returned."""
    shutil.copytree(folder, root / folder.name, symlinks=True)
    return root


def _by(seconds: float, holds: Callable[[], bool]) -> bool:
    """Whether something holds before so many seconds have passed."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.5)
    return False


@pytest.mark.parametrize("label", [r"Centre \1", r"\g<0> & <b>", "</body></noscript>"])
def test_the_label_of_a_workspace_is_never_code(
    demo_curated: Path, monkeypatch: pytest.MonkeyPatch, label: str
) -> None:
    (build, *_) = Store(demo_curated.parent).workspaces()
    builds = [replace(build, label=label)]
    monkeypatch.setenv("OBSERVATOIRE_EDITION", "/nowhere")
    monkeypatch.setenv("OBSERVATOIRE_URL", "https://example.org")
    monkeypatch.setattr("ui.data.store", lambda: SimpleNamespace(workspaces=lambda: builds))
    plain = "<head></head><body><noscript>English</noscript></body>"
    server = Starlette(
        routes=[Route("/", lambda _: HTMLResponse(plain))], middleware=[Middleware(FrenchAndSafe)]
    )
    page = TestClient(server).get("/", headers=_accept({})).text
    assert f">{html.escape(label)}</a>" in page
    assert page.count("</body>") == page.count("</noscript>") == 1


def _accept(headers: dict[str, str]) -> dict[str, str]:
    return {"accept": "text/html", **headers}


def _page(reader: Reader, path: str, **asked: str) -> str:
    return reader.visit(f"/{path}?{urlencode(asked)}").text


def _answer(messages: list[ForwardMsg]) -> str:
    """First sentence of the answer of a page."""
    bodies = [element.body for element in elements(messages, "html")]
    answer = next(body for body in bodies if "obs-answer" in body)
    return html.unescape(re.findall("<p>(.*?)</p>", answer, re.DOTALL)[0])
