"""The membership page by real clicks; what it shows equals the published tables."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from method.wording import fr
from observatory.gate.store import Session, Store
from tests.browser.conftest import choose, unfold

OpenPage = Callable[[str], Page]


@pytest.fixture(scope="module")
def staff(gate: Store) -> Session:
    return gate.session("demo", "staff")


def test_choosing_a_network_moves_the_figures_and_the_address(
    open_page: OpenPage, staff: Session
) -> None:
    page = open_page("/adhesions?espace=demo&profil=staff")
    choose(page.get_by_role("combobox", name="Réseau"), "Goûtelune")
    page.wait_for_url("**reseau=goutelune**")
    rows = staff.query(
        "network_indicators",
        as_of=staff.build.as_of,
        indicators=["tpe_pme_share", "leaves_12m"],
    )
    row = rows[rows["network_id"] == "goutelune"].set_index("indicator_id")["value"]
    card = page.locator(".obs-card").filter(has_text="Part des TPE et PME").first
    expect(card).to_contain_text(fr(row["tpe_pme_share"], "%", 1))
    cells = unfold(page, "flux", "Données").locator("tbody tr").filter(has_text="Goûtelune")
    expect(cells).to_contain_text(fr(row["leaves_12m"]))


def test_the_survival_table_holds_what_the_curve_draws(open_page: OpenPage, staff: Session) -> None:
    page = open_page("/adhesions?espace=demo&profil=public&reseau=goutelune")
    rows = unfold(page, "duree", "Données").locator("tbody tr")
    assert rows.count() == len(staff.query("membership_survival", network_id="goutelune"))
