"""Reminders, the calendar and the time left: their sentences and figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from observatory.desk import figures
from observatory.figures.figure import Figure, View
from pipelines.build.progress import TimeLeft, words
from pipelines.desk import reminder
from tests.published_build import BUILD
from ui.desk import reminders

CASH = "Trésorerie mensuelle"
COVERAGE = pd.DataFrame(
    [
        ("a", "Alpha", "tresorerie", CASH, 8, "2026-02-28", "2026-08-31", "late"),
        ("a", "Alpha", "labels", "Labels", 2, None, None, "absent"),
        ("b", "Bêta", "tresorerie", CASH, 8, "2026-10-31", "2027-04-30", "received"),
        ("b", "Bêta", "comptes", "Comptes annuels", 9, "2025-12-31", "2027-06-30", "received"),
    ],
    columns=[
        "network_id", "network", "contract", "title", "rank", "last_month", "due_on", "status",
    ],
).astype({"last_month": "datetime64[us]", "due_on": "datetime64[us]"})  # fmt: skip
VIEW = View(
    ask=lambda name: {"coverage": COVERAGE}[name],
    build=BUILD,
    role="staff",
    tables=frozenset({"quality.coverage"}),
    as_of=BUILD.as_of,
)


def test_what_is_owed_says_since_when() -> None:
    late, absent = reminder.owed(COVERAGE)
    assert (late.contract, late.since) == ("tresorerie", date(2026, 8, 31))
    assert (absent.contract, absent.since) == ("labels", None)
    subject, text = reminder.message([late, absent], "depot@exemple.invalid", "Dév’Up")
    assert subject.endswith("fichiers attendus d’Alpha")
    assert "dernier mois reçu, février 2026, attendu depuis le 31 août 2026" in text
    assert "aucun fichier reçu" in text
    assert "depot@exemple.invalid" in text
    mail = reminder.as_mail(subject, text, ["labels"], "a@exemple.invalid", "b@exemple.invalid")
    assert [part.get_filename() for part in mail.iter_attachments()] == ["labels.xlsx"]


def test_the_page_says_first_what_is_late_and_whose() -> None:
    missing = reminder.owed(COVERAGE)
    assert reminders.sentence(missing) == (
        "1\u00a0fichier en retard (Alpha) et 1\u00a0fichier jamais reçu."
    )
    assert reminders.sentence([]) == "Tous les fichiers attendus sont là, à jour."
    assert reminders.sentence(missing[1:]) == "1\u00a0fichier jamais reçu."
    many = [replace(missing[0], network=f"R{n}") for n in range(6)]
    assert reminders.sentence(many) == "6\u00a0fichiers en retard (R0, R1, R2 et 3 autres)."


def test_a_header_of_a_mail_is_one_line() -> None:
    mail = reminder.as_mail("un\r\nBcc: x@y.z", "", [], "a@b.c", "d@e.f")
    assert mail["Subject"] == "un Bcc: x@y.z"
    with pytest.raises(ValueError, match="linefeed"):
        reminder.as_mail("un", "", [], "a@b.c", "d@e.f\nBcc: x@y.z")


def test_the_calendar_lists_the_nearest_day_first_and_marks_what_is_late() -> None:
    figure = figures.calendar(VIEW)
    assert isinstance(figure, Figure)
    cells = figure.rows[[column.key for column in figure.columns]]
    assert [tuple(row) for row in cells.itertuples(index=False)] == [
        ("⚠ 31/08/2026", "Trésorerie mensuelle", 1, "Alpha"),
        ("30/04/2027", "Trésorerie mensuelle", 1, "Bêta"),
        ("30/06/2027", "Comptes annuels", 1, "Bêta"),
    ]
    assert "données arrêtées au 31 octobre 2026" in figure.note.source


def test_the_coverage_has_one_row_per_network_and_one_column_per_file() -> None:
    figure = figures.coverage(VIEW)
    assert isinstance(figure, Figure)
    assert [column.label for column in figure.columns] == [
        "Réseau", "Labels", "Trésorerie mensuelle", "Comptes annuels",
    ]  # fmt: skip
    cells = figure.rows[[column.key for column in figure.columns]]
    assert [tuple(row) for row in cells.itertuples(index=False)] == [
        ("Alpha", "✗", "⚠ 02/2026", "pas attendu"),
        ("Bêta", "pas attendu", "✓ 10/2026", "✓ 12/2025"),
    ]
    assert figure.note.lecture == (
        "Alpha, Trésorerie mensuelle\u00a0: en retard, dernier mois reçu février 2026."
    )
    assert figure.title.endswith("2 à jour, 1 en retard, 1\u00a0jamais reçu")


def test_the_chart_counts_what_is_late_and_what_never_came() -> None:
    figure = figures.missing(VIEW)
    assert isinstance(figure, Figure)
    assert figure.rows[["network", "late", "absent"]].values.tolist() == [["Alpha", 1, 1]]
    assert figure.title == "1\u00a0réseau sur 2 à relancer"
    assert figure.note.lecture == "Alpha\u00a0: 1 en retard, 1\u00a0jamais reçu."
    assert figure.chart is not None
    assert [
        (bar.name, list(bar.x)) for bar in figure.chart.to_plotly().data if bar.type == "bar"
    ] == [
        ("En retard", [1]),
        ("Jamais reçus", [1]),
    ]
    assert figure.chart.to_plotly().layout.meta["source"] == figure.note.source
    complete = replace(VIEW, ask=lambda name: COVERAGE[COVERAGE["status"] == "received"])
    assert figures.missing(complete) is None


def test_the_time_left_follows_the_last_build_and_the_pace_of_this_one() -> None:
    now = [0.0]
    clock = TimeLeft({"a.x": 10, "a.y": 10, "a.z": 20}, clock=lambda: now[0])
    assert clock.at("lecture des fichiers") is None
    assert clock.at("a.x") == 40
    now[0] = 20  # twice as slow as the last build
    assert clock.at("a.y") == 60
    now[0] = 40
    assert clock.at("a.z") == 40
    assert TimeLeft.of(Path("/absent")).at("a.x") is None


def test_a_time_left_is_french() -> None:
    texts = [words(seconds) for seconds in (2, 33, 60, 130)]
    assert texts == [
        "encore quelques secondes",
        "encore 35\u00a0s environ",
        "encore 1\u00a0min environ",
        "encore 2\u00a0min 10\u00a0s environ",
    ]
