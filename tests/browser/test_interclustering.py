"""The page Interclustering by mouse and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from method.wording import fr
from observatory.gate.access import PUBLIC
from observatory.gate.store import Store
from tests.browser.conftest import NARROW, choose, unfold

pytestmark = pytest.mark.deep

Open = Callable[[str], Page]
TABS = ("paires", "matrice", "graphe")


def test_the_charts_and_their_table_hold_the_published_figures(
    open_page: Open, gate: Store
) -> None:
    pairs = gate.session("demo", PUBLIC).query("interclustering_pairs", network_id="*")
    for tab in reversed(TABS):
        page = open_page(f"/interclustering?espace=demo&onglet={tab}")
        chart = page.locator(f'[class*="st-key-figure_{tab}"]')
        expect(chart.locator(".js-plotly-plot").first).to_be_visible()
        expect(page.locator(".obs-answer")).to_contain_text("Octamarelle et Sémaphyte")
    expect(page.get_by_text("Quelles entreprises")).to_have_count(0)
    table = unfold(page, "paires", "Données").locator("table")
    for row in pairs.head(3).to_dict("records"):
        name = f"{row['name']} — {row['other_name']}"
        line = table.locator("tr", has_text=name)
        expect(line).to_contain_text(fr(row["shared_members"]))
        expect(line).to_contain_text(fr(row["value"], "%"))


def test_staff_open_a_pair_from_the_keyboard(open_page: Open, gate: Store) -> None:
    session = gate.session("demo", "staff")
    pairs = session.query("interclustering_pairs", network_id="*")
    second = pairs.iloc[1]
    page = open_page("/interclustering?espace=demo&profil=staff&onglet=entreprises")
    box = page.get_by_role("combobox", name="Paire")
    choose(box, f"{second['name']} — {second['other_name']}", by_keyboard=True)
    expect(page).to_have_url(re.compile(f"paire={second['id']}"))
    names = session.query(
        "interclustering_members",
        as_of=second["as_of"],
        network_id=second["network_id"],
        other_id=second["other_id"],
    )
    assert len(names) == second["shared_members"]
    rows = page.locator(".st-key-figure_entreprises table").locator("tbody tr")
    expect(rows).to_have_count(len(names))
    expect(rows.first).to_contain_text(names.iloc[0]["siren"])


def test_it_fits_a_telephone(page: Page, open_page: Open) -> None:
    page.set_viewport_size(NARROW)  # ty: ignore[invalid-argument-type]
    open_page("/interclustering?espace=demo&onglet=matrice")
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
