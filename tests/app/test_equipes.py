"""The people page: counts of the marts, what each role sees, hand-made presences."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from method.catalog import load_catalog
from observatory.gate.store import Session, Store
from observatory.pages import PageEntry, load_pages
from observatory.team import charts as team_charts
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


def test_staff_see_the_networks_and_who_was_there(open_app: Open, staff: Session) -> None:
    shown = html_of(
        open_app(PAGE, opened=("data_presences",), espace="demo", profil="staff", reseau=NETWORK)
    )
    assert "Double rupture" in shown
    presence = staff.query("team_presence", as_of=staff.build.as_of, network_id=NETWORK)
    for agent in presence["agent_id"]:
        assert agent in shown


def test_costs_follow_the_hourly_cost_and_the_files(staff: Session, demo_db: Path) -> None:
    asked = {"as_of": staff.build.as_of, "network_id": "*"}
    cheap = staff.query("paperwork", **asked, hourly_cost=20).set_index("name")
    dear = staff.query("paperwork", **asked, hourly_cost=40).set_index("name")
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


def test_agreements_ahead_end_within_the_year(staff: Session) -> None:
    as_of = staff.build.as_of
    rows = staff.query("agreements_ahead", as_of=as_of, network_id="*")
    ends = rows["ended_on"].dt.date
    assert len(rows) and ends.gt(as_of).all()
    assert ends.le(as_of.replace(year=as_of.year + 1)).all()
    assert ends.is_monotonic_increasing


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


def test_a_person_back_or_moved_inside_is_one_person(staff: Session) -> None:
    rows = pd.DataFrame(
        [
            _contract("AG-1", "2023-01-01", "2024-01-01"),
            _contract("AG-1", "2025-01-01", None, "direction"),
            _contract("AG-2", "2023-01-01", "2024-01-01"),
        ]
    )
    indicator = load_catalog().indicators["staff_tenure_median"]
    note = team_charts.presence_note(rows, date(2026, 10, 31), indicator, "Alpha", staff.build)
    said = note.lecture.replace("\u00a0", " ")
    assert "1 personne dans l’équipe d’Alpha, sur 2 passées en cinq ans" in said
    chart = team_charts.presence(rows, indicator, "source")
    assert [trace.name for trace in chart.data] == ["Direction", "Projets"]
