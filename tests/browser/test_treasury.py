"""The treasury page and each simulator by mouse and keyboard; figures equal the engine's."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from method.forecast import (
    Sample,
    Scenario,
    allocate,
    compare_agreements,
    forecast,
    observed_agreement,
)
from method.wording import fr, fr_amounts
from observatory.figures import views
from observatory.gate.store import Session, Store
from observatory.simulators.draws import samples
from observatory.simulators.scenarios import agreement_rows, effect_rows
from tests.browser.conftest import unfold

pytestmark = pytest.mark.deep

OpenPage = Callable[[str], Page]
NETWORK = "aerolinde"
STAFF = f"espace=demo&profil=staff&reseau={NETWORK}"


@pytest.fixture(scope="module")
def staff(gate: Store) -> Session:
    return gate.session("demo", "staff")


@pytest.fixture(scope="module")
def drawn(staff: Session) -> dict[str, Sample]:
    return samples(views.of(staff, staff.build.as_of))


def _table(page: Page, caption: str) -> list[list[str]]:
    """Cells of the table whose caption contains a text, without the header."""
    table = page.locator("table").filter(has=page.locator("caption", has_text=caption))
    expect(table).to_have_count(1)
    return table.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent.trim()))"
    )


def test_days_of_cash_are_ordered_and_worded(open_page: OpenPage, staff: Session) -> None:
    rows = staff.query("indicator_ranked", as_of=staff.build.as_of, indicator_id="cash_days")
    page = open_page(f"/tresorerie?{STAFF}")
    unfold(page, "jours", "Données")
    ranking = _table(page, "de dépenses en caisse")
    assert [row[0] for row in ranking] == rows["name"].tolist()
    body = page.get_by_test_id("stPopoverBody")
    link = body.get_by_role("link", name=rows.at[0, "name"])
    expect(link).to_have_attribute(
        "href", re.compile(rf"fiche\?.*reseau={rows.at[0, 'network_id']}")
    )
    assert ranking[0][1] == fr(rows.at[0, "value"], "days")
    assert ranking[0][2] == "▼ critique"


@pytest.mark.parametrize(
    ("kind", "field", "typed", "scenario"),
    [
        ("retard", "Région, jours", "120", Scenario(delay_by_funder={"region": 120})),
        ("baisse", "Baisse des aides", "35", Scenario(grant_cut_share=0.35)),
        ("adherents", "Adhérents perdus", "40", Scenario(members_lost_share=0.4)),
    ],
)
def test_a_typed_scenario_gives_the_engine_s_figures(
    open_page: OpenPage,
    drawn: dict[str, Sample],
    kind: str,
    field: str,
    typed: str,
    scenario: Scenario,
) -> None:
    page = open_page(f"/simulateurs?{STAFF}&simulateur={kind}")
    entry = page.get_by_test_id("stNumberInput").filter(has_text=field).locator("input")
    entry.fill(typed)
    entry.press("Enter")
    expect(page).to_have_url(re.compile(f"={typed}"))
    one = drawn[NETWORK]
    expected = effect_rows(forecast(one), forecast(one, scenario)).to_numpy().tolist()
    expect(page.locator("table").first).to_contain_text(expected[0][2])
    assert _table(page, "Point bas prudent d’Aérolinde") == expected


def test_agreements_and_envelope(
    open_page: OpenPage, staff: Session, drawn: dict[str, Sample]
) -> None:
    page = open_page(f"/simulateurs?{STAFF}&simulateur=convention&cout_horaire=50")
    bills = staff.query("ledger_instalments")
    treasury = drawn[NETWORK].treasuries[0]
    annual = observed_agreement(
        staff.query("scenario_grants", network_id=NETWORK),
        bills[bills["network_id"] == NETWORK],
        staff.query("scenario_applications", network_id=NETWORK),
        treasury.as_of,
    )
    assert annual is not None
    result = compare_agreements(treasury, annual, replace(annual, duration_years=3), 50)
    assert _table(page, "annuelles et triennales") == agreement_rows(result).to_numpy().tolist()

    open_page("/simulateurs?espace=demo&profil=staff&simulateur=portefeuille&enveloppe=300")
    names = dict(staff.query("scenario_supported").itertuples(index=False))
    supported = {name: drawn[name] for name in names if name in drawn}
    effects = allocate(supported, "bridge", 300_000, 10_000, 50_000)
    unfold(page, "portefeuille", "Données")
    rows = {row[0]: row[1] for row in _table(page, "le plus soulagé")}
    amounts = fr_amounts([e.amount_eur for e in effects])
    assert rows == {names[e.network_id]: a for e, a in zip(effects, amounts, strict=True)}
    refused = {row[0]: row[1] for row in _table(page, "Pourquoi")}
    assert set(refused) == {names[e.network_id] for e in effects if not e.amount_eur}
    assert all(refused.values())
