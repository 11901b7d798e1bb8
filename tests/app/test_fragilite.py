"""The page Fragilité: ranks equal to the engine's, alerts saved, texts escaped."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from method.catalog import load_catalog
from method.fragility import stated_weights
from observatory.fragility.alert_book import FILE_NAME, AlertBook
from observatory.fragility.board import make_board
from observatory.fragility.words import interval_text
from observatory.gate.store import Session, Store
from observatory.pages import PageEntry, load_pages
from tests.app.conftest import Open, html_of, plots

STAFF = {"espace": "demo", "profil": "staff"}
RULES = load_catalog().fragility
HOSTILE = "</td><script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def entry() -> PageEntry:
    return next(page for page in load_pages() if page.id == "fragilite")


@pytest.fixture(scope="module")
def staff(gate: Store) -> Session:
    return gate.session("demo", "staff")


@pytest.fixture(autouse=True)
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AlertBook:
    """A separate alert register: the one of the session's build stays empty."""
    monkeypatch.setattr("ui.fragility.book.curated_root", lambda: tmp_path)
    return AlertBook(tmp_path / "demo" / FILE_NAME)


def expected(staff: Session, weights: dict[str, float]) -> list[tuple[str, str]]:
    """Names and ranks computed by the engine."""
    as_of = staff.build.as_of
    rows = staff.query("fragility_indicators", as_of=as_of)
    networks = staff.query("fragility_networks", as_of=as_of)
    table = make_board(rows[rows["moment"] == "now"], networks, weights, RULES).ranking
    return [(row["name"], interval_text(row)) for row in table.to_dict("records")]


def assert_ranked(at: AppTest, ranks: list[tuple[str, str]]) -> None:
    html = html_of(at)
    places = [html.index(rank, html.index(f">{name}<")) for name, rank in ranks]
    assert places == sorted(places)


def test_ranks_are_published_ones_then_follow_a_moved_weight(
    open_app: Open, entry: PageEntry, staff: Session
) -> None:
    at = open_app(entry, opened=("data_classement",), **STAFF)
    assert not at.exception
    stated = stated_weights(RULES)
    before = expected(staff, stated)
    assert_ranked(at, before)
    at.slider(key="poids_equipe").set_value(90).run()
    assert not at.exception
    after = expected(staff, {**{k: 100 * w for k, w in stated.items()}, "team": 90})
    assert after != before
    assert_ranked(at, after)
    assert at.query_params["poids_equipe"] == "90"
    assert "Rang publié" in html_of(at)


def test_the_address_holds_the_weights_and_the_button_gives_them_back(
    open_app: Open, entry: PageEntry, staff: Session
) -> None:
    at = open_app(
        entry,
        opened=("definition_figure_points",),
        **STAFF,
        poids_tresorerie="0",
        reseau="logivague",
        onglet="pourquoi",
    )
    assert at.slider(key="poids_tresorerie").value == 0
    assert "irait de" in html_of(at), "what is missing is said"
    at = open_app(entry, opened=("data_classement",), **STAFF, poids_tresorerie="0")
    next(b for b in at.button if b.label == "Revenir aux poids publiés").click().run()
    assert at.slider(key="poids_tresorerie").value == 35
    assert "poids_tresorerie" not in at.query_params
    assert_ranked(at, expected(staff, stated_weights(RULES)))


def test_weights_that_are_all_zero_are_reported_and_replaced(
    open_app: Open, entry: PageEntry
) -> None:
    names = ("tresorerie", "equipe", "adhesions", "dependance", "charge")
    at = open_app(entry, **STAFF, **{f"poids_{name}": "0" for name in names})
    assert not at.exception
    assert any("à zéro" in warning.value for warning in at.warning)
    assert plots(at)


def test_an_alert_is_followed_in_its_line_and_a_hostile_note_stays_text(
    open_app: Open, entry: PageEntry, book: AlertBook
) -> None:
    address = {**STAFF, "onglet": "alertes", "alertes_de": "galvacier", "gravite": "urgente"}
    assert not open_app(entry, **address).text_area, "no form is made before it is opened"
    alert = "galvacier~cash_short~2026-07-31"
    at = open_app(entry, opened=(f"suivre_{alert}",), **address)
    at.selectbox(key=f"etat_{alert}").select("en_cours")
    at.selectbox(key=f"service_{alert}").select("Dév’Up, direction")
    at.text_area(key=f"note_{alert}").set_value(HOSTILE)
    next(b for b in at.button if b.label == "Enregistrer").click().run()
    assert not at.exception
    (line,) = book.list()
    assert (line.state, line.owner, line.note) == ("en_cours", "Dév’Up, direction", HOSTILE)
    html = html_of(open_app(entry, **STAFF, onglet="alertes", alertes="en_cours"))
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;alert" in html


def test_each_tab_opens_and_the_answer_names_the_first(open_app: Open, entry: PageEntry) -> None:
    for tab in ("qui", "pourquoi", "sur", "alertes"):
        at = open_app(entry, **STAFF, onglet=tab, reseau="aerolinde")
        assert not at.exception
        assert "Cuirlande d’abord" in html_of(at)


def test_a_month_without_a_year_before_has_no_comparison(
    open_app: Open, entry: PageEntry, staff: Session
) -> None:
    first = staff.query("months")["as_of"].min()
    at = open_app(entry, **STAFF, mois=first.strftime("%Y-%m"))
    assert not at.exception
    assert plots(at) or "obs-empty" in html_of(at)
