"""Tasks of readers, from the first page, counting every action.

An action is a click, a text typed or pasted, or a key. Each task has a maximum; its result must
then be on the screen, without scrolling where the task is to read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Locator, Page, expect

from observatory.exports.quotations import FILE_NAME as QUOTATIONS
from observatory.fragility.alert_book import FILE_NAME as NOTES
from tests.browser.conftest import READY, WIDE, click, printed, unfold

Open = Callable[[str], Page]
PUBLIC = "espace=demo&profil=public"
RAPPORTEUR = "espace=demo&profil=rapporteur"
STAFF = "espace=demo&profil=staff"
LOCHES = "CC Loches Sud Touraine"


class Reader:
    """A reader on the first page, whose actions are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.gestures = 0

    def click(self, what: Locator) -> None:
        """Click once, and wait for the page."""
        click(what)
        self._made()

    def type(self, where: Locator, text: str) -> None:
        """Type or paste a text."""
        where.fill(text)
        self._made()

    def press(self, where: Locator, key: str) -> None:
        """Press a key."""
        where.press(key)
        self._made()

    def menu(self, group: str, title: str) -> None:
        """Open a page from the menu: its group, its name."""
        self.click(self.page.get_by_test_id("stTopNavSection").filter(has_text=group))
        self.click(self.page.get_by_test_id("stTopNavDropdownLink").filter(has_text=title))
        self._on(title)

    def door(self, title: str) -> None:
        """Open a page from the links at the bottom of the first one."""
        self.click(self.page.get_by_test_id("stPageLink").filter(has_text=title).first)
        self._on(title)

    def reads(self, *said: str | re.Pattern[str], where: str = ".obs-answer") -> None:
        """Check that words are on the current screen, without scrolling."""
        element = self.page.locator(where)
        for words in said:
            expect(element.filter(has_text=words).first).to_be_visible()
        expect(element.filter(has_text=said[0]).first).to_be_in_viewport()

    def _on(self, title: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(title)
        self.page.wait_for_selector(READY)

    def _made(self) -> None:
        self.gestures += 1
        self.page.wait_for_selector(READY)


@pytest.fixture
def start(open_page: Open) -> Callable[[str], Reader]:
    """A reader on the first page."""
    return lambda view: Reader(open_page(f"/?{view}"))


@pytest.fixture(autouse=True)
def _forget(published: Path) -> Iterator[None]:
    yield
    for name in (QUOTATIONS, NOTES):
        for workspace in ("demo", "cvl"):
            (published / workspace / name).unlink(missing_ok=True)


def _at_loches(reader: Reader) -> None:
    reader.type(reader.page.get_by_label("Chercher", exact=True), "loches")
    reader.click(reader.page.locator(".obs-search a").filter(has_text=LOCHES))
    reader.page.wait_for_url("**territoire=epci-200071587**")
    reader._on("Territoires")


def test_one_search_tells_the_companies_the_gaps_and_the_similar_places_and_prints(start) -> None:
    """Four tasks of the same gestures, the last with Ctrl+P in addition."""
    reader = start(PUBLIC)
    _at_loches(reader)
    reader.reads(re.compile(r"des [\d\s]+TPE et PME"), re.compile("adhèrent"))
    expect(reader.page.locator(".st-key-figure_manques tbody tr")).to_have_count(3)
    compared = reader.page.locator('[class*="st-key-figure_"]').filter(has_text="semblables").first
    box = compared.bounding_box()
    assert box and box["y"] < WIDE["height"]
    reader.page.wait_for_timeout(800)
    assert len(printed(reader.page).pages) == 1  # Ctrl+P
    assert reader.gestures <= 4


def test_the_opinion_in_two_minutes(start) -> None:
    reader = start(PUBLIC)
    reader.menu("Agir", "Freins et préconisations")
    six = reader.page.locator(".st-key-figure_six tbody tr")
    measures = reader.page.locator(".st-key-figure_mesures tbody tr")
    expect(six).to_have_count(6)
    expect(measures).to_have_count(14)
    box = six.last.bounding_box()
    assert box and box["y"] < WIDE["height"]
    assert reader.gestures <= 2


def test_a_real_place_answers_with_no_list_sent(start) -> None:
    reader = start("espace=cvl")
    _at_loches(reader)
    reader.reads(LOCHES, re.compile(r"habitants, [\d\u202f]+\s?emplois"))
    assert reader.gestures <= 4


def test_the_share_of_a_past_month_is_exported_to_word(start, tmp_path: Path) -> None:
    reader = start(RAPPORTEUR)
    reader.door("Adhésions TPE/PME")
    month = reader.page.get_by_role("combobox", name="Mois")
    reader.click(month)
    reader.type(month, "décembre 2025")
    reader.press(month, "Enter")
    expect(reader.page).to_have_url(re.compile("mois=2025-12"))
    line = reader.page.locator(".st-key-actions_part")
    reader.click(line.get_by_role("button", name="Télécharger"))
    with reader.page.expect_download(timeout=60_000) as waiting:
        reader.click(reader.page.get_by_role("button", name="Document Word"))
    file = tmp_path / "part.docx"
    waiting.value.save_as(file)
    text = "\n".join(one.text for one in docx.Document(str(file)).paragraphs)
    assert "31 décembre 2025" in text
    assert "Source" in text
    assert reader.gestures <= 8


def test_the_sentence_to_quote(start) -> None:
    reader = start(RAPPORTEUR)
    reader.door("Adhésions TPE/PME")
    reader.click(reader.page.locator(".st-key-actions_part").get_by_role("button", name="Citer"))
    sentence = reader.page.get_by_test_id("stCode").first
    pattern = re.compile("^Au .*% des entreprises adhérentes à .* sont des TPE")
    expect(sentence).to_contain_text(pattern)
    assert reader.gestures <= 3


def test_the_envelope_of_the_region(start) -> None:
    reader = start(RAPPORTEUR)
    reader.door("Projets et financements")
    reader.reads(re.compile("a versé .* aux clusters"), re.compile("800 à 900\u00a0k€"))
    assert reader.gestures <= 2


def test_where_the_fifth_barrier_stands(start) -> None:
    reader = start(RAPPORTEUR)
    card = reader.page.locator(".obs-barriers li").nth(4)
    expect(card.locator(".obs-barrier-word")).to_contain_text(
        re.compile("améliore|dégrade|stable|trop peu|hausse|baisse")
    )
    reader.click(card.locator(".obs-barrier-name a"))
    reader._on("Freins et préconisations")
    expect(reader.page.locator(".obs-line").first).to_contain_text("Source")
    assert reader.gestures <= 2


def test_the_share_against_that_of_france(start) -> None:
    reader = start(RAPPORTEUR)
    reader.door("Adhésions TPE/PME")
    line = reader.page.locator(".st-key-actions_part")
    reader.click(line.get_by_role("button", name="Définition"))
    definition = reader.page.locator(".obs-definition")
    expect(definition).to_contain_text("83,0\u00a0%")
    expect(definition).to_contain_text("Association française des pôles de compétitivité")
    assert reader.gestures <= 2


def test_an_old_quotation_is_checked(start, open_page: Open) -> None:
    quoted = open_page(f"/adhesions?{RAPPORTEUR}")
    sentence = unfold(quoted, "part", "Citer").get_by_test_id("stCode").first.inner_text()
    reader = start(RAPPORTEUR)
    reader.door("Exports")
    before = reader.gestures
    field = reader.page.get_by_role("textbox", name="Collez la phrase")
    reader.type(field, sentence)
    reader.press(field, "Control+Enter")
    expect(reader.page.get_by_role("button", name="Comparer avec aujourd’hui")).to_be_visible()
    assert reader.gestures - before <= 2


def test_a_real_public_figure_is_quoted(start) -> None:
    reader = start("espace=cvl")
    line = reader.page.locator(".st-key-actions_adherents_declares")
    reader.click(line.get_by_role("button", name="Citer"))
    expect(reader.page.get_by_test_id("stCode").first).to_contain_text("empreinte")
    assert reader.gestures <= 2


def test_who_to_call_on_monday_and_why(start) -> None:
    reader = start(STAFF)
    rows = reader.page.locator(".st-key-journee .obs-day:not(.obs-day-head)")
    names = rows.locator(".obs-day-name").all_inner_texts()
    for name in ("Cuirlande", "Galvacier", "Aérolinde"):
        assert any(name in one for one in names), names
    assert all(why.strip() for why in rows.locator(".obs-day-why").all_inner_texts())
    assert reader.gestures <= 2


def test_a_call_is_noted(start) -> None:
    reader = start(STAFF)
    reader.click(reader.page.get_by_role("button", name="Noter").first)
    form = reader.page.get_by_test_id("stForm")
    reader.type(form.get_by_role("textbox"), "Rappeler jeudi.")
    reader.click(form.get_by_role("button", name="Enregistrer"))
    expect(reader.page.locator(".obs-day-note").first).to_contain_text("Rappeler jeudi.")
    assert reader.gestures <= 4


def test_what_if_the_region_pays_three_months_later(start) -> None:
    reader = start(STAFF)
    reader.menu("Agir", "Simulateurs")
    network = reader.page.get_by_role("combobox", name="Réseau")
    reader.click(network)
    reader.type(network, "Cuirlande")
    reader.press(network, "Enter")
    reader.reads(re.compile("Cuirlande"))
    expect(reader.page).to_have_url(re.compile("reseau=cuirlande"))
    assert reader.gestures <= 5


@pytest.mark.deep
def test_the_file_of_the_funders_committee(start, tmp_path: Path) -> None:
    reader = start(STAFF)
    reader.menu("Agir", "Financeurs")
    with reader.page.expect_download(timeout=120_000) as waiting:
        reader.click(reader.page.get_by_role("button", name="Télécharger en Word"))
    file = tmp_path / "comite.docx"
    waiting.value.save_as(file)
    assert docx.Document(str(file)).paragraphs
    assert reader.gestures <= 3
