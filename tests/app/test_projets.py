"""The projects page: figures of the marts, what each role sees, and sentences on edge cases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from method.catalog import load_catalog
from method.wording import fr_euros
from observatory.funding import charts as project_charts
from observatory.gate.store import Session, Store
from observatory.pages import PageEntry, load_pages
from tests.app.conftest import Open, html_of

PAGE: PageEntry = next(page for page in load_pages() if page.id == "projets")


@pytest.fixture(scope="module")
def staff(gate: Store) -> Session:
    return gate.session("demo", "staff")


def test_the_ribbons_add_up_to_what_was_signed(staff: Session, demo_db: Path) -> None:
    flows = staff.query("funding_flow", as_of=staff.build.as_of)
    assert flows["value"].gt(0).all()
    assert flows["network"].nunique() <= 13
    with duckdb.connect(str(demo_db), read_only=True) as connection:
        signed = connection.execute(
            "select sum(g.amount_eur) from core.grant as g, core.month as m "
            "where m.as_of = ? and g.signed_on > m.from_12m and g.signed_on <= m.as_of "
            "and g.network_id is not null",
            [staff.build.as_of],
        ).fetchone()
    assert signed and flows["value"].sum() == pytest.approx(signed[0])
    note = project_charts.flows_note(
        flows, staff.build.as_of, load_catalog().indicators["leverage"], staff.build
    )
    assert fr_euros(flows["value"].sum()) in note.lecture


def test_the_public_sees_no_named_network_s_delay(gate: Store, open_app: Open) -> None:
    public = gate.session("demo", "public")
    as_of = public.build.as_of
    assert public.query("first_payment_delay", as_of=as_of, network_id="aerolinde").empty
    assert public.query("theme_balance", as_of=as_of, network_id="aerolinde").empty
    assert not public.query("first_payment_delay", as_of=as_of, network_id="*").empty
    seen = public.query("projects_found", as_of=as_of, network_id="*", sought="")
    assert set(seen["status"]) <= {"labellise", "finance", "acheve"}
    at = open_app(PAGE, espace="demo", profil="public", reseau="aerolinde")
    assert not at.exception


def test_the_search_forgives_accents_and_takes_text_as_text(staff: Session) -> None:
    as_of = staff.build.as_of
    found = staff.query("projects_found", as_of=as_of, network_id="*", sought="aerolinde")
    assert set(found["network"]) == {"Aérolinde"}
    for sought in ("%", "' or 1=1 --"):
        assert staff.query("projects_found", as_of=as_of, network_id="*", sought=sought).empty


def test_a_theme_without_projects_says_not_available(staff: Session) -> None:
    rows = pd.DataFrame({"name": ["Export"], "value": [1.0], "project_share": [None]})
    note = project_charts.themes_note(
        rows,
        date(2026, 10, 31),
        load_catalog().indicators["leverage"],
        "Alpha",
        staff.build,
        "projets déposés",
    )
    assert "n.d. des projets" in note.lecture


def test_the_page_shows_the_project_list(open_app: Open) -> None:
    shown = html_of(open_app(PAGE, espace="demo", profil="staff", cherche="aérolinde"))
    assert "Aérolinde" in shown
    assert "projets" in shown


def test_what_the_public_reads_cannot_be_completed_by_subtraction(
    gate: Store, staff: Session
) -> None:
    public, as_of = gate.session("demo", "public"), staff.build.as_of
    asked = {"as_of": as_of, "network_id": "*"}
    whole = staff.query("first_payment_delay", **asked)
    seen = public.query("first_payment_delay", **asked)
    # The State has paid one network: with the others and the total, its figure would be known.
    assert len(whole) > 2
    assert seen["funder_type"].tolist() == ["*"]
    themes = public.query("theme_balance", **asked)
    # Every project filed, minus those that anybody may list, would be the refused ones.
    listed = public.query("projects_found", as_of=as_of, network_id="*", sought="")
    assert 0 < themes["projects"].sum() <= len(listed)
    assert themes["actions"].sum() == staff.query("theme_balance", **asked)["actions"].sum()
    years = public.query("regional_envelope", as_of=as_of)
    assert years["networks"].ge(3).all()


def test_stages_count_each_project_once_and_no_draft_for_the_public(
    gate: Store, staff: Session, demo_db: Path
) -> None:
    asked = {"as_of": staff.build.as_of, "network_id": "*"}
    rows = staff.query("project_stages", **asked)
    states = ["depose", "labellise", "finance", "acheve", "refuse"]
    assert (rows[states].sum(axis=1) == rows["value"]).all()
    with duckdb.connect(str(demo_db), read_only=True) as connection:
        dated = connection.execute(
            "select count(*) from core.project as p, core.month as m where m.as_of = ? "
            "and coalesce(p.financed_on, p.labelled_on) between m.from_36m + 1 and m.as_of",
            [staff.build.as_of],
        ).fetchone()
    assert dated and rows["value"].sum() == dated[0] > 0
    public = gate.session("demo", "public").query("project_stages", **asked)
    assert public[["depose", "refuse"]].to_numpy().sum() == 0
    assert public["value"].sum() < rows["value"].sum()


def test_the_stages_of_one_project_agree_in_number(staff: Session) -> None:
    rows = pd.DataFrame({"name": ["Export"], "value": [1], "finance": [0], "acheve": [0]})
    indicator = load_catalog().indicators["projects_by_stage"]
    note = project_charts.stages_note(rows, date(2026, 10, 31), indicator, "Alpha", staff.build)
    said = note.lecture.replace("\u00a0", " ")
    assert "1 projet des 36 derniers mois porte sur « Export », dont 0 financés" in said
