"""The answer first: what every page shows before scrolling; and every tab of every page: short,
accessible and in French.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from observatory.gate.access import PUBLIC, STAFF
from observatory.pages import PageEntry, load_pages, pages_for
from tests.browser.conftest import NARROW, READY, WIDE, at_rest, click
from tests.browser.test_shell import ENGLISH

Open = Callable[[str], Page]
TALLEST = 2_500
# Minimum length of a sentence that answers a question.
SHORTEST = 20
# Intermediate view: like that of staff, with fewer figures.
BETWEEN = f"espace=demo&profil={PUBLIC}"
REAL = "espace=cvl"
VIEWS = {f"espace=demo&profil={STAFF}": STAFF, BETWEEN: PUBLIC, REAL: PUBLIC}
WALKED = [one if one == REAL else pytest.param(one, marks=pytest.mark.deep) for one in VIEWS]
# Faults that axe finds in Streamlit's own markup: rule → part of its HTML.
OF_THE_FRAMEWORK = {
    "region": "stSkipToContent",  # its link « Aller au contenu » is before every landmark
    "presentation-role-conflict": "stFileUploaderDropzone",  # its file uploader
}
# Errors in French typography: a breaking space before a high punctuation mark, a unit or inside
# quotation marks; a straight apostrophe or quotation mark, three full stops; a decimal point.
UNFRENCH = re.compile(
    r"\S[ ](?=[;:!?»](?:\s|$))|\d[ ](?=%|[kM]?€)|« |\w'\w|\"|\.\.\.|\d[ ]\d{3}\b"
    # Version numbers of licences and standards are not decimals.
    r"|(?<!Ouverte )(?<!EUPL )(?<!RGAA )(?<![\w.=@])\d+\.\d+(?![\w.])"
)
# Leave out texts with their own typography: code, names of versions.
WRITTEN = """() => {
    const kept = document.querySelector('[data-testid=stMain]').cloneNode(true);
    for (const one of kept.querySelectorAll('code, pre, [data-testid=stIconMaterial], style'))
        one.remove();
    document.body.append(kept);
    const text = kept.innerText;
    kept.remove();
    return text;
}"""
# Bottom of the first answer, its text, and the width of the page; -1 without one. The reason given
# in an empty place counts as an answer.
ANSWER = """() => {
    const found = document.querySelector('.obs-answer, .obs-empty');
    const width = document.documentElement.scrollWidth;
    if (!found) return [-1, '', width];
    const box = found.getBoundingClientRect();
    return [box.height && box.top >= 0 ? box.bottom : -1, found.innerText.trim(), width];
}"""


# The panel of the open tab has content, and no element is faded as stale.
DRAWN = """() => [...document.querySelectorAll('[role=tabpanel]')].some(
        one => one.offsetHeight && one.innerText.trim())
    && !document.querySelector('[data-stale=true]')"""


def _address(entry: PageEntry, view: str) -> str:
    """Address of a page: the first one is at the root, and has no other address."""
    return f"/{'' if entry is load_pages()[0] else entry.url_path}?{view}"


def unanswered(page: Page, viewport: Mapping[str, int]) -> list[str]:
    """Faults of the first screen of a page that was just opened."""
    bottom, text, width = page.evaluate(ANSWER)
    wrong = []
    if len(text) < SHORTEST or not 0 < bottom <= viewport["height"]:
        wrong.append(f"the answer ends at {bottom:.0f} px, says « {text[:60]} »")
    if width > viewport["width"]:
        wrong.append(f"{width} px wide")
    return wrong


def _tabs(open_page: Open, page: Page, view: str) -> Iterator[tuple[str, list[str]]]:
    """Open every page of a view and each of its tabs in turn: yield its name, and the faults of its
    first screen if it was just opened, on a phone and then on a desktop."""
    for entry in pages_for(VIEWS[view]):
        page.set_viewport_size(NARROW)  # ty: ignore[invalid-argument-type]
        open_page(_address(entry, view))
        faults = [f"on a phone, {one}" for one in unanswered(page, NARROW)]
        page.set_viewport_size(WIDE)  # ty: ignore[invalid-argument-type]
        at_rest(page)
        yield entry.id, faults + unanswered(page, WIDE)
        tabs = page.get_by_role("tab")
        for rank in range(1, tabs.count()):
            tab = tabs.nth(rank)
            tab.click()
            expect(tab).to_have_attribute("aria-selected", "true")
            page.wait_for_function(DRAWN)
            page.wait_for_selector(READY)
            yield f"{entry.id}, « {tab.inner_text()} »", []


def barriers(page: Page) -> list[str]:
    """Accessibility faults of the page, except those of Streamlit."""
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in Axe().run(page).response["violations"]
        for node in violation["nodes"]
        if OF_THE_FRAMEWORK.get(violation["id"], "\0") not in node["html"]
    ]


def unfrench(page: Page) -> list[str]:
    """Errors of French typography on the page, and English words of Streamlit."""
    # Criterion numbers of the RGAA are not decimals.
    text = re.sub(r"(?<=critères non respectés\u00a0: )[\d., ]+", "", page.evaluate(WRITTEN))
    return [
        text[max(match.start() - 30, 0) : match.end() + 20]
        for pattern in (UNFRENCH, ENGLISH)
        for match in pattern.finditer(text)
    ]


@pytest.mark.parametrize("view", WALKED)
def test_every_page_answers_and_every_tab_is_short_open_to_all_and_in_french(
    open_page: Open, page: Page, view: str
) -> None:
    wrong = []
    for where, faults in _tabs(open_page, page, view):
        height = page.evaluate(
            "Math.max(0, ...[...document.querySelectorAll('[role=tabpanel]')]"
            ".map(one => one.getBoundingClientRect().height))"
        )
        if view != BETWEEN:
            faults += barriers(page)
        faults += unfrench(page)
        if height > TALLEST:
            faults.append(f"{height:.0f} px")
        wrong += [f"{where}: {one}" for one in faults]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "viewport",
    [pytest.param(WIDE, marks=pytest.mark.deep), NARROW],
    ids=["wide", "narrow"],
)
def test_what_opens_over_a_page_is_open_to_all(open_page: Open, page: Page, viewport: dict) -> None:
    page.set_viewport_size(viewport)  # ty: ignore[invalid-argument-type]
    open_page("/territoires?espace=demo&profil=public&territoire=epci-200071587")
    wrong = [f"place: {one}" for one in (*barriers(page), *unfrench(page))]
    page.get_by_label("Chercher", exact=True).fill("loches")
    expect(page.locator(".obs-search a").first).to_be_visible()
    wrong += [f"search: {one}" for one in barriers(page)]
    open_page("/?espace=cvl")
    click(page.get_by_role("button", name="Première visite"))
    expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
    wrong += [f"first visit: {one}" for one in (*barriers(page), *unfrench(page))]
    assert not wrong, "\n".join(wrong)


def test_no_page_is_left_out() -> None:
    assert {page.id for page in set(load_pages()) - set(pages_for(STAFF))} == {"journal"}
