"""The answer that comes inside the page: read before any script, and where the page will say it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import NARROW, READER, READY, WIDE

# A home page, a page with a control above its answer, and a page that waits for its files.
ADDRESSES = (
    "/?espace=demo&mois=2026-07",
    "/territoires?espace=demo&mois=2026-07",
    "/tresorerie?espace=cvl",
)
SAID = "h1, .obs-band, .obs-answer p, .obs-empty p"
PLACES = f"""root => [...document.querySelectorAll(`${{root}} :is({SAID})`)].map(one => [
    one.innerText, ...Object.values(one.getBoundingClientRect().toJSON()).map(Math.round)])"""


def _drawn(page: Page, address: str) -> list:
    """What the page itself says and where, once it is drawn."""
    page.goto(address)
    page.wait_for_selector(READY)
    page.evaluate("document.fonts.ready.then(() => true)")
    # A control stands in the page once its script has come.
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    expect(page.locator("#obs-opening")).to_have_count(0)
    return page.evaluate(PLACES, "#root")


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_said_where_the_page_will_say_it(page: Page, viewport: dict, address: str) -> None:
    page.set_viewport_size(viewport)  # ty: ignore[invalid-argument-type]
    drawn = _drawn(page, address)
    assert len(drawn) > 2
    page.route("**/static/js/index.*", lambda route: route.abort())
    page.goto(address)
    page.evaluate("document.fonts.ready.then(() => true)")
    assert page.evaluate(PLACES, "#obs-opening") == drawn
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_it_is_read_without_scripts(page: Page, browser: Browser, base_url: str) -> None:
    drawn = _drawn(page, ADDRESSES[0])
    context = browser.new_context(base_url=base_url, java_script_enabled=False, **READER)
    plain = context.new_page()
    plain.goto(ADDRESSES[0])
    for text, *_ in drawn:
        expect(plain.locator("#obs-opening")).to_contain_text(text.split("\n")[-1])
    expect(plain.get_by_text("La suite de la page")).to_be_hidden()
    context.close()
