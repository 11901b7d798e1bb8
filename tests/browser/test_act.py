"""Fragilité, Fiche réseau and Comparer by mouse and keyboard; figures equal the engine's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from method.catalog import load_catalog
from method.fragility import stated_weights
from method.wording import fr
from observatory.fragility.alert_book import FILE_NAME, AlertBook
from observatory.fragility.board import make_board
from observatory.gate.store import Session, Store
from tests.browser.conftest import READY, choose, click, printed, unfold

pytestmark = pytest.mark.deep

OpenPage = Callable[[str], Page]
STAFF = "espace=demo&profil=staff"
RULES = load_catalog().fragility
NOTE = "Point fait <b onmouseover=alert(1)>avec</b> le réseau."


@pytest.fixture(scope="module")
def staff(gate: Store) -> Session:
    return gate.session("demo", "staff")


@pytest.fixture
def book(published: Path) -> Iterator[AlertBook]:
    """The alert register of the session's server, empty again afterwards."""
    file = published / "demo" / FILE_NAME
    yield AlertBook(file)
    file.unlink(missing_ok=True)


def _ranks(page: Page) -> list[list[str]]:
    """Name and rank of each row of the ranking's table."""
    table = page.get_by_test_id("stPopoverBody").locator("table")
    return table.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].slice(0, 2).map(cell => cell.textContent.trim()))"
    )


def _expected(staff: Session, weights: dict[str, float]) -> list[list[str]]:
    as_of = staff.build.as_of
    rows = staff.query("fragility_indicators", as_of=as_of)
    networks = staff.query("fragility_networks", as_of=as_of)
    table = make_board(rows[rows["moment"] == "now"], networks, weights, RULES).ranking
    return [[row["name"], fr(row["rank"])] for row in table.to_dict("records")]


def test_a_moved_weight_moves_the_ranks_as_the_engine_says(
    open_page: OpenPage, staff: Session
) -> None:
    page = open_page(f"/fragilite?{STAFF}")
    unfold(page, "classement", "Données")
    stated = stated_weights(RULES)
    assert _ranks(page) == _expected(staff, stated)
    page.keyboard.press("Escape")
    click(page.get_by_text("Changer les poids des dimensions"))
    slider = page.get_by_role("slider", name="Équipe et gouvernance")
    slider.focus()
    # Wait for the address after each key press: keys pressed during a rerun are merged.
    for value in (35, 45):
        page.keyboard.press("PageUp")
        expect(page).to_have_url(re.compile(f"poids_equipe={value}"))
    moved = {**{name: 100 * weight for name, weight in stated.items()}, "team": 45}
    expected = _expected(staff, moved)
    assert expected != _expected(staff, stated)
    page.wait_for_selector(READY)
    unfold(page, "classement", "Données")
    assert _ranks(page) == expected
    page.reload()
    page.wait_for_selector(READY)
    unfold(page, "classement", "Données")
    assert _ranks(page) == expected


def test_the_state_of_an_alert_is_kept(open_page: OpenPage, book: AlertBook) -> None:
    address = f"/fragilite?{STAFF}&onglet=alertes&alertes_de=galvacier&gravite=urgente"
    page = open_page(address)
    click(page.get_by_role("button", name="Suivre").first)
    form = page.get_by_test_id("stForm")
    choose(form.get_by_role("combobox", name="État"), "En cours")
    form.get_by_role("textbox", name=re.compile("Note")).fill(NOTE)
    click(form.get_by_role("button", name="Enregistrer"))
    # Look for the note in its line: the confirmation message disappears by itself.
    expect(page.locator(".obs-alert").filter(has_text=NOTE)).to_be_visible()
    (line,) = book.list()
    assert (line.network_id, line.state, line.note) == ("galvacier", "en_cours", NOTE)
    open_page(address)
    row = page.locator(".obs-alert").filter(has_text=NOTE)
    expect(row).to_contain_text("En cours")
    expect(page.locator(".obs-alert b")).to_have_count(0)
    click(page.get_by_role("button", name="Suivre").first)
    expect(page.get_by_role("textbox", name=re.compile("Note"))).to_have_value(NOTE)


def test_the_sheet_prints_whole_and_leads_to_details(open_page: OpenPage) -> None:
    page = open_page(f"/?{STAFF}")
    click(page.locator(".st-key-journee").get_by_role("link", name="Aérolinde"))
    expect(page).to_have_url(re.compile(r"/fiche\?espace=demo&profil=staff&reseau=aerolinde"))
    page.wait_for_selector(READY)
    page.emulate_media(media="print")
    expect(page.locator(".st-key-filters")).to_be_hidden()
    expect(page.locator(".st-key-figure_identite")).to_be_visible()
    expect(page.locator(".obs-answer")).to_be_visible()
    sheets = printed(page).pages
    assert len(sheets) == 1
    text = sheets[0].extract_text()
    for part in ("Aérolinde", "SIREN", "Source"):  # from answer to footer, nothing cut off
        assert part in text
    page.emulate_media(media="screen")
    click(page.get_by_role("link", name="Fragilité").last)
    expect(page).to_have_url(re.compile("/fragilite.*reseau=aerolinde"))
    expect(page.get_by_role("tab", name="Pourquoi Aérolinde")).to_be_visible()


def test_the_reader_changes_the_group_of_peers(open_page: OpenPage) -> None:
    page = open_page("/comparer?espace=demo&reseaux=galvacier.aerolinde&indicateur=tpe_pme_share")
    medians = []
    for group in ("Tous les réseaux en activité", "Type : Pôle de compétitivité"):
        choose(page.get_by_role("combobox", name="Comparés à"), group)
        note = unfold(page, "comparaison", "Définition").locator(".obs-note")
        expect(note).to_contain_text(f"groupe «\u00a0{group}\u00a0»")
        match = re.search(r"médiane du groupe est de ([^:]+)", note.inner_text())
        assert match
        medians.append(match.group(1))
        page.keyboard.press("Escape")
    assert medians[0] != medians[1]
    expect(page).to_have_url(re.compile("groupe=type-pole_competitivite"))
