"""The people page by real clicks, and what each role sees of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from method.wording import fr
from observatory.gate.store import Store
from tests.browser.conftest import choose, click

pytestmark = pytest.mark.deep

OpenPage = Callable[[str], Page]


@pytest.mark.parametrize(
    ("role", "reads"), [("public", False), ("rapporteur", False), ("staff", True), ("admin", True)]
)
def test_each_profile_sees_what_is_its_own(open_page: OpenPage, role: str, reads: bool) -> None:
    page = open_page(f"/equipes?espace=demo&profil={role}&reseau=aerolinde")
    expect(page.locator(".st-key-figure_presences")).to_have_count(int(reads))
    expect(page.locator(".st-key-figure_direction")).to_have_count(int(reads))
    expect(page.locator(".st-key-figure_classes")).to_have_count(int(not reads))
    assert ("AG-000" in page.content()) is reads


def test_a_network_s_counts_are_those_of_the_tables(open_page: OpenPage, gate: Store) -> None:
    session = gate.session("demo", "staff")
    page = open_page("/equipes?espace=demo&profil=staff&onglet=reste")
    choose(page.get_by_role("combobox", name="Réseau"), "Aérolinde")
    page.wait_for_url("**reseau=aerolinde**")
    expect(page.locator(".obs-answer")).to_contain_text("La direction d’Aérolinde")
    names = ["headcount", "team_entries_12m", "team_exits_12m"]
    rows = session.query("network_indicators", as_of=session.build.as_of, indicators=names)
    line = page.locator(".st-key-figure_equipes tbody tr").filter(has_text="Aérolinde")
    cells = line.locator("th, td").all_inner_texts()
    own = rows[rows["network_id"] == "aerolinde"].set_index("indicator_id")["value"]
    assert cells[1:4] == [fr(own[name]) for name in names]


def test_vacant_periods_and_flows_are_those_of_the_marts(open_page: OpenPage, gate: Store) -> None:
    session = gate.session("demo", "staff")
    parameters = {"as_of": session.build.as_of, "network_id": "aerolinde"}
    page = open_page("/equipes?espace=demo&profil=staff&reseau=aerolinde")
    vacancies = session.query("direction_vacancy", **parameters)
    lines = page.locator(".st-key-figure_vacances tbody tr")
    expect(lines).to_have_count(len(vacancies))
    expect(lines.first).to_contain_text(fr(vacancies["days"].iloc[0], "days"))
    click(page.get_by_role("tab", name="Qui reste"))
    flows = session.query("team_flow", **parameters)
    first = page.locator(".st-key-figure_contrats tbody tr").first
    first.wait_for()
    cells = first.locator("td").all_inner_texts()
    assert cells == [fr(value) for value in flows.iloc[0].drop("contract_type")]
