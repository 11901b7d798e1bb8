"""The page of the opinion: figures of the tables, and a state kept after leaving the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from observatory.figures import views
from observatory.gate.store import Store
from observatory.opinion import standing, words
from observatory.opinion.follow_up import FILE_NAME
from observatory.opinion.opinion import load_opinion
from tests.browser.conftest import choose, click

OpenPage = Callable[[str], Page]


@pytest.fixture(autouse=True)
def _forget(published: Path):
    yield
    (published / "demo" / FILE_NAME).unlink(missing_ok=True)


def test_each_barrier_shows_the_figures_of_the_tables(open_page: OpenPage, gate: Store) -> None:
    page = open_page("/freins?espace=demo&profil=public")
    session = gate.session("demo", "public")
    view = views.of(session, session.build.as_of)
    lines = page.locator(".st-key-figure_six tbody tr")
    expect(lines).to_have_count(6)
    for rank, one in enumerate(standing.headlines(view)):
        expect(lines.nth(rank)).to_contain_text(one.barrier.short)
        expect(lines.nth(rank)).to_contain_text(words.value_words(one))
        expect(lines.nth(rank)).to_contain_text(words.change_words(one))
    expect(page.locator(".st-key-figure_mesures tbody tr")).to_have_count(14)
    click(lines.nth(1).get_by_role("link"))
    expect(page).to_have_url(re.compile("frein=adhesion_tpe_pme"))
    barrier = load_opinion().barriers[1]
    table = page.locator(f".st-key-figure_{barrier.id} table")
    for detail in standing.details(view, barrier):
        expect(table).to_contain_text(words.value_words(detail))
    expect(page.get_by_text("Tenir le suivi")).to_have_count(0)


def test_six_lines_and_fourteen_fit_in_one_screen(open_page: OpenPage) -> None:
    page = open_page("/freins?espace=demo&profil=public")
    expect(page.locator(".obs-answer").first).to_be_visible()
    for key in ("six", "mesures"):
        last = page.locator(f".st-key-figure_{key} tbody tr").last.bounding_box()
        assert last
        assert last["y"] + last["height"] <= 900, key


def test_staff_keep_the_follow_up_and_the_public_reads_its_state(open_page: OpenPage) -> None:
    page = open_page("/freins?espace=demo&profil=staff&onglet=mesures")
    form = page.locator('[data-testid="stForm"]')
    choose(form.get_by_role("combobox", name="État"), "En cours")
    form.get_by_role("textbox", name=re.compile("Note")).fill("Lieu choisi <b>à Orléans</b>")
    click(form.get_by_role("button", name="Enregistrer"))
    followed = page.locator(".st-key-figure_suivi tr").filter(
        has_text="Organiser un salon régional"
    )
    expect(followed).to_contain_text("En cours")
    expect(followed).to_contain_text("Lieu choisi <b>à Orléans</b>")
    reader = open_page("/freins?espace=demo&profil=public&onglet=mesures")
    line = reader.locator(".st-key-figure_suivi tr").filter(has_text="Organiser un salon régional")
    expect(line).to_contain_text("En cours")
    expect(line).not_to_contain_text("Lieu choisi")
    expect(reader.locator(".obs-answer").first).to_contain_text("une est en cours")
