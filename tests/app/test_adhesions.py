"""The membership page: figures equal to the marts, fees for staff alone, charts on edge cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from method.wording import fr
from observatory.figures import survival, views
from observatory.figures.figure import Figure
from observatory.gate.store import Session, Store
from observatory.membership import figures as membership
from observatory.pages import PageEntry, load_pages
from tests.app.conftest import Open, html_of

PAGE: PageEntry = next(page for page in load_pages() if page.id == "adhesions")
FEES = "Ce que les entreprises cotisent"


@pytest.fixture(scope="module")
def staff(gate: Store) -> Session:
    return gate.session("demo", "staff")


@pytest.mark.parametrize(("role", "reads_fees"), [("public", False), ("staff", True)])
def test_fees_are_for_staff(open_app: Open, role: str, reads_fees: bool) -> None:
    at = open_app(PAGE, espace="demo", profil=role)
    assert not at.exception
    assert (FEES in html_of(at)) is reads_fees


def test_the_table_is_the_mart(open_app: Open, gate: Store) -> None:
    at = open_app(PAGE, opened=("data_part",), espace="demo", profil="public")
    shown = html_of(at)
    public = gate.session("demo", "public")
    as_of = public.build.as_of
    rows = public.query("network_indicators", as_of=as_of, indicators=["tpe_pme_share"])
    rows = rows[rows["status"] == "ok"]
    whole = public.query(
        "indicator_series",
        until=as_of,
        networks=rows["network_id"].tolist(),
        indicators=["tpe_pme_share"],
    )
    last = whole[whole["as_of"] == whole["as_of"].max()].set_index("network_id")["value"]
    assert rows["value"].tolist() == last.loc[rows["network_id"]].tolist()
    for value in rows["value"]:
        assert fr(value, "%", 1) in shown


def test_a_workspace_without_members_says_which_file_is_missing(open_app: Open) -> None:
    at = open_app(PAGE, espace="cvl")
    assert not at.exception
    assert "adhesions" in html_of(at)


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
    said = survival.lecture(_curve(months), "des entreprises sont encore adhérentes", "Alpha")
    assert expected in said.replace("\u00a0", " ").replace("\u202f", " ")


def test_fees_are_said_by_class_and_the_unknown_left_out(staff: Session) -> None:
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
    asked = views.of(staff, date(2026, 10, 31))
    figure = membership.fees(replace(asked, ask=lambda name, **_: rows))
    assert isinstance(figure, Figure)
    said = figure.note.lecture.replace("\u00a0", " ").replace("\u202f", " ")
    assert said.endswith(
        "la cotisation annuelle médiane est de 220 € pour une TPE et 1 100 € pour une PME."
    )
