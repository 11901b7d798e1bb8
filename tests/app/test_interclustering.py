"""The page Interclustering: the planted story, who reads the names, what a file cannot say."""

from __future__ import annotations

import pytest

from observatory.gate.access import PUBLIC
from observatory.gate.store import Store
from observatory.pages import load_pages
from tests.app.conftest import Open

PAGE = next(page for page in load_pages() if page.id == "interclustering")
STORY = "octamarelle.semaphyte"


def test_two_networks_that_share_a_third_and_do_nothing_come_first(gate: Store) -> None:
    pairs = gate.session("demo", PUBLIC).query("interclustering_pairs", network_id="*")
    first = pairs.iloc[0]
    assert first["id"] == STORY
    assert first["action_state"] == "none"
    assert first["value"] == first["numerator"] / first["denominator"]
    assert len(pairs) == 20 * 19 / 2


def test_published_counts_are_three_or_more(gate: Store) -> None:
    pairs = gate.session("demo", "staff").query("interclustering_pairs", network_id="*")
    for count, status in (
        ("shared_members", "member_status"),
        ("shared_partners", "partner_status"),
    ):
        assert pairs.loc[pairs[status] == "ok", count].min() >= 3
        assert pairs.loc[pairs[status] == "secret", count].isna().all()


@pytest.mark.parametrize(("role", "reads"), [("public", False), ("rapporteur", True)])
def test_names_are_for_who_may_read_the_members(open_app: Open, role: str, reads: bool) -> None:
    at = open_app(PAGE, espace="demo", profil=role)
    assert not at.exception
    assert ("paire" in {box.key for box in at.selectbox}) == reads
    assert any("Entreprises communes" in html.value for html in at.html)


def test_one_network_and_one_state_narrow_the_pairs(open_app: Open) -> None:
    at = open_app(PAGE, espace="demo", reseau="semaphyte", action="none")
    assert not at.exception
    assert any("Octamarelle et Sémaphyte" in text.value for text in at.markdown)
    nobody = open_app(PAGE, espace="demo", reseau="semaphyte", action="common")
    assert not nobody.exception
    assert any("Aucune paire" in text.value for text in nobody.markdown)


def test_without_members_the_page_says_what_it_wants(open_app: Open) -> None:
    at = open_app(PAGE, espace="cvl")
    assert not at.exception
    assert any("adhesions" in element.value for element in at.html)
