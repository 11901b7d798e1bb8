"""Reminders, the calendar and the time left: what is told, from what is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pipelines.build.progress import TimeLeft, words
from pipelines.desk import reminder
from ui.desk import reminders

COVERAGE = pd.DataFrame(
    [
        ("a", "Alpha", "tresorerie", date(2026, 2, 28), "late"),
        ("a", "Alpha", "labels", None, "absent"),
        ("b", "Bêta", "tresorerie", date(2026, 10, 31), "received"),
        ("b", "Bêta", "comptes", date(2025, 12, 31), "received"),
    ],
    columns=["network_id", "network", "contract", "last_month", "status"],
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
    owed = reminder.owed(COVERAGE)
    assert reminders.sentence(owed) == (
        "1\u00a0fichier en retard (Alpha) et 1\u00a0fichier jamais reçu."
    )
    assert reminders.sentence([]) == "Tous les fichiers attendus sont là, à jour."
    assert reminders.sentence(owed[1:]) == "1\u00a0fichier jamais reçu."
    many = [replace(owed[0], network=f"R{n}") for n in range(6)]
    assert reminders.sentence(many) == "6\u00a0fichiers en retard (R0, R1, R2 et 3 autres)."


def test_a_header_of_a_mail_is_one_line() -> None:
    mail = reminder.as_mail("un\r\nBcc: x@y.z", "", [], "a@b.c", "d@e.f")
    assert mail["Subject"] == "un Bcc: x@y.z"
    with pytest.raises(ValueError, match="linefeed"):
        reminder.as_mail("un", "", [], "a@b.c", "d@e.f\nBcc: x@y.z")


def test_the_calendar_follows_the_stated_frequency() -> None:
    rows = reminder.calendar(COVERAGE)
    assert list(zip(rows["due"], rows["contract"], rows["networks"], strict=True)) == [
        (date(2026, 8, 31), "tresorerie", "Alpha"),
        (date(2027, 4, 30), "tresorerie", "Bêta"),
        (date(2027, 6, 30), "comptes", "Bêta"),
    ]


def test_the_time_left_follows_the_last_build_and_the_pace_of_this_one() -> None:
    now = [0.0]
    clock = TimeLeft({"a.x": 10, "a.y": 10, "a.z": 20}, clock=lambda: now[0])
    assert clock.at("lecture des fichiers") is None
    assert clock.at("a.x") == 40
    now[0] = 20  # twice as slow as the last time
    assert clock.at("a.y") == 60
    now[0] = 40
    assert clock.at("a.z") == 40
    assert TimeLeft.of(Path("/absent")).at("a.x") is None


def test_a_time_left_is_french() -> None:
    told = [words(seconds) for seconds in (2, 33, 60, 130)]
    assert told == [
        "encore quelques secondes",
        "encore 35\u00a0s environ",
        "encore 1\u00a0min environ",
        "encore 2\u00a0min 10\u00a0s environ",
    ]
