"""The shell in a browser: address, chooser, language, headers, keyboard, sorting."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from method.wording import fr, fr_month
from observatory.gate.store import Store
from observatory.pages import load_pages
from tests.browser.conftest import NARROW, READY, choose, click, serve, unfold

Open = Callable[[str], Page]
FICTIONAL = "DÉMONSTRATION — DONNÉES FICTIVES"
ENGLISH = re.compile(
    r"\b(search|close|open|settings|loading|running|choose|select|download|upload|help|clear|"
    r"fullscreen|skip|main menu|navigation menu|print|rerun|deploy|expand|collapse|"
    r"navigate|home|error)\b",
    re.IGNORECASE,
)


def test_the_reader_changes_workspace_and_reads_what_the_database_says(
    open_page: Open, gate: Store
) -> None:
    page = open_page("/?espace=cvl")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vue d’ensemble")
    expect(page.get_by_text(FICTIONAL)).to_have_count(0)
    session = gate.session("demo", "public")
    click(page.get_by_role("button", name="Espace et profil"))
    choose(page.get_by_role("combobox", name="Espace de données"), session.build.label)
    expect(page.get_by_text(FICTIONAL).first).to_be_visible()
    expect(page).to_have_url(re.compile("espace=demo"))
    facts = session.query("overview_facts", as_of=session.build.as_of).iloc[0]
    answer = page.locator(".obs-answer").first
    expect(answer).to_contain_text(f"{fr(facts['companies_active'])}\u00a0entreprises")
    expect(answer).to_contain_text(f"{fr(facts['active_count'])}\u00a0réseaux")


def test_the_address_keeps_the_view_and_the_back_button_is_obeyed(
    open_page: Open, gate: Store
) -> None:
    month = gate.session("demo", "public").query("months")["as_of"][20]
    page = open_page("/?espace=demo")
    latest = page.locator(".obs-answer p").first.inner_text()
    choose(page.get_by_role("combobox", name="Mois"), fr_month(month))
    expect(page).to_have_url(re.compile(f"mois={month:%Y-%m}"))
    earlier = page.locator(".obs-answer p").first
    expect(earlier).not_to_have_text(latest)
    label = earlier.inner_text()
    page.reload()
    page.wait_for_selector(READY)
    expect(page.locator(".obs-answer p").first).to_have_text(label)
    page.go_back()
    expect(page.locator(".obs-answer p").first).to_have_text(latest)


def test_moving_between_pages_keeps_the_workspace_and_the_role(open_page: Open) -> None:
    page = open_page("/?espace=demo&profil=staff")
    click(page.get_by_role("link", name="Méthode et sources").first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Méthode et sources")
    expect(page.get_by_text(FICTIONAL).first).to_be_visible()
    expect(page.get_by_text("Profil\u00a0: Équipe")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/methode\?.*profil=staff"))
    expect(page).to_have_url(re.compile("espace=demo"))


def test_a_hostile_address_is_ignored_with_a_notice(open_page: Open) -> None:
    page = open_page("/?espace=demo&mois=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&profil=roi")
    expect(page.get_by_text("Le lien contient une valeur inconnue")).to_be_visible()
    assert page.locator("img[src='x']").count() == 0


@pytest.mark.deep
def test_a_deep_link_on_a_fresh_server_runs_the_router_first(
    published: Path, browser: Browser
) -> None:
    last = load_pages()[-1]
    for viewer in ("public", "staff"):
        with serve(published) as address, browser.new_context(base_url=address) as context:
            page = context.new_page()
            page.goto(f"/{last.url_path}?espace=demo&profil={viewer}")
            page.wait_for_selector(READY, timeout=60_000)
            expect(page.get_by_text(FICTIONAL).first).to_be_visible()
            expect(page.get_by_text("Profil\u00a0: ")).to_be_visible()
            expect(page.get_by_role("dialog")).to_have_count(0)


def test_an_unknown_page_is_reported_in_french_and_leads_home(open_page: Open) -> None:
    page = open_page("/page-inconnue?espace=demo")
    expect(page.get_by_role("dialog")).to_contain_text("n’existe pas")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vue d’ensemble")


def test_everything_is_in_french(open_page: Open) -> None:
    page = open_page("/?espace=demo")
    assert page.evaluate("document.documentElement.lang") == "fr"
    assert page.title() == "Vue d’ensemble — Observatoire des clusters"
    click(page.get_by_role("button", name="Espace et profil"))
    expect(page.get_by_role("combobox", name="Espace de données")).to_be_visible()
    labels = page.evaluate(
        """() => [...document.querySelectorAll('*')].flatMap(e =>
            ['aria-label', 'title', 'placeholder', 'alt'].map(n => e.getAttribute(n)))
            .filter(Boolean)"""
    )
    # An icon is a word in its font, rendered as a symbol and hidden from screen readers.
    signs = set(page.get_by_test_id("stIconMaterial").all_inner_texts())
    lines = set(page.locator("body").inner_text().splitlines()) - signs
    assert [text for text in (*labels, *lines) if ENGLISH.search(text)] == []
    assert not re.search(r"\d\.\d", page.locator('[data-testid="stMain"]').inner_text())


def test_headers_sort_a_table_by_mouse_and_by_keyboard(open_page: Open) -> None:
    page = open_page("/?espace=demo&onglet=reseaux")
    table = page.get_by_role("table", name="20 réseaux, tous actifs", exact=True)
    expect(page.locator(".obs-rows")).to_have_text(re.compile(r"Lignes 1 à \d+ sur 20"))
    table.get_by_role("row").last.scroll_into_view_if_needed()
    expect(page.locator(".obs-rows")).to_have_text(re.compile(r"Lignes \d+ à 20 sur 20"))
    header = table.get_by_role("columnheader", name="Entreprises adhérentes")
    column = header.evaluate("header => header.cellIndex")
    click(header.get_by_role("button"))
    expect(header).to_have_attribute("aria-sort", "ascending")
    header.get_by_role("button").press("Enter")
    expect(header).to_have_attribute("aria-sort", "descending")
    cells = table.evaluate(
        "(table, i) => [...table.tBodies[0].rows].map(r => r.cells[i].dataset.sort)", column
    )
    numbers = [float(cell) for cell in cells if cell]
    assert numbers == sorted(numbers, reverse=True)
    assert len(set(numbers)) > 1
    assert cells == [str(c) for c in cells if c] + [""] * cells.count("")


def test_a_definition_and_the_figures_are_one_click_away(open_page: Open) -> None:
    page = open_page("/?espace=demo")
    definition = unfold(page, "entreprises", "Définition")
    expect(definition.locator(".obs-definition").get_by_text("Calcul", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    rows = unfold(page, "entreprises", "Données")
    expect(rows.get_by_role("table", name="Entreprises adhérentes")).to_be_visible()


@pytest.mark.parametrize("address", ["/?espace=demo", "/?espace=cvl"])
def test_no_serious_barrier_on_a_phone(open_page: Open, page: Page, address: str) -> None:
    page.set_viewport_size(NARROW)
    open_page(address)
    violations = Axe().run(page).response["violations"]
    serious = [
        (violation["id"], [node["html"][:200] for node in violation["nodes"]])
        for violation in violations
        if violation["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_headers_protect_and_inner_addresses_are_closed(base_url: str) -> None:
    answer = httpx.get(base_url, headers={"accept": "text/html"})
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe-eval" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert '<html lang="fr"' in answer.text
    assert httpx.get(f"{base_url}/_stcore/metrics").status_code == 404


def test_health_names_the_published_builds(base_url: str, gate: Store) -> None:
    answer = httpx.get(f"{base_url}/api/health").json()
    assert answer["workspaces"] == {build.workspace: build.id for build in gate.workspaces()}


def test_the_menu_of_a_phone_closes_after_a_choice(open_page: Open) -> None:
    page = open_page("/?espace=demo")
    page.set_viewport_size(NARROW)
    menu = page.get_by_test_id("stSidebar")
    click(page.get_by_test_id("stExpandSidebarButton"))
    expect(menu).to_have_attribute("data-collapsed", "false")
    click(menu.get_by_role("link", name="Territoires"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Territoires")
    expect(menu).to_have_attribute("data-collapsed", "true")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Territoires")
    expect(menu).not_to_have_attribute("data-collapsed", "false")
