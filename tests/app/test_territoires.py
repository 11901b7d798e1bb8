"""The territories page: what its address keeps, and what each reader is offered."""

from __future__ import annotations

import pytest

from method.catalog import load_catalog
from observatory.gate.store import Store
from observatory.pages import load_pages
from observatory.territories.maps import LEVELS
from tests.app.conftest import Open, html_of

PAGE = next(page for page in load_pages() if page.id == "territoires")


@pytest.mark.parametrize("level", LEVELS)
def test_each_level_opens_with_its_table(open_app: Open, level: str) -> None:
    at = open_app(PAGE, espace="demo", niveau=level, indicateur="tpe_pme_share")
    assert not at.exception
    assert at.selectbox(key="niveau").value == level
    assert "Découpage" in html_of(at)


def test_a_territory_chosen_moves_the_map_to_its_level(open_app: Open) -> None:
    at = open_app(PAGE, espace="demo")
    at.selectbox(key="territoire").select("commune-37261").run()
    assert at.query_params["territoire"] == "commune-37261"
    assert at.selectbox(key="niveau").value == "commune"
    at.selectbox(key="niveau").select("departement").run()
    assert at.selectbox(key="territoire").value == "departement-37"
    assert "Indre-et-Loire (département" in html_of(at)


def test_bounds_that_cannot_be_read_are_said_and_ignored(open_app: Open) -> None:
    at = open_app(
        PAGE, espace="demo", indicateur="tpe_pme_share", classes="fixe", seuils="un ; deux"
    )
    assert not at.exception
    assert "seuils=un ; deux" in at.warning[0].value
    assert at.text_input(key="seuils").value == "10 ; 25 ; 50 ; 75"


def test_points_of_members_are_not_offered_to_the_public(open_app: Open) -> None:
    keys = {box.key for box in open_app(PAGE, espace="demo").toggle}
    assert "adherents" not in keys
    assert "sieges" in keys
    told = open_app(PAGE, espace="demo", profil="rapporteur")
    assert "adherents" in {box.key for box in told.toggle}


def test_a_level_offers_what_it_publishes(open_app: Open) -> None:
    at = open_app(PAGE, espace="demo", niveau="commune")
    offered = set(at.selectbox(key="indicateur").options)
    labels = {name: entry.label for name, entry in load_catalog().indicators.items()}
    assert labels["companies_active"] in offered
    assert labels["joins_12m"] not in offered
    at.selectbox(key="niveau").select("epci").run()
    assert labels["joins_12m"] in set(at.selectbox(key="indicateur").options)
    network = open_app(PAGE, espace="demo", niveau="commune", reseau="semaphyte")
    assert not network.exception
    assert "Secret ou nul" in html_of(network)


def test_what_is_withheld_is_never_a_zero(gate: Store) -> None:
    session = gate.session("demo", "public")
    as_of = session.query("months")["as_of"].max()
    asked = {"as_of": as_of, "level": "epci", "network_id": "*", "is_count": True}
    stock = session.query("territory_map", indicator_id="companies_active", **asked)
    flow = session.query("territory_map", indicator_id="joins_12m", **asked)
    hidden = set(stock.loc[stock["status"] == "secret", "code"])
    assert hidden
    assert set(flow.loc[flow["code"].isin(hidden), "status"]) == {"secret"}
    sheet = session.query(
        "territory_sheet",
        as_of=as_of,
        level="commune",
        code="37261",
        network_id="*",
        counts=["companies_active", "joins_12m"],
    )
    assert "companies_active" in set(sheet["indicator_id"])
    assert "joins_12m" not in set(sheet["indicator_id"])
