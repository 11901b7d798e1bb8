"""The people page: counts of the marts, what each role sees, presences on small tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from observatory.figures import views
from observatory.figures.figure import Empty, Figure
from observatory.gate.store import Session, Store
from observatory.pages import PageEntry, load_pages
from observatory.team import charts as team_charts
from observatory.team import figures as team
from observatory.team import words
from tests.app.conftest import Open, html_of

PAGE: PageEntry = next(page for page in load_pages() if page.id == "equipes")
NETWORK = "aerolinde"


@pytest.fixture(scope="module")
def staff(gate: Store) -> Session:
    return gate.session("demo", "staff")


@pytest.mark.parametrize("role", ["public", "rapporteur"])
def test_others_see_no_network_and_no_pseudonym(open_app: Open, role: str) -> None:
    at = open_app(PAGE, espace="demo", profil=role, reseau=NETWORK)
    assert not at.exception
    assert "reseau" not in [box.key for box in at.selectbox]
    assert "AG-0" not in html_of(at)
    assert "Effectif" not in html_of(at)


@pytest.mark.parametrize("role", ["public", "rapporteur"])
def test_others_see_counts_of_teams_and_no_vacancy(open_app: Open, gate: Store, role: str) -> None:
    session = gate.session("demo", role)
    view = views.of(session, session.build.as_of)
    figures = {key: make(view) for key, make in team.FIGURES.items()}
    keys = {key for key, figure in figures.items() if isinstance(figure, Figure)}
    assert keys == {"equipes.classes", "equipes.anciennete"}
    classes = figures["equipes.classes"]
    assert isinstance(classes, Figure)
    is_known = session.query("team_classes", as_of=session.build.as_of)["status"].eq("ok")
    assert classes.rows["value"].sum() == is_known.sum()
    at = open_app(PAGE, espace="demo", profil=role)
    assert 'class="obs-answer' in html_of(at) and "sans direction" not in html_of(at)


def test_staff_see_who_leads_and_who_was_there(open_app: Open, staff: Session) -> None:
    at = open_app(PAGE, espace="demo", profil="staff", reseau=NETWORK)
    assert not at.exception
    assert "La direction d’Aérolinde" in html_of(at)
    figure = team.presence(views.of(staff, staff.build.as_of, NETWORK))
    assert isinstance(figure, Figure)
    presence = staff.query("team_presence", as_of=staff.build.as_of, network_id=NETWORK)
    assert figure.rows["agent_id"].tolist() == presence["agent_id"].tolist()


@pytest.mark.parametrize(
    ("tab", "figures"),
    [
        ("", ("directions", "direction", "conseil")),
        ("reste", ("directions", "equipes", "anciennete", "contrats")),
        ("charge", ("directions", "sollicitations", "dossiers")),
    ],
)
def test_only_the_open_tab_is_drawn(open_app: Open, tab: str, figures: tuple[str, ...]) -> None:
    address = {"onglet": tab} if tab else {}
    at = open_app(PAGE, espace="demo", profil="staff", **address)
    assert not at.exception
    assert [header.proto.anchor for header in at.header] == [*figures]


def test_vacancies_of_all_are_those_of_each_network(staff: Session) -> None:
    as_of = staff.build.as_of
    whole = staff.query("direction_vacancy", as_of=as_of, network_id="*")
    assert len(whole) and whole["days"].gt(0).all()
    for network, own in whole.groupby("network_id"):
        alone = staff.query("direction_vacancy", as_of=as_of, network_id=network)
        assert own["days"].tolist() == alone["days"].tolist()
    # In the month when both posts were empty, the page says so first.
    then = views.of(staff, date(2026, 5, 31))
    empty = staff.query("direction_vacancy", as_of=then.as_of, network_id="*")
    count = int(empty["ended_on"].isna().sum())
    first = words.answer(then)[0]
    assert count == 0 or (first and first.startswith(str(count)))


def test_a_workspace_without_teams_makes_no_figure(gate: Store) -> None:
    session = gate.session("cvl", "public")
    figures = [make(views.of(session, session.build.as_of)) for make in team.FIGURES.values()]
    assert all(figure is None or isinstance(figure, Empty) for figure in figures)


def test_costs_follow_the_hourly_cost_and_the_files(staff: Session, demo_db: Path) -> None:
    parameters = {"as_of": staff.build.as_of, "network_id": "*"}
    cheap = staff.query("paperwork", **parameters, hourly_cost=20).set_index("name")
    dear = staff.query("paperwork", **parameters, hourly_cost=40).set_index("name")
    pd.testing.assert_series_equal(
        2 * cheap["cost_per_euro"], dear.loc[cheap.index, "cost_per_euro"]
    )
    with duckdb.connect(str(demo_db), read_only=True) as connection:
        filed = connection.execute(
            "select count(*) from core.application as a, core.month as m "
            "where m.as_of = ? and a.filed_on > m.from_24m and a.filed_on <= m.as_of",
            [staff.build.as_of],
        ).fetchone()
    assert filed and cheap["filed"].sum() == filed[0]


def test_colleges_add_up(staff: Session) -> None:
    rows = staff.query("board_colleges", as_of=staff.build.as_of, network_id="*")
    assert rows["value"].sum() == pytest.approx(1)
    assert rows["member_share"].sum() == pytest.approx(1)


def _contract(agent: str, start: str, end: str | None, role: str = "projets") -> dict:
    return {
        "agent_id": agent,
        "role": role,
        "contract_type": "CDI",
        "fte": 0.5,
        "started_on": pd.Timestamp(start),
        "ended_on": pd.Timestamp(end or "2026-10-31"),
        "contract_from": pd.Timestamp(start),
        "contract_to": pd.Timestamp(end) if end else pd.NaT,
    }


def test_a_person_back_or_moved_inside_is_one_person() -> None:
    rows = pd.DataFrame(
        [
            _contract("AG-1", "2023-01-01", "2024-01-01"),
            _contract("AG-1", "2025-01-01", None, "direction"),
            _contract("AG-2", "2023-01-01", "2024-01-01"),
        ]
    )
    assert words.present(rows, date(2026, 10, 31)) == (1, 2)
    title = words.presence_title(rows, date(2026, 10, 31)).replace("\u00a0", " ")
    assert title == "1 personne en poste, sur 2 passées en cinq ans"
    chart = team_charts.presence(rows)
    assert [trace["name"] for trace in chart.data] == ["Direction", "Projets"]
