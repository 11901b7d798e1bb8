"""Downloading figures and finding quotations again, by real clicks, across pages and roles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from observatory.exports.quotations import FILE_NAME
from observatory.figures.quoting import find_fingerprint
from observatory.gate.store import Store
from tests.browser.conftest import choose, click, unfold

pytestmark = pytest.mark.deep

OpenPage = Callable[[str], Page]


@pytest.fixture(autouse=True)
def _forget(published: Path):
    yield
    for workspace in ("demo", "cvl"):
        (published / workspace / FILE_NAME).unlink(missing_ok=True)


def _put(page: Page, key: str) -> None:
    button = unfold(page, key, "Citer").locator(f".st-key-basket_{key} button")
    click(button)
    expect(button).to_be_disabled()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)


def test_two_figures_are_exported_in_one_workbook(
    open_page: OpenPage, gate: Store, tmp_path: Path
) -> None:
    page = open_page("/adhesions?espace=demo&profil=staff&onglet=reste")
    _put(page, "part")
    _put(page, "flux")
    # Through the menu: a new address would start a new session, with an empty basket.
    click(page.get_by_test_id("stTopNavSection").filter(has_text="Citer"))
    click(page.get_by_text("Exports", exact=True))
    expect(page.get_by_role("heading", name="Votre panier")).to_be_visible()
    with page.expect_download() as download:
        click(page.get_by_role("button", name="Télécharger en Excel"))
    file = tmp_path / "panier.xlsx"
    download.value.save_as(file)
    book = openpyxl.load_workbook(file)
    assert len(book.sheetnames) == 4
    session = gate.session("demo", "staff")
    rows = session.query(
        "indicator_ranked", as_of=session.build.as_of, indicator_id="tpe_pme_share"
    )
    cells = [[cell.value for cell in row[:2]] for row in book.worksheets[2].iter_rows(min_row=7)]
    # In the order of the page: highest share first.
    assert [value for _, value in cells] == sorted((value for _, value in cells), reverse=True)
    assert dict(cells) == pytest.approx(dict(zip(rows["name"], rows["value"], strict=True)))
    click(page.get_by_role("button", name="Retirer").first)
    expect(page.get_by_role("button", name="Retirer")).to_have_count(1)


def test_a_quotation_is_pasted_and_compared_with_today(open_page: OpenPage) -> None:
    page = open_page("/adhesions?espace=demo&profil=public")
    click(page.locator(".st-key-actions_part").get_by_role("button", name="Citer"))
    quoted = page.get_by_test_id("stPopoverBody").get_by_test_id("stCode").first
    expect(quoted).to_contain_text("empreinte")
    sentence = quoted.inner_text()
    assert "DÉMONSTRATION" in sentence
    mark = find_fingerprint(sentence)
    check = open_page("/exports?espace=demo&profil=public")
    field = check.get_by_role("textbox", name="Collez la phrase")
    field.fill(sentence)
    field.press("Control+Enter")
    click(check.get_by_role("button", name="Comparer avec aujourd’hui"))
    expect(check.locator('[class*="st-key-verdict"]')).to_contain_text("inchangée")
    link = check.get_by_role("link", name="Rouvrir la page")
    address = urlsplit(str(link.get_attribute("href")))
    assert f"citation={mark}" in address.query
    today = open_page(f"{address.path}?{address.query}")
    expect(today.locator('[class*="st-key-verdict"]')).to_contain_text("inchangée")


def test_a_rapporteur_quotes_a_declared_figure_takes_it_and_finds_it_again(
    open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page("/?espace=cvl&onglet=chiffres")
    figure = page.locator(".st-key-figure_declares")
    source = figure.locator("tbody a[href^='http']").first
    address = str(source.get_attribute("href"))
    body = unfold(page, "declares", "Citer")
    sentence = body.get_by_test_id("stCode").first.inner_text()
    assert find_fingerprint(sentence) and "DÉMONSTRATION" not in sentence
    page.keyboard.press("Escape")
    click(page.locator(".st-key-actions_declares").get_by_role("button", name="Télécharger"))
    with page.expect_download(timeout=60_000) as download:
        click(page.get_by_role("button", name="CSV").first)
    file = tmp_path / "declares.csv"
    download.value.save_as(file)
    content = file.read_text(encoding="utf-8-sig")
    # The export gives its year, qualifier and source.
    assert address in content and "plus de 100" in content and ";2024;" in content
    check = open_page("/exports?espace=cvl")
    field = check.get_by_role("textbox", name="Collez la phrase")
    field.fill(sentence)
    field.press("Control+Enter")
    click(check.get_by_role("button", name="Comparer avec aujourd’hui"))
    expect(check.locator('[class*="st-key-verdict"]')).to_contain_text("inchangée")
    again = str(check.get_by_role("link", name="Rouvrir la page").get_attribute("href"))
    today = open_page(f"{urlsplit(again).path}?{urlsplit(again).query}")
    expect(today.locator(".st-key-figure_declares")).to_be_visible()


def test_hostile_text_and_unknown_marks_are_reported(open_page: OpenPage) -> None:
    page = open_page("/exports?espace=demo&profil=public")
    field = page.get_by_role("textbox", name="Collez la phrase")
    field.fill("<img src=x onerror=alert(1)>' or 1=1")
    field.press("Control+Enter")
    expect(page.get_by_text("ne contient pas d’empreinte")).to_be_visible()
    field.fill("0000-0000-0000")
    field.press("Control+Enter")
    expect(page.get_by_text("Aucune citation 0000-0000-0000")).to_be_visible()


def test_a_link_of_another_version_says_so(open_page: OpenPage) -> None:
    page = open_page("/adhesions?espace=demo&profil=public&version=20200101000000000-deadbeef")
    expect(page.get_by_text("20200101000000000-deadbeef")).to_be_visible()
    assert "version=" not in page.url


@pytest.mark.parametrize(
    ("chooser", "option"), [("Profil", "Public"), ("Espace de données", "Centre-Val de Loire")]
)
def test_a_full_basket_does_not_follow_its_reader_elsewhere(
    open_page: OpenPage, chooser: str, option: str
) -> None:
    page = open_page("/equipes?espace=demo&profil=staff&onglet=reste")
    _put(page, "equipes")
    click(page.get_by_test_id("stTopNavSection").filter(has_text="Citer"))
    click(page.get_by_text("Exports", exact=True))
    lines = page.locator('[class*="st-key-basket_line"]')
    expect(lines).to_have_count(1)
    click(page.get_by_role("button", name="Espace et profil"))
    choose(page.get_by_role("combobox", name=chooser), option)
    expect(lines).to_have_count(0)
    expect(page.get_by_text("ne peuvent pas être emportées d’ici")).to_be_visible()
    expect(page.get_by_role("button", name="Télécharger en Excel")).to_have_count(0)
