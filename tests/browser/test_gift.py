"""« Pourquoi transmettre »: one column on any width, one sheet of paper, and a message to copy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import NARROW, WIDE, click, printed

Open = Callable[[str], Page]
ADDRESS = "/transmettre?espace=cvl"


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_it_is_one_column_with_its_stamped_examples(
    open_page: Open, page: Page, viewport: dict
) -> None:
    page.set_viewport_size(viewport)  # ty: ignore[invalid-argument-type]
    open_page(ADDRESS)
    gifts = page.locator(".obs-gift")
    expect(gifts).to_have_count(3)
    expect(page.locator(".obs-stamp")).to_have_count(3)
    lefts = {round(box["x"]) for one in gifts.all() if (box := one.bounding_box())}
    assert len(lefts) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_it_prints_on_one_sheet(open_page: Open) -> None:
    sheets = printed(open_page(ADDRESS)).pages
    assert len(sheets) == 1
    text = sheets[0].extract_text()
    assert "Sa prévision" in text and "À qui écrire" in text


def test_it_prints_on_one_sheet_before_its_buttons_have_come(open_page: Open, page: Page) -> None:
    held: list[Route] = []
    page.route("**/static/js/DownloadButton*", lambda route: held.append(route))
    assert len(printed(open_page(ADDRESS)).pages) == 1
    assert page.get_by_test_id("stSkeleton").count()
    for route in held:
        route.continue_()


def test_the_message_is_ready_and_the_example_opens_the_demonstration(open_page: Open) -> None:
    page = open_page(ADDRESS)
    click(page.get_by_role("button", name="Un message prêt à envoyer"))
    message = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode")
    expect(message).to_contain_text("Bonjour,")
    expect(message).to_contain_text("/transmettre?")
    page.keyboard.press("Escape")
    click(page.get_by_role("link", name="Voir dans la démonstration").first)
    expect(page.locator(".obs-band-fictional")).to_be_visible()


def test_a_page_that_waits_for_files_opens_as_the_demonstration_shows_it(open_page: Open) -> None:
    page = open_page("/tresorerie?espace=cvl")
    click(page.get_by_role("link", name="Voir cette page dans la démonstration"))
    expect(page.locator(".obs-band-fictional")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trésorerie")
    expect(page.locator(".obs-answer")).to_contain_text("jours de dépenses en caisse")
    expect(page.get_by_role("link", name="Voir cette page dans la démonstration")).to_have_count(0)
