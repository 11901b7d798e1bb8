"""The territories page: what its address keeps, and what each reader is offered."""

from __future__ import annotations

import pytest

from observatory.maps import LEVELS
from observatory.pages import load_pages
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
