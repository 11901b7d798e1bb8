"""The static edition in a browser: no fault found by axe, no script, no overflow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests import kept_builds
from tests.browser.conftest import READY, serve

# One page of each kind, and the largest ones.
PAGES = (
    "index.html", "territoires.html", "freins.html", "projets.html", "reseaux.html", "donnees.html",
    "reseaux/{network}.html", "territoires/departement-37.html", "chiffres/freins.six.html",
    "methode.html", "methode/membership.html", "accessibilite.html", "plan.html", "mentions.html",
)  # fmt: skip
# RGAA 10.11: 320 pixels wide, and text at double size.
NARROWEST = {"width": 320, "height": 640}


pytestmark = pytest.mark.deep


@pytest.fixture(scope="module")
def editions(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the editions of both workspaces."""
    folder = tmp_path_factory.mktemp("editions")
    for workspace in ("demo", "cvl"):
        kept_builds.edition(workspace, published, folder / workspace)
    return folder


@pytest.fixture(scope="module")
def address(published: Path, editions: Path) -> Iterator[str]:
    """Address of the application, which serves them."""
    with serve(published, OBSERVATOIRE_EDITION=str(editions)) as server_address:
        yield server_address


@pytest.fixture
def still(browser: Browser) -> Iterator[Page]:
    """A browser with scripts disabled."""
    with browser.new_context(java_script_enabled=False) as context:
        yield context.new_page()


@pytest.mark.parametrize("workspace", ["demo", "cvl"])
def test_axe_finds_no_fault(workspace: str, address: str, editions: Path, browser: Browser) -> None:
    network = min(file.stem for file in (editions / workspace / "reseaux").iterdir())
    faults = {}
    # The content policy of the pages blocks every script, including axe.
    with browser.new_context(bypass_csp=True) as context:
        page = context.new_page()
        for path in PAGES:
            page.goto(f"{address}/edition/{workspace}/{path.format(network=network)}")
            violations = Axe().run(page).response["violations"]
            if violations:
                faults[path] = [(one["id"], one["nodes"][0]["html"]) for one in violations]
    assert faults == {}


def test_nothing_overflows_where_the_screen_is_narrow(address: str, still: Page) -> None:
    still.set_viewport_size(NARROWEST)
    for path in PAGES:
        if "{" not in path:
            still.goto(f"{address}/edition/demo/{path}")
            box = still.locator("main").bounding_box()
            assert box is not None and box["x"] + box["width"] <= NARROWEST["width"] + 1, path


def test_the_keyboard_skips_to_the_content_and_every_page_prints(address: str, still: Page) -> None:
    still.goto(f"{address}/edition/demo/index.html")
    still.keyboard.press("Tab")
    first = still.locator(":focus")
    expect(first).to_have_text("Aller au contenu")
    assert first.bounding_box()["x"] >= 0
    still.keyboard.press("Enter")
    expect(still).to_have_url(f"{address}/edition/demo/index.html#contenu")
    still.emulate_media(media="print")
    expect(still.get_by_role("navigation").first).to_be_hidden()
    expect(still.get_by_role("heading", level=1)).to_be_visible()


def test_every_page_of_the_application_leads_to_it(address: str, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        for path in ("/?espace=demo", "/methode?espace=demo"):
            page.goto(f"{address}{path}")
            page.wait_for_selector(READY, timeout=60_000)
            link = page.get_by_role("link", name="Édition accessible, sans script")
            expect(link).to_have_attribute("href", f"{address}/edition/demo/")
        link.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Les réseaux d’entreprises du Centre-Val de Loire"
        )
    answer = httpx.get(f"{address}/edition/demo/")
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert b"<script" not in answer.content
