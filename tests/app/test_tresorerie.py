"""The treasury page and the simulators, by role, and their figures against the engine's."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from method.catalog import load_catalog
from method.forecast import Sample, Scenario, forecast
from observatory.figures import views
from observatory.figures.figure import Figure
from observatory.gate.store import Session, Store
from observatory.pages import PageEntry, load_pages
from observatory.simulators import figures as simulators
from observatory.simulators import shares
from observatory.simulators.draws import samples
from observatory.simulators.scenarios import (
    EVERYONE,
    effect_rows,
    knows_fees,
)
from observatory.treasury.words import threshold_word
from tests.app.conftest import Open, html_of

NETWORK = "aerolinde"


def _page(name: str) -> PageEntry:
    return next(page for page in load_pages() if page.id == name)


@pytest.fixture(scope="module")
def staff(gate: Store) -> Session:
    return gate.session("demo", "staff")


@pytest.fixture(scope="module")
def drawn(staff: Session) -> dict[str, Sample]:
    return samples(views.of(staff, staff.build.as_of))


def test_the_draws_are_those_that_were_published(staff: Session, drawn: dict[str, Sample]) -> None:
    for scope in (EVERYONE, NETWORK):
        curve = staff.query("treasury_curve", as_of=staff.build.as_of, network_id=scope)
        published = curve[curve["kind"] == "prévu"]
        fan = forecast(drawn[scope])
        np.testing.assert_allclose(published["low"], fan.p10)
        np.testing.assert_allclose(published["high"], fan.p90)


def test_the_public_sees_all_networks_together_and_no_network(open_app: Open) -> None:
    at = open_app(_page("tresorerie"), espace="demo", profil="public")
    assert not at.exception
    assert "reseau" not in [box.key for box in at.selectbox]
    html = html_of(at)
    assert "de dépenses en caisse" in html
    assert "Aérolinde" not in html


def test_staff_see_each_network_and_the_backtest(open_app: Open, staff: Session) -> None:
    at = open_app(_page("tresorerie"), espace="demo", profil="staff", reseau=NETWORK)
    assert not at.exception
    html = html_of(at)
    assert "La trésorerie d’Aérolinde tient" in html
    titles = [header.value for header in at.header]
    assert any("la fourchette a contenu le solde" in title for title in titles)
    assert any("Sans renouvellement" in title for title in titles)
    for tab, title in (("retards", "Retard médian"), ("origine", "de recettes publiques")):
        other = open_app(
            _page("tresorerie"), espace="demo", profil="staff", reseau=NETWORK, onglet=tab
        )
        assert not other.exception
        assert any(title in header.value for header in other.header)


def test_nothing_sent_says_which_files_are_missing(open_app: Open) -> None:
    at = open_app(_page("tresorerie"), espace="cvl", profil="public")
    assert not at.exception
    assert "«&nbsp;Trésorerie&nbsp;»" in html_of(at)
    assert 'class="obs-answer' not in html_of(at), "the empty state is the answer, once"


@pytest.mark.parametrize(
    ("kind", "address", "scenario"),
    [
        ("retard", {"retard_region": "90"}, Scenario(delay_by_funder={"region": 90})),
        ("baisse", {"baisse": "35"}, Scenario(grant_cut_share=0.35)),
        ("adherents", {"perte": "40"}, Scenario(members_lost_share=0.4)),
    ],
)
def test_the_address_gives_the_engine_s_figures(
    open_app: Open,
    drawn: dict[str, Sample],
    kind: str,
    address: dict[str, str],
    scenario: Scenario,
) -> None:
    at = open_app(
        _page("simulateurs"),
        espace="demo",
        profil="staff",
        simulateur=kind,
        reseau=NETWORK,
        **address,
    )
    assert not at.exception
    one = drawn[NETWORK]
    before, after = forecast(one), forecast(one, scenario)
    assert after.low_eur < before.low_eur
    html = html_of(at)
    for text in effect_rows(before, after)[["before", "after"]].to_numpy().ravel():
        assert text in html


def test_a_typed_value_moves_the_slider_and_the_address(open_app: Open) -> None:
    at = open_app(
        _page("simulateurs"), espace="demo", profil="staff", simulateur="baisse", reseau=NETWORK
    )
    at.number_input(key="baisse_champ").set_value(37).run()
    assert at.slider(key="baisse").value == 37
    assert at.query_params["baisse"] == "37"


def test_unknown_fees_are_counted_apart(drawn: dict[str, Sample]) -> None:
    one = drawn[NETWORK]
    assert knows_fees(one)
    assert not knows_fees(dataclasses.replace(one, fees_eur=one.fees_eur * np.nan))


def test_the_words_follow_the_bounds_whichever_way_they_go() -> None:
    indicators = load_catalog().indicators
    days, late = indicators["cash_days"], indicators["payment_delay_days"]
    assert [threshold_word(days, v) for v in (29, 30, 89, 90)] == [
        "▼ critique",
        "◆ à surveiller",
        "◆ à surveiller",
        "● serein",
    ]
    assert [threshold_word(late, v) for v in (30, 31, 120, 121)] == [
        "● serein",
        "◆ à surveiller",
        "◆ à surveiller",
        "▼ critique",
    ]
    assert threshold_word(days, None) == "—"


def test_the_network_is_kept_from_one_simulator_to_the_next(open_app: Open) -> None:
    at = open_app(_page("simulateurs"), espace="demo", profil="staff", reseau="cuirlande")
    for kind in ("portefeuille", "retard", "convention", "portefeuille", "convention"):
        at.selectbox(key="simulateur").select(kind).run()
        assert not at.exception
        assert at.query_params["reseau"] == "cuirlande"
        if kind != "portefeuille":
            assert at.selectbox(key="reseau").value == "cuirlande"


def test_no_parameter_of_a_simulator_stays_in_the_link_of_another(open_app: Open) -> None:
    at = open_app(
        _page("simulateurs"), espace="demo", profil="staff", reseau=NETWORK, retard_region="60"
    )
    assert at.query_params["retard_region"] == "60"
    at.selectbox(key="simulateur").select("baisse").run()
    assert "retard_region" not in at.query_params
    at.number_input(key="baisse_champ").set_value(37).run()
    at.selectbox(key="simulateur").select("retard").run()
    assert "baisse" not in at.query_params
    assert at.slider(key="retard_region").value == 90


def test_the_simulators_open_on_a_scenario_and_its_verdict(
    open_app: Open, drawn: dict[str, Sample]
) -> None:
    at = open_app(_page("simulateurs"), espace="demo", profil="staff")
    late = Scenario(delay_by_funder={"region": 90})
    below = sum(forecast(one, late).low_eur < 0 for name, one in drawn.items() if name != EVERYONE)
    assert below > 1
    assert f"Région +&nbsp;90&nbsp;jours&nbsp;: {below}&nbsp;réseaux à découvert" in html_of(
        at
    ).replace("\u00a0", "&nbsp;")


def test_the_share_says_why_a_network_gets_nothing(staff: Session) -> None:
    view = views.of(staff, staff.build.as_of, plafond=10, enveloppe=20)
    figure = shares.left_out(view)
    assert isinstance(figure, Figure)
    assert figure.rows["why"].str.len().min() > 0
    allocation = shares.shared(view)
    assert isinstance(allocation, shares.Shared)
    assert (allocation.rows["why"] == "").sum() == (allocation.rows["amount"] > 0).sum()


def test_what_is_compared_with_is_grey(staff: Session) -> None:
    figure = simulators.fan(views.of(staff, staff.build.as_of, NETWORK))
    assert isinstance(figure, Figure)
    assert figure.chart is not None
    before = [t for t in figure.chart.to_plotly().data if str(t.name).startswith("Sans changement")]
    assert [t.line.color for t in before] == ["#5b6573", "#5b6573"]
