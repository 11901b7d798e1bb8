"""Sign in, read one's own pages, be refused, sign out: each role in a browser, and its cookies.

The provider is another local site; no other host is requested.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from method.audit import Audit
from observatory.gate import sign_ins
from observatory.pages import PageEntry, load_pages, pages_for
from tests import signing
from tests.browser.conftest import NARROW, READER, READY, WIDE, click

PAGES = {page.id: page for page in load_pages()}
PUBLIC = "Public"
HERE = re.compile(r"^http://(127\.0\.0\.1|localhost):\d+/|^(data|blob):")


@dataclass(frozen=True)
class Who:
    """A person: claims of the provider, resulting role, a page she may open and one she may not.

    `hers` is a page and a text of it meant for her; `closed` is a page that she may not open, None
    if she may open all.
    """

    role: str
    claims: dict[str, Any]
    label: str
    hers: tuple[str, str]
    closed: str | None


CHIEF = {"email": "chef@devup.example", "email_verified": True}
RESEAU = Who(
    "reseau:cuirlande",
    {"groups": "cuirlande"},
    "Réseau Cuirlande",
    ("reseau", "jours de trésorerie"),
    "financeur",
)
EVERYBODY = [
    RESEAU,
    Who("public", {}, PUBLIC, ("territoires", "entreprises adhérentes"), "reseau"),
    Who(
        "rapporteur",
        {"groups": "ceser"},
        "Rapporteur du CESER",
        ("adhesions", "entreprises"),
        "fragilite",
    ),
    Who(
        "staff",
        {"groups": ["devup"]},
        "Équipe Dév’Up",
        ("donnees", "Déposer un fichier"),
        "journal",
    ),
    Who("admin", CHIEF, "Administration", ("journal", "intactes"), None),
    Who(
        "financeur:234500023",
        {"groups": ["region"]},
        "Financeur Région Centre-Val de Loire",
        ("financeur", "dus par la Région Centre-Val de Loire"),
        "reseau",
    ),
]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with signing.provider() as address:
        yield address


@pytest.fixture(scope="module")
def server(
    published: Path, raw_root: Path, provider: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    home = tmp_path_factory.mktemp("home")
    with signing.signed_server(published, raw_root, home, provider) as address:
        yield address


@contextmanager
def visiting(browser: Browser, server: str) -> Iterator[Page]:
    """A page in a separate browser, which makes no request to any other site."""
    context = browser.new_context(base_url=server, **READER)
    context.route(lambda address: not HERE.match(address), lambda route: route.abort())
    requests: list[tuple[str, str]] = []
    context.on(
        "request",
        lambda request: requests.append((request.headers.get("referer", ""), request.url)),
    )
    yield context.new_page()
    context.close()
    # The provider's own page links to an external style sheet.
    own = [address for page, address in requests if not page.startswith("http://localhost:")]
    assert [address for address in own if not HERE.match(address)] == []


def open_(page: Page, entry: PageEntry) -> None:
    page.goto(f"/{entry.url_path}?espace=demo")
    drawn(page)


def drawn(page: Page) -> None:
    page.wait_for_selector(READY, timeout=60_000)
    expect(page.locator('[data-testid="stException"]')).to_have_count(0)


def profile(page: Page, label: str) -> None:
    """Role shown in the banner."""
    expect(page.get_by_text(f"Profil\u00a0: {label}", exact=True)).to_be_visible()


def refused(page: Page) -> None:
    """Check that the page says why it is closed, and shows nothing else."""
    expect(page.get_by_text("Cette page est réservée au profil")).to_be_visible()
    expect(page.locator(".obs-answer")).to_have_count(0)


def account(page: Page, word: str) -> None:
    """Click a button of « Espace et profil »; a closed page has that of signing in too."""
    click(page.get_by_role("button", name="Espace et profil"))
    click(page.get_by_test_id("stPopoverBody").get_by_role("button", name=word))


def sign_in(page: Page, provider: str, who: Who) -> None:
    """Go from the current page to the provider, and back to the first page."""
    httpx.put(f"{provider}/users/{who.label}", json=who.claims).raise_for_status()
    account(page, "Se connecter")
    page.locator("input[name=sub]").fill(who.label)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(re.compile(r"^http://127\.0\.0\.1"))
    drawn(page)


def sign_out(page: Page) -> None:
    account(page, "Se déconnecter")
    page.wait_for_url(re.compile(r"^http://127\.0\.0\.1:\d+/(\?.*)?$"))
    drawn(page)


def menu(page: Page) -> set[str]:
    """Names of the pages in the menu."""
    page.set_viewport_size(NARROW)  # ty: ignore[invalid-argument-type]
    listed = page.get_by_test_id("stSidebar")
    click(page.get_by_test_id("stExpandSidebarButton"))
    expect(listed.get_by_role("link", name=PAGES["methode"].title)).to_be_visible()
    names = {link.inner_text().strip() for link in listed.get_by_role("link").all()}
    page.set_viewport_size(WIDE)  # ty: ignore[invalid-argument-type]
    return names & {entry.title for entry in PAGES.values()}


@pytest.mark.parametrize(
    "who",
    [
        pytest.param(one, id=one.role, marks=() if one is RESEAU else pytest.mark.deep)
        for one in EVERYBODY
    ],
)
def test_each_role_signs_in_reads_its_own_is_refused_and_leaves(
    browser: Browser, server: str, provider: str, published: Path, who: Who
) -> None:
    name, words = who.hers
    hers = PAGES[name]
    with visiting(browser, server) as page:
        open_(page, hers)
        if not hers.is_for("public"):
            refused(page)
        sign_in(page, provider, who)
        open_(page, hers)
        profile(page, who.label)
        expect(page.get_by_role("heading", level=1)).to_have_text(hers.title)
        expect(page.get_by_text(words).first).to_be_visible()
        assert menu(page) == {entry.title for entry in pages_for(who.role)}
        if who.closed:
            open_(page, PAGES[who.closed])
            refused(page)
        copied = page.context.storage_state()["cookies"]
        sign_out(page)
        open_(page, hers)
        profile(page, PUBLIC)
        if not hers.is_for("public"):
            refused(page)
    with visiting(browser, server) as thief:
        thief.context.add_cookies(copied)  # ty: ignore[invalid-argument-type]
        open_(thief, hers)
        profile(thief, PUBLIC)
    lines = [line for line in Audit(published).lines() if who.role in line.role.split()]
    assert {line.what for line in lines} >= {"sign_in", "sign_out"}
    if who.closed and who.role != "public":
        assert f"refusal {who.closed}" in {f"{line.what} {line.about}" for line in lines}


@pytest.mark.deep
@pytest.mark.parametrize("who", EVERYBODY[3:], ids=lambda who: who.role)
def test_a_session_ends_on_the_server_after_eight_hours(
    browser: Browser, server: str, provider: str, published: Path, who: Who
) -> None:
    hers = PAGES[who.hers[0]]
    with visiting(browser, server) as page:
        open_(page, hers)
        sign_in(page, provider, who)
        open_(page, hers)
        profile(page, who.label)
        with sqlite3.connect(published / sign_ins.FILE_NAME) as book:
            book.execute("update sign_in set opened_at = opened_at - ?", (sign_ins.OPEN_SECONDS,))
        page.reload()
        drawn(page)
        profile(page, PUBLIC)
        refused(page)
