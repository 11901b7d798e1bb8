"""The page Détection by mouse and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from method.catalog import load_catalog
from method.wording import NBSP, fr
from observatory.gate.access import PUBLIC
from observatory.gate.store import Store
from pipelines.demo import profiles
from tests.browser.conftest import choose, printed

pytestmark = pytest.mark.deep

Open = Callable[[str], Page]
MAP = ".obs-map[data-ready]"


def test_a_track_opens_on_its_companies_by_size(open_page: Open, gate: Store) -> None:
    rules = load_catalog().detection
    pairs = gate.session("demo", PUBLIC).query(
        "detection_pairs",
        epci="",
        division="",
        quotient=rules.quotient_min,
        coverage=rules.coverage_max,
        companies=rules.companies_min,
    )
    page = open_page("/detection?espace=demo")
    answer = page.locator(".obs-answer")
    expect(answer).to_contain_text(f"{fr(len(pairs))}\u00a0pistes à vérifier sur place")
    expect(page.locator(MAP)).to_be_visible()
    # One dot per lead, coloured by family as in the legend inside the map.
    counts = page.locator(".obs-legend li:has(.obs-dot) .obs-legend-count").all_inner_texts()
    assert sum(int(re.sub(r"\D", "", count)) for count in counts) == len(pairs)
    # The first is the collapsed settings.
    first = page.locator('[data-testid="stExpander"] summary').nth(1)
    expect(first).to_contain_text("Loches Sud Touraine")
    first.press("Enter")
    story = pairs.iloc[0]
    opened = page.locator('[data-testid="stExpander"]').nth(1)
    sizes = f"{fr(story['tpe_count'])} TPE, {fr(story['pme_count'])} PME"
    expect(opened.get_by_text(sizes)).to_be_visible()
    expect(opened.get_by_text("Déjà dans un réseau\u00a0: moins de 3 (au plus")).to_be_visible()


def test_paper_has_the_leads_and_the_whole_map(open_page: Open) -> None:
    page = open_page("/detection?espace=demo")
    expect(page.locator(MAP)).to_be_visible()
    text = "".join(sheet.extract_text() for sheet in printed(page).pages)
    assert "fois le poids régional, 36" in text.replace(NBSP, " ")
    assert "Réglages" not in text
    page.emulate_media(media="screen")
    map_, width = page.locator(MAP), "map => map.clientWidth"
    wide = map_.evaluate(width)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert map_.evaluate(width) < wide
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert map_.evaluate(width) == wide


def test_a_click_on_the_map_and_a_key_choose(open_page: Open) -> None:
    page = open_page("/detection?espace=demo")
    expect(page.locator(MAP)).to_be_visible()
    page.wait_for_timeout(800)
    box = page.locator(MAP).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2 - 2, box["y"] + box["height"] / 2)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".leaflet-tooltip").first).to_be_visible()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page).to_have_url(re.compile(r"territoire=epci-\d+"))
    activity = page.get_by_role("combobox", name="Activité")
    choose(activity, "Fabrication de textiles", by_keyboard=True)
    expect(page).to_have_url(re.compile(f"activite={profiles.DENSE_DIVISION}"))
    expect(page.locator(".obs-legend-title")).to_contain_text("fabrication de textiles")
