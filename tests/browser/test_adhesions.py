"""The membership page by real clicks; its figures equal the published tables."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from method.wording import fr, plural
from observatory.gate.store import Session, Store
from tests.browser.conftest import choose, click, unfold

pytestmark = pytest.mark.deep

OpenPage = Callable[[str], Page]


@pytest.fixture(scope="module")
def staff(gate: Store) -> Session:
    return gate.session("demo", "staff")


def test_choosing_a_network_moves_the_answer_and_the_address(
    open_page: OpenPage, staff: Session
) -> None:
    page = open_page("/adhesions?espace=demo&profil=staff")
    choose(page.get_by_role("combobox", name="Réseau"), "Goûtelune")
    page.wait_for_url("**reseau=goutelune**")
    rows = staff.query(
        "network_indicators",
        as_of=staff.build.as_of,
        indicators=["companies_active", "tpe_pme_share", "leaves_12m"],
    )
    row = rows[rows["network_id"] == "goutelune"].set_index("indicator_id")["value"]
    answer = page.locator(".obs-answer")
    expect(answer).to_contain_text(f"Goûtelune compte {fr(row['companies_active'])}")
    expect(answer).to_contain_text(plural(row["leaves_12m"], "départ"))
    card = page.locator(".obs-card").filter(has_text="Part des TPE et PME").first
    expect(card).to_contain_text(fr(row["tpe_pme_share"], "%", 1))


def test_a_tab_is_in_the_link_and_runs_when_open(open_page: OpenPage) -> None:
    page = open_page("/adhesions?espace=demo&profil=public")
    expect(page.locator(".st-key-figure_duree")).to_have_count(0)
    click(page.get_by_role("tab", name="Qui reste"))
    page.wait_for_url("**onglet=reste**")
    expect(page.locator(".st-key-figure_duree")).to_be_visible()
    expect(page.locator(".st-key-figure_tailles")).to_have_count(0)


def test_the_survival_table_holds_what_the_curve_draws(open_page: OpenPage, staff: Session) -> None:
    page = open_page("/adhesions?espace=demo&profil=staff&reseau=goutelune&onglet=reste")
    rows = unfold(page, "duree", "Données").locator("tbody tr")
    watched = staff.query("membership_survival", network_id="goutelune")
    assert rows.count() == (watched["time_months"] <= 120).sum()
