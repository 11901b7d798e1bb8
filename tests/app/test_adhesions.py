"""The membership page: figures equal to the marts, fees for staff only, charts on edge cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from method.wording import fr
from observatory.figures import survival, views
from observatory.figures.charts import PALETTE
from observatory.figures.figure import Figure, View
from observatory.gate.store import Session, Store
from observatory.membership import figures as membership
from observatory.pages import PageEntry, load_pages
from tests.app.conftest import Open, html_of

PAGE: PageEntry = next(page for page in load_pages() if page.id == "adhesions")


@pytest.fixture(scope="module")
def staff(gate: Store) -> Session:
    return gate.session("demo", "staff")


@pytest.mark.parametrize(("role", "reads_fees"), [("public", False), ("staff", True)])
def test_fees_are_for_staff(open_app: Open, gate: Store, role: str, reads_fees: bool) -> None:
    at = open_app(PAGE, espace="demo", profil=role)
    assert not at.exception
    figure = membership.fees(_view(gate.session("demo", role)))
    assert isinstance(figure, Figure) is reads_fees
    titles = [header.value for header in at.header]
    assert any(title.startswith("Une TPE cotise") for title in titles) is reads_fees


def test_the_table_is_the_mart(staff: Session) -> None:
    figure = membership.everything(_view(staff))
    assert figure is not None
    rows = staff.query("network_indicators", as_of=staff.build.as_of, indicators=["tpe_pme_share"])
    published = rows.set_index("network_id")["value"]
    shares = figure.rows.set_index("network_id")["tpe_pme_share"]
    assert shares.sort_index().tolist() == published.sort_index().tolist()
    assert shares.is_monotonic_decreasing


@pytest.mark.parametrize(
    ("tab", "figures"),
    [
        ("", ("part", "tailles", "evolution")),
        ("reste", ("part", "duree", "flux", "motifs")),
        ("manque", ("part", "penetration", "tous")),
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
    assert "entreprises adhérentes" in html_of(at)


def test_the_survival_curve_stops_at_ten_years(staff: Session) -> None:
    figure = membership.stays(_view(staff))
    assert isinstance(figure, Figure)
    assert figure.rows["time_months"].max() == 120
    assert figure.chart is not None
    marks = [note.text for note in figure.chart.to_plotly().layout.annotations]
    assert any("à 3 ans" in mark for mark in marks) and "TPE" in marks


def test_departures_have_no_prefix_and_no_empty_reason(staff: Session) -> None:
    figure = membership.reasons(_view(staff))
    assert isinstance(figure, Figure)
    assert figure.rows["value"].gt(0).all()
    assert not figure.rows["name"].str.startswith("Départs").any()


def test_the_whole_is_a_line_and_values_stand_in_a_column(staff: Session) -> None:
    figure = membership.share_by_network(_view(staff))
    assert isinstance(figure, Figure) and figure.chart is not None
    assert any("ensemble" in note.text for note in figure.chart.to_plotly().layout.annotations)
    assert list(figure.chart.to_plotly().layout.xaxis.range) == [0, 1.01]
    labels = {
        note.y: note.text for note in figure.chart.to_plotly().layout.annotations if note.xshift
    }
    rows = zip(figure.rows["name"], figure.rows["value"], strict=True)
    assert labels == {name: fr(value, "%", 1) for name, value in rows}
    grey = next(dots for dots in figure.chart.to_plotly().data if dots.marker.color != PALETTE[0])
    assert len(grey.x) == figure.rows["apart"].eq("").sum()


def test_a_workspace_without_members_says_which_file_is_missing(open_app: Open) -> None:
    at = open_app(PAGE, espace="cvl")
    assert not at.exception
    assert "«&nbsp;Adhésions&nbsp;»" in html_of(at)


def _view(session: Session) -> View:
    return views.of(session, session.build.as_of)


def _curve(months: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "as_of": pd.Timestamp("2025-12-31"),
            "size_class": "*",
            "time_months": range(months + 1),
            "value": [1 - month / 100 for month in range(months + 1)],
            "low": 0.5,
            "high": 0.9,
            "at_risk": 40,
            "events": 0,
        }
    )


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (50, "64,0 % des entreprises sont encore adhérentes 36 mois"),
        (30, "76,0 % des entreprises sont encore adhérentes 24 mois"),
        (12, "88,0 % des entreprises sont encore adhérentes 12 mois"),
        (11, "moins d’un an est observé"),
    ],
)
def test_the_reading_stops_where_the_curve_stops(months: int, expected: str) -> None:
    text = survival.lecture(_curve(months), "des entreprises sont encore adhérentes", "Alpha")
    assert expected in text.replace("\u00a0", " ").replace("\u202f", " ")


def test_fees_are_described_by_class_without_the_unknown(staff: Session) -> None:
    rows = pd.DataFrame(
        {
            "size_class": ["TPE", "PME", "GE"],
            "companies": [4, 3, 3],
            "with_fee": [3, 3, 0],
            "value": [220.0, 1100.0, None],
            "low_fee_eur": [200.0, 900.0, None],
            "high_fee_eur": [250.0, 1200.0, None],
            "total_fee_eur": [660.0, 3300.0, None],
        }
    )
    view = views.of(staff, date(2026, 10, 31))
    figure = membership.fees(replace(view, ask=lambda name, **_: rows))
    assert isinstance(figure, Figure)
    text = figure.note.lecture.replace("\u00a0", " ").replace("\u202f", " ")
    assert text.endswith(
        "la cotisation annuelle médiane est de 220 € pour une TPE et 1 100 € pour une PME."
    )
