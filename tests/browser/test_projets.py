"""The projects page by real clicks: the search filters the list and stays in the address."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from method.wording import plural
from observatory.gate.store import Store
from tests.browser.conftest import unfold

pytestmark = pytest.mark.deep

OpenPage = Callable[[str], Page]


def test_the_search_filters_and_stays_in_the_address(open_page: OpenPage, gate: Store) -> None:
    session = gate.session("demo", "staff")
    page = open_page("/projets?espace=demo&profil=staff&onglet=liste")
    box = page.get_by_label("Chercher un projet")
    box.fill("Aérolinde")
    box.press("Enter")
    rows = session.query(
        "projects_found", as_of=session.build.as_of, network_id="*", sought="aérolinde"
    )
    title = f"La liste des projets ({plural(len(rows), 'projet')})"
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    page.wait_for_url("**cherche=A*")
    expect(page.locator(".st-key-figure_projets tbody a").first).to_have_attribute(
        "href", "fiche?espace=demo&profil=staff&reseau=aerolinde"
    )


def test_agreements_and_funders_stand_under_the_envelope(open_page: OpenPage) -> None:
    page = open_page("/projets?espace=demo&profil=public")
    expect(page.locator(".obs-answer")).to_contain_text("1\u00a0€ d’aide publique")
    headings = page.locator("h2").all_inner_texts()
    assert "enveloppe" in headings[0] and "conventions" in headings[1]


def test_the_envelope_s_table_holds_the_payments(open_page: OpenPage, gate: Store) -> None:
    session = gate.session("demo", "public")
    page = open_page("/projets?espace=demo&profil=public")
    rows = session.query("regional_envelope", as_of=session.build.as_of)
    expect(unfold(page, "enveloppe", "Données").locator("tbody tr")).to_have_count(len(rows))
