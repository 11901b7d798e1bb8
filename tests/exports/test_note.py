"""The monthly note: what staff follow each month, and none of it for other roles."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from method.alerts import ChangeRule, MissingRule, load_rules
from method.catalog import load_catalog
from observatory.exports.model import Document, Paragraphs
from observatory.exports.note import monthly_note
from observatory.figures import file_words, views
from observatory.gate.store import Session, Store
from observatory.overview.month import FIGURES as MONTH
from observatory.sheet.figures import alerts as alerts_of_sheet
from pipelines.__main__ import main


@pytest.fixture(scope="module")
def store(demo_curated: Path) -> Store:
    return Store(demo_curated.parent)


def headings(document: Document) -> list[str]:
    return [part.heading for part in document.parts if isinstance(part, Paragraphs)]


def test_alerts_of_the_note_are_those_of_the_month(store: Store) -> None:
    session: Session = store.session("demo", "staff")
    months = session.query("months")["as_of"].dt.date.tolist()[-6:]
    events = session.query("alert_events", cleared_since=date(2000, 1, 1))
    compared = 0
    for month in months:
        figures = {figure.key: figure for figure in monthly_note(session, month).figures}
        for key, day in (("fragilite.nouvelles", "fired_on"), ("fragilite.closes", "cleared_on")):
            expected = events[pd.to_datetime(events[day]).dt.date == month]
            listed = figures[key].rows if key in figures else events.iloc[:0]
            assert sorted(listed["rule_id"] + listed["network_id"]) == sorted(
                expected["rule_id"] + expected["network_id"]
            )
            compared += len(listed)
    assert compared


def test_the_source_of_alerts_is_what_their_rules_read(store: Store) -> None:
    session = store.session("demo", "staff")
    rules, indicators = load_rules().by_id, load_catalog().indicators
    networks, named = session.query("network_names")["network_id"], set()
    for month in session.query("months")["as_of"].dt.date.tolist()[-6:]:
        view = views.of(session, month)
        sheets = [views.of(session, month, name) for name in networks]
        alerts = [draw(view) for key, draw in MONTH.items() if key.startswith("fragilite.")]
        for figure in filter(None, [*alerts, *map(alerts_of_sheet, sheets)]):
            for rule in map(rules.get, figure.rows["rule_id"]):
                if isinstance(rule, ChangeRule | MissingRule):
                    assert set(indicators[rule.indicator].files) <= set(figure.files)
            named.add(file_words.names_of(figure.files))
            assert file_words.names_of(figure.files) in figure.note.source
    assert len(named) > 2


def test_missing_files_are_those_of_the_coverage(store: Store) -> None:
    session = store.session("demo", "staff")
    note = monthly_note(session, session.build.as_of)
    assert headings(note) == ["Ce qui a changé", "Alertes", "Dates à venir", "Fichiers manquants"]
    (missing,) = [figure for figure in note.figures if figure.key == "donnees.fichiers_manquants"]
    coverage = session.query("coverage")
    wanting = coverage[coverage["status"].isin(["absent", "late"])]
    # What was sent or not is in no file that networks send.
    assert "répertoire" not in missing.note.source
    assert missing.rows["network_id"].tolist() == wanting["network_id"].drop_duplicates().tolist()


def test_who_may_not_read_alerts_reads_only_what_changed(store: Store) -> None:
    session = store.session("demo", "public")
    note = monthly_note(session, session.build.as_of)
    assert headings(note) == ["Ce qui a changé"]
    assert note.figures == ()


def test_the_command_line_writes_it(demo_curated: Path, tmp_path: Path) -> None:
    out = tmp_path / "note.xlsx"
    arguments = ["--workspace", "demo", "--format", "xlsx", "--report", "note", "--role", "staff"]
    root = ["--curated", str(demo_curated.parent)]
    assert main(["export", *arguments, *root, "--out", str(out)]) == 0
    assert out.read_bytes()[:2] == b"PK"
