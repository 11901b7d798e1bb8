"""The monthly note: what staff follow each month, and none of it for other roles."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from observatory.exports.model import Document, Paragraphs
from observatory.exports.note import monthly_note
from observatory.gate.store import Session, Store
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


def test_missing_files_are_those_of_the_coverage(store: Store) -> None:
    session = store.session("demo", "staff")
    note = monthly_note(session, session.build.as_of)
    assert headings(note) == ["Ce qui a changé", "Alertes", "Dates à venir", "Fichiers manquants"]
    (missing,) = [figure for figure in note.figures if figure.key == "donnees.fichiers_manquants"]
    coverage = session.query("coverage")
    wanting = coverage[coverage["status"].isin(["absent", "late"])]
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
