"""First screens and tabs of the people pages: the answer in sight, no tab without an end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NARROW, READY, WIDE

OpenPage = Callable[[str], Page]
TALLEST = 2_500
TABS = {
    "adhesions": ("adhere", "reste", "manque"),
    "equipes": ("dirige", "reste", "charge"),
    "projets": ("finance", "permet", "themes", "liste"),
}


@pytest.mark.parametrize("name", TABS)
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_first_screen_holds_the_answer(
    open_page: OpenPage, page: Page, name: str, size: dict[str, int]
) -> None:
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    for role in ("public", "staff"):
        open_page(f"/{name}?espace=demo&profil={role}")
        box = page.locator(".obs-answer").bounding_box()
        assert box and box["height"] > 0 and box["y"] + box["height"] <= size["height"]
        assert page.locator(".obs-answer p").first.inner_text().endswith(".")
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("name", TABS)
def test_no_tab_is_endless(open_page: OpenPage, page: Page, name: str) -> None:
    tall = {}
    for tab in TABS[name]:
        open_page(f"/{name}?espace=demo&profil=staff&onglet={tab}")
        page.wait_for_selector(READY)
        box = page.locator('[data-testid="stTabs"]').bounding_box()
        assert box is not None
        if box["height"] > TALLEST:
            tall[tab] = box["height"]
    assert tall == {}
