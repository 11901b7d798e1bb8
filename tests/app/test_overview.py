"""The first page: the answer first, six barriers, and known facts about the real region."""

from __future__ import annotations

import pytest

from observatory.figures import views
from observatory.figures.figure import Figure
from observatory.figures.registry import FIGURES
from observatory.gate.access import STAFF
from observatory.gate.store import Store
from observatory.opinion import standing
from observatory.opinion.words import value_words
from observatory.overview import words
from observatory.pages import PageEntry, load_pages
from tests.app.conftest import Open, html_of

PAGE: PageEntry = next(page for page in load_pages() if page.id == "vue_d_ensemble")
TABS = {
    "demo": ("mois", "carte", "reseaux", "freins", "chiffres"),
    "cvl": ("histoire", "carte", "freins", "chiffres", "reseaux"),
}


@pytest.mark.parametrize("role", ["public", "rapporteur", "staff"])
def test_the_six_barriers_show_what_the_reader_may_see(
    open_app: Open, gate: Store, role: str
) -> None:
    at = open_app(espace="demo", profil=role)
    assert not at.exception
    html = html_of(at)
    session = gate.session("demo", role)
    view = views.of(session, session.build.as_of)
    for one in standing.headlines(view):
        assert one.is_known, one.barrier.id
        assert value_words(one) in html
        assert one.barrier.said in html
        if one.change is not None:
            assert one.change.word in html


def test_the_real_region_is_described_from_the_data(open_app: Open, gate: Store) -> None:
    at = open_app(espace="cvl")
    assert not at.exception
    html = html_of(at)
    session = gate.session("cvl", "public")
    facts = session.query("overview_facts", as_of=session.build.as_of).iloc[0]
    assert words.listed(facts) in html
    assert "19\u00a0réseaux recensés" in html
    assert "13 documentés comme actifs" in html
    assert "à la fin de 2026" in html
    assert "31 décembre 2026" not in html, "no source gives the day"
    assert "python -m" not in html
    links = [link.proto.label for link in at.get("page_link")]
    assert "Fiche réseau" in links
    assert not [label for label in links if label.startswith("Trésorerie")], "an empty page"


def test_staff_of_the_real_region_start_with_what_is_known(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.context._granted", lambda _: (STAFF,))
    monkeypatch.setattr("ui.context.is_signed_in", lambda: True)
    at = open_app(espace="cvl")
    assert not at.exception and not at.error
    assert "Ma journée" in [title.value for title in at.header]
    html = html_of(at)
    assert "31/12/2026 au plus tard" in html and "fin du label" in html
    assert "mandat" not in html, "no mandate is known"


@pytest.mark.parametrize(
    ("workspace", "tab"), [(space, tab) for space, tabs in TABS.items() for tab in tabs]
)
def test_every_tab_opens(open_app: Open, workspace: str, tab: str) -> None:
    at = open_app(espace=workspace, onglet=tab)
    assert not at.exception
    assert "python -m" not in html_of(at)


def test_no_figure_of_a_real_network_or_territory_is_without_its_source(gate: Store) -> None:
    session = gate.session("cvl", "public")
    view = views.of(session, session.build.as_of)
    for key in ("declares", "adherents_declares", "reperes"):
        figure = FIGURES[f"vue_d_ensemble.{key}"](view)
        assert isinstance(figure, Figure)
        assert figure.rows["source_url"].str.startswith("http").all(), key
        assert figure.rows["when"].str.fullmatch(r"(vers )?\d{4}").all(), key
        assert any(column.link == "source_url" for column in figure.columns)


def test_a_label_that_ends_is_an_alert_in_the_real_region(gate: Store) -> None:
    # Access control gives alerts to signed-in users; the table is as the build wrote it.
    alerts = gate.session("cvl", "admin", is_signed_in=True).query("new_alerts", as_of="2026-07-31")
    assert sorted(alerts["name"].str.split().str[0]) == ["Cosmetic", "DREAM", "Végépolys"]
    assert set(alerts["rule_id"]) == {"label_ending"}
