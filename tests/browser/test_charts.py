"""Charts in a real browser: drawn by their own script, again when the page or its width changes."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, at_rest, choose

Open = Callable[[str], Page]
CHART = ".st-key-figure_part .obs-chart"
POINTS = f"JSON.stringify(document.querySelector('{CHART}').data)"
WIDTHS = """[...document.querySelectorAll('.obs-chart')].map((chart) => (
  [chart.clientWidth, chart.querySelector('.main-svg').clientWidth]))"""


def test_charts_follow_the_month_and_the_width(page: Page, open_page: Open) -> None:
    scripts: list[str] = []
    page.on("request", lambda asked: scripts.append(asked.url))
    open_page("/adhesions?espace=demo&profil=public")
    chart = page.locator(CHART)
    expect(chart.locator(".trace").first).to_be_visible()
    expect(page.get_by_role("figure").first).to_be_visible()
    assert not any("PlotlyChart" in url for url in scripts), "the whole of plotly.js"
    assert sum("plotly-cartesian" in url for url in scripts) == 1

    latest = page.evaluate(POINTS)
    choose(page.get_by_label("Mois"), "mars 2026")
    page.wait_for_function(f"before => {POINTS} !== before", arg=latest)
    expect(chart.locator(".main-svg").first).to_be_visible()

    page.set_viewport_size(NARROW)  # ty: ignore[invalid-argument-type]
    at_rest(page)
    page.wait_for_function(f"{WIDTHS}.every(([room, drawn]) => room > 0 && room === drawn)")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_a_chart_that_cannot_be_drawn_says_so(page: Page, open_page: Open) -> None:
    page.route("**/plotly-cartesian*", lambda route: route.abort())
    open_page("/adhesions?espace=demo&profil=public")
    expect(page.locator(CHART)).to_contain_text("n’a pas pu être dessiné")
    expect(page.locator(CHART)).to_contain_text("Données")
    page.unroute("**/plotly-cartesian*")
    choose(page.get_by_label("Mois"), "mars 2026")
    expect(page.locator(CHART).locator(".trace").first).to_be_visible()
    expect(page.locator(CHART)).not_to_contain_text("n’a pas pu être dessiné")
