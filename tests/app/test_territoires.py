"""The territories page: what its address keeps, and what each role can choose."""

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
    at = open_app(PAGE, espace="demo", niveau=level)
    assert not at.exception
    assert at.selectbox(key="niveau").value == level
    assert "TPE et PME hors réseau" in html_of(at)


def test_it_opens_on_what_is_outside_networks_and_says_it_first(open_app: Open) -> None:
    at = open_app(PAGE, espace="demo")
    assert at.selectbox(key="indicateur").value == "hors_reseau"
    answer = next(html.value for html in at.html if "obs-answer" in html.value)
    assert "n’adhèrent à aucun réseau" in answer
    assert "dans la région" in answer


def test_a_territory_chosen_moves_the_map_to_its_level(open_app: Open) -> None:
    at = open_app(PAGE, espace="demo")
    at.selectbox(key="territoire").select("commune-37261").run()
    assert at.query_params["territoire"] == "commune-37261"
    # A commune is shown among the surrounding EPCI.
    assert at.selectbox(key="niveau").value == "epci"
    at.selectbox(key="niveau").select("departement").run()
    assert at.selectbox(key="territoire").value == "departement-37"
    assert "L’Indre-et-Loire compte" in html_of(at)


def test_the_sheet_has_its_gaps_its_similar_places_and_its_networks(open_app: Open) -> None:
    place = {"espace": "demo", "territoire": "epci-200071587"}
    at = open_app(PAGE, **place)
    assert not at.exception
    assert "Semblables" in html_of(at)
    assert "detection?espace=demo&amp;territoire=epci-200071587&amp;activite=" in html_of(at)
    assert any("les plus proches par leur population" in caption.value for caption in at.caption)
    assert any("dépasse celle de ses départements" in caption.value for caption in at.caption)
    networks = html_of(open_app(PAGE, **place, onglet="reseaux"))
    assert 'href="fiche?espace=demo&amp;reseau=' in networks
    # Gaps by activity are counted by EPCI: elsewhere the first tab is whom to call.
    canton = open_app(PAGE, espace="demo", territoire="canton-3701")
    assert not canton.exception
    assert 'href="fiche?espace=demo&amp;reseau=' in html_of(canton)


def test_around_a_commune_are_the_neighbours_of_its_epci(open_app: Open) -> None:
    at = open_app(PAGE, espace="demo", territoire="commune-37063", onglet="voisins")
    assert not at.exception
    titles = [header.value for header in at.header]
    assert any("Castelrenaudais et ses voisins" in title for title in titles)


def test_a_postal_code_of_several_communes_offers_the_main_one_first(open_app: Open) -> None:
    at = open_app(PAGE, espace="demo")
    options = [one for one in at.selectbox(key="territoire").options if "37600" in one]
    assert len(options) > 1
    assert options[0].startswith("Loches —")


def test_names_are_written_in_french(open_app: Open) -> None:
    offered = open_app(PAGE, espace="demo").selectbox(key="territoire").options
    assert [one for one in offered if "'" in one or "Coeur" in one] == []
    assert any("« Agglopolys" in one.replace("\u00a0", " ") for one in offered)
    assert any("part située en région" in one for one in offered if "Houdanais" in one)


def test_bounds_that_cannot_be_read_are_reported_and_ignored(open_app: Open) -> None:
    at = open_app(
        PAGE, espace="demo", indicateur="tpe_pme_share", classes="fixe", seuils="un ; deux"
    )
    assert not at.exception
    assert "seuils=un\u202f; deux" in at.warning[0].value
    assert at.text_input(key="seuils").value == "10 ; 25 ; 50 ; 75"


def test_points_of_members_are_not_offered_to_the_public(open_app: Open) -> None:
    keys = {box.key for box in open_app(PAGE, espace="demo").toggle}
    assert "adherents" not in keys
    assert "sieges" in keys
    rapporteur = open_app(PAGE, espace="demo", profil="rapporteur")
    assert "adherents" in {box.key for box in rapporteur.toggle}


def test_a_level_where_all_is_secret_is_not_offered(open_app: Open) -> None:
    at = open_app(PAGE, espace="demo")
    assert LEVELS["commune"] in at.selectbox(key="niveau").options
    rate = open_app(PAGE, espace="demo", indicateur="tpe_pme_share")
    assert LEVELS["commune"] not in rate.selectbox(key="niveau").options
    assert LEVELS["canton"] in rate.selectbox(key="niveau").options
    flow = open_app(PAGE, espace="demo", indicateur="joins_12m")
    assert LEVELS["commune"] not in flow.selectbox(key="niveau").options
    network = open_app(PAGE, espace="demo", niveau="commune", reseau="semaphyte")
    assert not network.exception
    assert LEVELS["commune"] not in network.selectbox(key="niveau").options
    labels = {name: entry.label for name, entry in load_catalog().indicators.items()}
    assert labels["joins_12m"] in set(at.selectbox(key="indicateur").options)


def test_a_place_of_the_real_region_has_its_public_facts(open_app: Open) -> None:
    at = open_app(PAGE, espace="cvl", territoire="epci-200071587")
    assert not at.exception
    html = html_of(at)
    assert "habitants, " in html
    assert "2018, INSEE" in html
    assert "réseaux recensés agissent dans l’Indre-et-Loire" in html
    assert "python -m" not in html
    assert 'href="fiche?reseau=' in html


def test_what_is_withheld_is_never_a_zero(gate: Store) -> None:
    session = gate.session("demo", "public")
    as_of = session.query("months")["as_of"].max()
    parameters = {"as_of": as_of, "level": "epci", "network_id": "*", "is_count": True}
    stock = session.query("territory_map", indicator_id="companies_active", **parameters)
    flow = session.query("territory_map", indicator_id="joins_12m", **parameters)
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
