"""The search of the header, by keyboard, at both widths, and what it opens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, READY, WIDE, click

OpenPage = Callable[[str], Page]


def _type(page: Page, text: str) -> None:
    box = page.get_by_label("Chercher", exact=True)
    box.fill(text)


@pytest.mark.parametrize(
    "size", [WIDE, pytest.param(NARROW, marks=pytest.mark.deep)], ids=["wide", "narrow"]
)
def test_a_postal_code_opens_the_largest_commune_by_keyboard(
    open_page: OpenPage, page: Page, size: dict[str, int]
) -> None:
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    open_page("/adhesions?espace=demo&profil=public")
    _type(page, "37600")
    first = page.locator(".obs-search a").first
    expect(first).to_contain_text("Loches")
    page.keyboard.press("Tab")
    if page.evaluate("document.activeElement.tagName") != "A":
        page.keyboard.press("Tab")  # the clear button comes between the two
    page.keyboard.press("Enter")
    page.wait_for_url("**/territoires?**territoire=commune-37132**")
    page.wait_for_selector(READY)
    expect(page.locator(".obs-search")).to_have_count(0)


def test_a_typing_error_opens_the_network_from_its_own_page(
    open_page: OpenPage, page: Page
) -> None:
    open_page("/fiche?espace=demo&profil=public")
    _type(page, "cuirlade")
    click(page.locator(".obs-search a").first)
    page.wait_for_url("**reseau=cuirlande**")
    expect(page.locator("h2").first).to_contain_text("Cuirlande")


def test_what_a_profile_may_not_open_is_not_found(open_page: OpenPage, page: Page) -> None:
    for role, count in (("public", 0), ("staff", 1)):
        open_page(f"/adhesions?espace=demo&profil={role}")
        _type(page, "simulateurs")
        expect(page.locator(".obs-search")).to_be_visible()
        expect(page.locator('.obs-search a[href^="simulateurs"]')).to_have_count(count)


def test_hostile_text_is_text(open_page: OpenPage, page: Page) -> None:
    open_page("/adhesions?espace=demo&profil=public")
    _type(page, "<img src=x onerror=alert(1)> zzz")
    expect(page.locator(".obs-search p")).to_contain_text("<img src=x")
    expect(page.locator(".obs-search img")).to_have_count(0)


def test_enter_opens_the_first_answer_to_all_that_is_typed(open_page: OpenPage, page: Page) -> None:
    open_page("/adhesions?espace=demo&profil=public")
    box = page.get_by_label("Chercher", exact=True)
    # The answers to the first letters would open another place.
    box.press_sequentially("cha")
    expect(page.locator(".obs-search a").first).to_be_visible()
    box.press_sequentially("teau-renault")
    box.press("Enter")
    page.wait_for_url("**/territoires?**territoire=commune-37063**")
