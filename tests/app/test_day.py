"""« Ma journée » on the screen: its order, a note saved in its line, its text escaped."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from observatory.fragility.alert_book import FILE_NAME, AlertBook
from tests.app.conftest import html_of

HOSTILE = "</dd><script>alert(1)</script>"
SCRIPT = """
from ui import data, views
from ui.fragility import day

session = data.store().session("demo", "{role}")
data.set_reader(session)
day.show(views.of(session.build.as_of))
"""


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AlertBook:
    monkeypatch.setattr("ui.fragility.book.curated_root", lambda: tmp_path)
    return AlertBook(tmp_path / "demo" / FILE_NAME)


def opened(role: str) -> AppTest:
    at = AppTest.from_string(SCRIPT.format(role=role), default_timeout=60).run()
    assert not at.exception
    return at


def test_urgent_networks_come_first_and_each_line_says_why(kept: AlertBook) -> None:
    html = html_of(opened("staff"))
    names = ("Cuirlande", "Galvacier", "Logivague", "Aérolinde", "Tertiorame")
    places = [html.index(f">{name}</a>") for name in names]
    assert places == sorted(places), "Aérolinde is ninth by its score and has an urgent alert"
    assert html.count("obs-day-urgent") == 4
    assert "5\u00a0jours de trésorerie\u202f; 136\u00a0jours sans direction" in html
    assert 'href="fiche?reseau=cuirlande"' in html


def test_a_note_stays_in_its_line_as_text(kept: AlertBook) -> None:
    at = opened("staff")
    at.text_area(key="note_journee_aerolinde").set_value(HOSTILE)
    form = next(b for b in at.button if "note_aerolinde" in (b.form_id or ""))
    form.click().run()
    assert not at.exception
    assert kept.notes()["aerolinde"][1] == HOSTILE
    html = html_of(opened("staff"))
    assert "&lt;/dd&gt;&lt;script&gt;" in html
    assert "<script>alert" not in html
    assert html.count("jamais noté") == html.count("<dl") - 1


@pytest.mark.parametrize("role", ["public", "rapporteur"])
def test_nothing_is_drawn_for_those_who_do_not_follow_the_networks(role: str) -> None:
    at = opened(role)
    assert not at.html
    assert not at.header
