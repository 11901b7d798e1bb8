"""The answer first: what every page shows before anybody scrolls, and how long its tabs are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from observatory.gate.access import PUBLIC, STAFF
from observatory.pages import PageEntry, load_pages, pages_for
from tests.browser.conftest import NARROW, READY, WIDE

Open = Callable[[str], Page]
TALLEST = 2_500
VIEWS = {f"espace=demo&profil={STAFF}": STAFF, f"espace=demo&profil={PUBLIC}": PUBLIC}
VIEWS["espace=cvl"] = PUBLIC
# Where the first element so marked ends, and what it says; -1 where there is none. An empty place
# says why it is empty: there is no other answer.
ANSWER = """() => {
    const found = document.querySelector('.obs-answer, .obs-empty');
    if (!found) return [-1, ''];
    const box = found.getBoundingClientRect();
    return [box.height && box.top >= 0 ? box.bottom : -1, found.innerText.trim()];
}"""


def _address(entry: PageEntry, view: str) -> str:
    """The first page stands at the root, and under no other name."""
    return f"/{'' if entry is load_pages()[0] else entry.url_path}?{view}"


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_first_screen_of_every_page_holds_its_answer(
    open_page: Open, page: Page, viewport: dict, view: str
) -> None:
    page.set_viewport_size(viewport)  # ty: ignore[invalid-argument-type]
    wrong = []
    for entry in pages_for(VIEWS[view]):
        open_page(_address(entry, view))
        bottom, said = page.evaluate(ANSWER)
        if not said or not 0 < bottom <= viewport["height"]:
            wrong.append(f"{entry.id}: ends at {bottom:.0f} px, says « {said[:60]} »")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("view", VIEWS)
def test_no_tab_is_taller_than_a_reader_scrolls(open_page: Open, page: Page, view: str) -> None:
    wrong = []
    for entry in pages_for(VIEWS[view]):
        open_page(_address(entry, view))
        tabs = page.get_by_role("tab")
        for rank in range(tabs.count()):
            tab = tabs.nth(rank)
            tab.click()
            expect(tab).to_have_attribute("aria-selected", "true")
            page.wait_for_selector(READY)
            height = page.evaluate(
                "Math.max(...[...document.querySelectorAll('[role=tabpanel]')]"
                ".map(one => one.getBoundingClientRect().height))"
            )
            if height > TALLEST:
                wrong.append(f"{entry.id}, « {tab.inner_text()} »: {height:.0f} px")
    assert not wrong, "\n".join(wrong)


def test_no_page_is_left_out() -> None:
    assert len(pages_for(STAFF)) == len(load_pages())
