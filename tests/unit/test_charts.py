"""Charts: refused without a source, French everywhere, readable without colour."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import unquote

import pandas as pd
import pytest

from method.catalog import load_catalog
from method.wording import NBSP, NNBSP
from observatory.figures import charts, curves
from observatory.figures.chart import Chart, Postponed
from observatory.figures.spark import spark

SHARE = load_catalog().indicators["tpe_pme_share"]
COUNT = load_catalog().indicators["companies_active"]
SOURCE = "Démonstration, juin 2026"


def _months(values: list[float | None], **columns: object) -> pd.DataFrame:
    days = pd.date_range("2025-01-31", periods=len(values), freq="ME")
    return pd.DataFrame({"as_of": days, "value": values, **columns})


def test_the_picture_of_a_table_is_drawn_when_it_is_read() -> None:
    drawings = []

    def draw() -> Chart:
        drawings.append(Chart([{"type": "bar", "x": [1, 2]}], {"height": 300}))
        return drawings[-1]

    picture = Postponed(draw)
    assert not drawings
    assert (picture.data, picture.layout) == ([{"type": "bar", "x": [1, 2]}], {"height": 300})
    assert picture.to_json() == drawings[0].to_json()
    assert len(drawings) == 1


@pytest.mark.parametrize("values", [[], [None, None]])
def test_nothing_to_draw_is_refused(values: list) -> None:
    with pytest.raises(charts.ChartError, match="empty state"):
        charts.line(_months(values).astype({"value": float}), COUNT, SOURCE)


def test_more_series_than_can_be_distinguished_are_refused() -> None:
    table = _months([1.0] * 8, name=[f"r{i}" for i in range(8)])
    with pytest.raises(charts.ChartError, match="series"):
        charts.line(table, COUNT, SOURCE, series="name")


def test_hover_and_ticks_are_french() -> None:
    figure = charts.line(_months([1234.0, 2345.0, None]), COUNT, SOURCE).to_plotly()
    assert list(figure.data[0].text) == [
        f"janvier 2025{NBSP}: 1{NNBSP}234",
        f"février 2025{NBSP}: 2{NNBSP}345",
        f"mars 2025{NBSP}: n.d.",
    ]
    assert figure.layout.separators == f",{NNBSP}"
    assert f"1{NNBSP}500" in figure.layout.yaxis.ticktext
    assert figure.layout.xaxis.ticktext == ("janvier 2025", "mars 2025")
    assert figure.layout.meta == {"indicator": "companies_active", "source": SOURCE}


def test_time_is_read_by_its_januaries_and_its_last_month() -> None:
    for count, expected in (
        (22, ("2026", "octobre<br>2026")),
        (25, ("2026", "2027")),  # the last month is a January
        (27, ("2026", "2027")),  # and here too close to it
        (49, ("2026", "2027", "2028", "2029")),
    ):
        axis = charts.line(_months([1.0] * count), COUNT).to_plotly().layout.xaxis
        assert axis.ticktext == expected
        januaries = [
            day for day, text in zip(axis.tickvals, expected, strict=True) if "<" not in text
        ]
        assert {day[4:10] for day in januaries} == {"-01-01"}


@pytest.mark.parametrize(
    ("values", "has_zero"),
    [([0.1, 0.9], True), ([0.82, 0.84], False), ([1700.0, 1884.0], False), ([-5.0, 3.0], True)],
)
def test_an_axis_without_zero_says_so(values: list[float], has_zero: bool) -> None:
    figure = charts.line(_months([*values]), SHARE if abs(values[0]) < 1 else COUNT).to_plotly()
    notes = [one.text for one in figure.layout.annotations]
    assert notes == ([] if has_zero else [charts.ZERO_NOTE])
    lowest, highest = figure.layout.yaxis.range
    assert (lowest <= 0) is has_zero
    assert lowest <= min(values) and highest >= max(values)


def test_each_series_differs_by_dash_and_is_named_at_its_end() -> None:
    table = pd.concat([_months([0.1, 0.2], name=name) for name in ("A", "B", "C")])
    figure = charts.line(table, SHARE, SOURCE, series="name").to_plotly()
    assert len({trace.line.dash for trace in figure.data}) == 3
    assert [a.text for a in figure.layout.annotations] == ["A", "B", "C"]
    assert not figure.layout.showlegend


def test_a_single_series_shows_its_interval() -> None:
    figure = charts.line(
        _months([0.5, 0.6], low=[0.4, 0.5], high=[0.6, 0.7]), SHARE, SOURCE
    ).to_plotly()
    band = figure.data[0]
    assert band.fill == "toself"
    assert sorted(band.y) == [0.4, 0.5, 0.6, 0.7]
    assert max(figure.layout.yaxis.tickvals) >= 0.7


def test_bars_start_at_zero_and_say_why_one_is_empty() -> None:
    table = pd.DataFrame(
        {"name": ["A", "B"], "value": [0.5, None], "status": ["ok", "secret"]},
    )
    figure = charts.bar(table, SHARE, SOURCE).to_plotly()
    assert list(figure.data[0].text) == [f"50,0{NBSP}%", "s"]
    assert figure.layout.xaxis.tickvals[0] <= 0
    assert figure.data[0].hovertext[0] == f"A{NBSP}: 50,0{NBSP}%"


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (1198, 1514), (5, 5), (0, 0), (-0.03, 0.2), (-800, -20), (0, 1e7)]
)
def test_ticks_are_few_distinct_and_cover_the_values(low: float, high: float) -> None:
    figure = charts.line(_months([float(low), float(high)]), SHARE, SOURCE).to_plotly()
    axis = figure.layout.yaxis
    assert 2 <= len(axis.ticktext) <= 8
    assert len(set(axis.ticktext)) == len(axis.ticktext)
    assert axis.tickvals[0] <= low
    assert axis.tickvals[-1] >= high


@pytest.mark.parametrize(("low", "high"), [(63, 72), (0, 1), (40, 45), (3, 3), (1198, 1514)])
def test_nothing_that_is_counted_is_halved_on_an_axis(low: float, high: float) -> None:
    axis = charts.line(_months([float(low), float(high)]), COUNT, SOURCE).to_plotly().layout.yaxis
    assert [text for text in axis.ticktext if "," in text] == []
    assert axis.tickvals[0] <= low <= high <= axis.tickvals[-1]


def test_a_spark_line_keeps_its_gaps_and_scale() -> None:
    svg = unquote(spark([1.0, 2.0, None, 4.0, 3.0]))
    runs = re.findall(r'points="([^"]+)"', svg)
    assert [len(run.split()) for run in runs] == [2, 2]
    heights = [float(point.split(",")[1]) for run in runs for point in run.split()]
    assert heights[2] == min(heights)
    assert heights[0] == max(heights)
    assert spark([1.0, None]) == ""


def test_months_stay_dates() -> None:
    figure = charts.line(_months([1.0, 2.0]), COUNT, SOURCE).to_plotly()
    assert pd.Timestamp(figure.data[0].x[0]).date() == date(2025, 1, 31)


def test_a_curve_that_stops_before_the_month_is_read_and_titled_at_its_last_mark() -> None:
    rows = _months([10.0, 12.0, None])
    assert curves.last_known(rows)["value"] == 12
    assert curves.finding(rows, COUNT).endswith(
        f"{NBSP}: de 10 en janvier 2025 à 12 en février 2025"
    )
    assert curves.finding(rows.iloc[:2], COUNT).endswith("de 10 en janvier 2025 à 12")
    assert curves.finding(_months([10.0, 10.0, None]), COUNT).endswith(
        "10 en février 2025, comme en janvier 2025"
    )
