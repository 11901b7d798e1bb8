"""The page Interclustering: the planted case, who reads the names, missing files."""

from __future__ import annotations

import pytest

from observatory.figures import views
from observatory.gate.access import PUBLIC
from observatory.gate.store import Store
from observatory.interclustering import figures
from observatory.pages import load_pages
from tests.app.conftest import Open, html_of

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
    at = open_app(PAGE, espace="demo", profil=role, onglet="entreprises")
    assert not at.exception
    assert ("paire" in {box.key for box in at.selectbox}) == reads
    assert ("SIREN" in html_of(at)) == reads


def test_one_network_and_one_state_narrow_the_pairs(open_app: Open) -> None:
    at = open_app(PAGE, espace="demo", reseau="semaphyte", action="none")
    assert not at.exception
    assert "Octamarelle et Sémaphyte" in html_of(at)
    nobody = open_app(PAGE, espace="demo", reseau="semaphyte", action="common")
    assert not nobody.exception
    assert "Aucune paire" in html_of(nobody)


def test_figures_say_part_commune_and_never_the_name_of_the_index(gate: Store) -> None:
    session = gate.session("demo", "staff")
    view = views.of(session, session.build.as_of)
    for make in (figures.ranked, figures.matrix, figures.links):
        figure = make(view)
        assert figure is not None
        assert "Part commune" in [column.label for column in figure.columns]
        texts = [figure.title, figure.caption, *vars(figure.note).values(), figure.chart.to_json()]
        assert not any("Jaccard" in str(text) for text in texts)


def test_without_members_the_page_says_what_it_needs(open_app: Open) -> None:
    at = open_app(PAGE, espace="cvl")
    assert not at.exception
    assert any("«&nbsp;Adhésions&nbsp;»" in element.value for element in at.html)
