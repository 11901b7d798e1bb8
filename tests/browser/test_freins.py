"""The opinion's page: figures of the tables, and a state that stays after the page is left."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from method.catalog import load_catalog
from observatory.gate.store import Store
from observatory.opinion.follow_up import FILE_NAME
from observatory.opinion.opinion import load_opinion, value_words
from tests.browser.conftest import choose

OpenPage = Callable[[str], Page]


@pytest.fixture(autouse=True)
def _forget(published: Path):
    yield
    (published / "demo" / FILE_NAME).unlink(missing_ok=True)


def test_each_barrier_shows_the_figures_of_the_tables(open_page: OpenPage, gate: Store) -> None:
    page = open_page("/freins?espace=demo&profil=public")
    session = gate.session("demo", "public")
    for barrier in load_opinion().barriers:
        heading = page.get_by_role("heading", name=f"Frein {barrier.number}.")
        expect(heading).to_contain_text(barrier.title)
    barrier = load_opinion().barriers[1]
    rows = session.query(
        "indicator_headlines",
        as_of=session.build.as_of,
        network_id="*",
        indicators=[*barrier.indicators],
    ).to_dict("records")
    shown = page.locator(f".st-key-figure_{barrier.id} table").inner_text()
    for row in rows:
        assert value_words(load_catalog().indicators[row["indicator_id"]], row) in shown
    expect(page.get_by_text("Tenir le suivi")).to_have_count(0)


def test_staff_keep_the_follow_up_and_the_public_reads_its_state(open_page: OpenPage) -> None:
    page = open_page("/freins?espace=demo&profil=staff")
    form = page.locator('[data-testid="stForm"]')
    choose(form.get_by_role("combobox", name="État"), "En cours")
    form.get_by_role("textbox", name=re.compile("Note")).fill("Lieu choisi <b>à Orléans</b>")
    form.get_by_role("button", name="Enregistrer").click()
    first = page.locator("table").filter(has_text="Organiser un salon régional").locator("tr")
    expect(first.nth(1)).to_contain_text("En cours")
    expect(first.nth(1)).to_contain_text("Lieu choisi <b>à Orléans</b>")
    reader = open_page("/freins?espace=demo&profil=public")
    line = reader.locator("tr").filter(has_text="Organiser un salon régional")
    expect(line).to_contain_text("En cours")
    expect(line).not_to_contain_text("Lieu choisi")
