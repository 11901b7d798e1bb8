"""Charts in the page: what the script is sent, and the plotly.js that draws it."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from method.settings import ROOT
from observatory.figures.chart import Chart
from tests.app.conftest import Open, plots
from tests.app.test_anatomy import DEMO, PAGE
from ui.plot import HEIGHT, Plot

BUNDLE = (ROOT / "static" / "plotly" / "plotly-cartesian.min.js").read_text(encoding="utf-8")
VERSION = re.compile(r"v(\d+\.\d+\.\d+)\n")


def test_screen_and_documents_draw_with_one_version_of_plotly() -> None:
    whole = (files("plotly") / "package_data" / "plotly.min.js").read_text(encoding="utf-8")
    on_screen, in_documents = (VERSION.search(script[:300]) for script in (BUNDLE, whole))
    assert on_screen and in_documents and on_screen[1] == in_documents[1]


def test_the_bundle_draws_every_kind_of_trace() -> None:
    for trace in Chart().add_scatter().add_bar().add_heatmap().data:
        assert f'moduleType:"trace",name:"{trace["type"]}"' in BUNDLE, trace["type"]


def test_a_chart_is_sent_with_what_a_screen_reader_says_of_it(open_app: Open) -> None:
    for plot in plots(open_app(PAGE, **DEMO)):
        assert plot["label"].count(".") >= 1
        assert plot["chart"]["data"] and plot["chart"]["layout"]["meta"]["source"]
        assert plot["height"] == plot["chart"]["layout"].get("height", HEIGHT)
        assert plot["script"].startswith("/app/static/") and "chart/chart.js?v=" in plot["script"]


def test_a_value_that_is_no_json_is_refused_and_not_sent() -> None:
    with pytest.raises(ValueError, match="JSON"):
        Plot(Chart([{"type": "bar", "y": [float("inf")]}]), "infini")
    assert json.loads(Plot(Chart([{"type": "bar", "y": [float("nan")]}]), "rien").sent)
