"""Around a figure in a browser: deep links, focus, printing, parts opened without a rerun."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import click, unfold

Open = Callable[[str], Page]
PAGE = "/adhesions?espace=demo&profil=public"
# Colour and width of the outline of the focused element.
OUTLINE = """() => {
    const style = getComputedStyle(document.activeElement);
    return [style.outlineStyle, parseFloat(style.outlineWidth), style.outlineColor];
}"""


def _luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_deep_link_asks_for_nothing_that_is_not_there(page: Page, open_page: Open) -> None:
    missing: list[str] = []

    def note(answer: Response) -> None:
        if answer.status >= 400:
            missing.append(answer.url)

    page.on("response", note)
    open_page(PAGE)
    assert missing == []
    expect(page.get_by_test_id("stMainMenu")).to_have_count(0)


def test_the_keyboard_shows_where_it_is(page: Page, open_page: Open) -> None:
    open_page(PAGE)
    for _ in range(12):
        page.keyboard.press("Tab")
        style, width, colour = page.evaluate(OUTLINE)
        if page.evaluate("document.activeElement.matches('a, button, [role=tab]')"):
            assert style == "solid" and width >= 2
            assert 1.05 / (_luminance(colour) + 0.05) >= 3


def test_paper_has_figures_and_no_controls(page: Page, open_page: Open) -> None:
    open_page(PAGE)
    page.emulate_media(media="print")
    for hidden in (
        ".st-key-filters",
        ".st-key-chooser",
        "[role=tablist]",
        "[data-testid=stPopover]",
    ):
        for one in page.locator(hidden).all():
            expect(one).to_be_hidden()
    expect(page.locator(".obs-answer").first).to_be_visible()
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    expect(page.locator(".obs-line").first).to_be_visible()


def test_opening_a_definition_draws_its_line_and_not_the_page(page: Page, open_page: Open) -> None:
    open_page(PAGE)
    page.evaluate("document.querySelector('.obs-answer').dataset.mark = 'here'")
    openings: list[int] = []
    page.on("websocket", lambda _: openings.append(-1))
    definition = unfold(page, "part", "Définition")
    expect(definition.locator(".obs-note")).to_contain_text("Lecture")
    expect(definition.locator(".obs-definition")).to_contain_text("Calcul")
    expect(page.locator(".obs-answer[data-mark=here]")).to_have_count(1)
    assert openings == [], "the same connection"


def test_a_view_is_kept_on_another_page_once_something_was_opened(
    page: Page, open_page: Open
) -> None:
    open_page(f"{PAGE.replace('public', 'staff')}&mois=2026-06")
    unfold(page, "part", "Définition")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    click(page.get_by_test_id("stTopNavSection").filter(has_text="Comprendre"))
    click(page.get_by_text("Trésorerie", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("Trésorerie")
    expect(page).to_have_url(re.compile("/tresorerie.*espace=demo"))
    for parameter in ("profil=staff", "mois=2026-06"):
        expect(page).to_have_url(re.compile(parameter))
