"""The projects page: figures of the marts, what each role sees, and sentences on edge cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from method.wording import fr_euros
from observatory.figures import views
from observatory.figures.figure import Figure
from observatory.funding import figures as funding
from observatory.funding import words
from observatory.funding.charts import PALE
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
    figure = funding.flows(views.of(staff, staff.build.as_of))
    assert isinstance(figure, Figure)
    assert fr_euros(flows["value"].sum()) in figure.note.lecture
    assert figure.chart is not None
    total = sum(sum(bars.x) for bars in figure.chart.to_plotly().data if bars.type == "bar")
    assert total == pytest.approx(signed[0])


def test_the_public_sees_no_named_network_s_delay(gate: Store, open_app: Open) -> None:
    public = gate.session("demo", "public")
    as_of = public.build.as_of
    assert public.query("first_payment_delay", as_of=as_of, network_id="aerolinde").empty
    assert public.query("theme_balance", as_of=as_of, network_id="aerolinde").empty
    assert not public.query("first_payment_delay", as_of=as_of, network_id="*").empty
    rows = public.query("projects_found", as_of=as_of, network_id="*", sought="")
    assert set(rows["status"]) <= {"labellise", "finance", "acheve"}
    at = open_app(PAGE, espace="demo", profil="public", reseau="aerolinde")
    assert not at.exception


def test_the_search_forgives_accents_and_takes_text_as_text(staff: Session) -> None:
    as_of = staff.build.as_of
    matches = staff.query("projects_found", as_of=as_of, network_id="*", sought="aerolinde")
    assert set(matches["network"]) == {"Aérolinde"}
    for sought in ("%", "' or 1=1 --"):
        assert staff.query("projects_found", as_of=as_of, network_id="*", sought=sought).empty


def test_a_series_that_nobody_may_know_is_not_drawn(staff: Session) -> None:
    view = views.of(staff, staff.build.as_of)
    whole = funding.themes(view)
    rows = staff.query("theme_balance", as_of=view.as_of, network_id="*")
    alone = funding.themes(replace(view, ask=lambda *_, **__: rows.assign(project_share=None)))
    assert isinstance(whole, Figure) and isinstance(alone, Figure)
    assert whole.chart is not None and alone.chart is not None
    assert len(whole.chart.to_plotly().data) == 2 and len(alone.chart.to_plotly().data) == 1
    assert "project_share" not in [column.key for column in alone.columns]
    assert "n.d." not in alone.note.lecture and "demande" not in alone.caption


def test_the_envelope_is_that_of_clusters(staff: Session) -> None:
    figure = funding.envelope(views.of(staff, staff.build.as_of))
    assert isinstance(figure, Figure) and figure.chart is not None
    bars, line = figure.chart.to_plotly().data
    clusters = figure.rows[figure.rows["network_type"] == "cluster"]
    poles = figure.rows[figure.rows["network_type"] == "pole_competitivite"]
    assert (bars.type, list(bars.y)) == ("bar", clusters["value"].tolist())
    assert (line.type, list(line.y)) == ("scatter", poles["value"].tolist())
    # A year that is incomplete in the files is pale, and marked so.
    pale = [colour == PALE for colour in bars.marker.color]
    assert pale == [" (" in year for year in clusters["year_text"]]
    assert pale[0] and pale[-1] and not any(pale[1:-1])


def test_an_earlier_month_is_not_told_what_was_paid_after_it(staff: Session) -> None:
    october, december = (
        staff.query("regional_envelope", as_of=date(2024, month, 31))["year_text"].max()
        for month in (10, 12)
    )
    assert (october, december) == ("2023", "2024")


def test_the_list_is_that_of_what_is_looked_for(open_app: Open, staff: Session) -> None:
    view = views.of(staff, staff.build.as_of, **{funding.SOUGHT: "aérolinde"})
    figure = funding.projects_found(view)
    assert isinstance(figure, Figure)
    assert set(figure.rows["network"]) == {"Aérolinde"}
    at = open_app(PAGE, espace="demo", profil="staff", onglet="liste", cherche="aérolinde")
    assert not at.exception
    assert figure.title in [header.value for header in at.header]


@pytest.mark.parametrize(
    ("tab", "figures"),
    [
        ("", ("enveloppe", "echeances", "flux-financiers", "premier-versement")),
        ("permet", ("enveloppe", "levier", "succes", "etats")),
        ("themes", ("enveloppe", "themes", "themes-mois")),
        ("liste", ("enveloppe", "projets")),
    ],
)
def test_only_the_open_tab_is_drawn_and_the_answer_first(
    open_app: Open, tab: str, figures: tuple[str, ...]
) -> None:
    address = {"onglet": tab} if tab else {}
    at = open_app(PAGE, espace="demo", profil="public", **address)
    assert not at.exception
    assert [header.proto.anchor for header in at.header] == [*figures]
    assert html_of(at).index('class="obs-answer') < html_of(at).index('class="obs-card')


def test_agreements_ahead_end_within_the_year(staff: Session) -> None:
    as_of = staff.build.as_of
    rows = staff.query("agreements_ahead", as_of=as_of, network_id="*")
    ends = rows["ended_on"].dt.date
    assert len(rows) and ends.gt(as_of).all()
    assert ends.le(as_of.replace(year=as_of.year + 1)).all()
    assert ends.is_monotonic_increasing


def test_agreements_ahead_are_those_known_that_month_as_on_the_page_of_funders(
    staff: Session,
) -> None:
    for as_of in (date(2025, 12, 31), date(2026, 3, 31)):
        rows = staff.query("agreements_ahead", as_of=as_of, network_id="*")
        ahead = staff.query("funders_ahead", as_of=as_of, funder="*")
        ends = ahead[ahead["kind"] == "fin de convention"]
        assert sorted(rows["amount_eur"]) == sorted(ends["amount_eur"])


def test_an_empty_workspace_says_so_once(open_app: Open) -> None:
    at = open_app(PAGE, espace="cvl")
    assert not at.exception
    assert html_of(at).count('class="obs-empty') == 1


def test_what_the_public_reads_cannot_be_completed_by_subtraction(
    gate: Store, staff: Session
) -> None:
    public, as_of = gate.session("demo", "public"), staff.build.as_of
    parameters = {"as_of": as_of, "network_id": "*"}
    whole = staff.query("first_payment_delay", **parameters)
    rows = public.query("first_payment_delay", **parameters)
    # The State has paid one network: the total minus the others would reveal its figure.
    assert len(whole) > 2
    assert rows["funder_type"].tolist() == ["*"]
    themes = public.query("theme_balance", **parameters)
    # All applications minus those listed publicly would reveal the refused ones.
    listed = public.query("projects_found", as_of=as_of, network_id="*", sought="")
    assert 0 < themes["projects"].sum() <= len(listed)
    assert themes["actions"].sum() == staff.query("theme_balance", **parameters)["actions"].sum()
    years = public.query("regional_envelope", as_of=as_of)
    assert years["networks"].ge(3).all()


def test_stages_count_each_project_once_and_no_draft_for_the_public(
    gate: Store, staff: Session, demo_db: Path
) -> None:
    parameters = {"as_of": staff.build.as_of, "network_id": "*"}
    rows = staff.query("project_stages", **parameters)
    states = ["depose", "labellise", "finance", "acheve", "refuse"]
    assert (rows[states].sum(axis=1) == rows["value"]).all()
    with duckdb.connect(str(demo_db), read_only=True) as connection:
        dated = connection.execute(
            "select count(*) from core.project as p, core.month as m where m.as_of = ? "
            "and coalesce(p.financed_on, p.labelled_on) between m.from_36m + 1 and m.as_of",
            [staff.build.as_of],
        ).fetchone()
    assert dated and rows["value"].sum() == dated[0] > 0
    public = gate.session("demo", "public").query("project_stages", **parameters)
    assert public[["depose", "refuse"]].to_numpy().sum() == 0
    assert public["value"].sum() < rows["value"].sum()


def test_the_stages_of_one_project_agree_in_number(staff: Session) -> None:
    first = pd.Series({"name": "Export", "value": 1, "finance": 0, "acheve": 0})
    text = words.stages_lecture(first, views.of(staff, date(2026, 10, 31)))
    assert "1 projet des 36 derniers mois porte sur « Export », dont 0 financé" in text.replace(
        "\u00a0", " "
    )
