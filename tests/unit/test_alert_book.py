"""The alert register: nothing is lost by a build, concurrent writers or a change of panel."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from observatory.fragility.alert_book import NOTE_MAX, AlertBook, AlertBookError, open_book
from observatory.gate.access import AccessError
from pipelines.build.publish import publish

JUNE, JULY, AUGUST = date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31)
OWNER = "Dév’Up, direction"


def events(first: date = JUNE, last: date = AUGUST, network: str = "a") -> pd.DataFrame:
    return pd.DataFrame(
        [(network, "cash_short", first, last)],
        columns=["network_id", "rule_id", "first_on", "last_on"],
    )


@pytest.fixture
def book(tmp_path: Path) -> AlertBook:
    return AlertBook(tmp_path / "demo" / "alerts.sqlite")


def test_untouched_alerts_are_new(book: AlertBook) -> None:
    followed = book.follow(events())
    assert followed[["state", "note", "owner"]].to_numpy().tolist() == [["nouveau", "", ""]]
    assert book.list() == ()
    assert not book.path.exists()


def test_the_last_word_holds_and_the_others_are_kept(book: AlertBook) -> None:
    book.set_state("a", "cash_short", JUNE, "vu")
    book.set_state("a", "cash_short", JUNE, "en_cours", note=" prêt demandé ", owner=OWNER)
    (entry,) = book.list()
    assert (entry.state, entry.note, entry.owner) == ("en_cours", "prêt demandé", OWNER)
    assert book.follow(events())["state"].tolist() == ["en_cours"]
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    assert [e.state for e in book.changes(hour_ago)] == ["vu", "en_cours"]
    assert book.changes(datetime.now(UTC) + timedelta(hours=1)) == ()


def test_another_network_rule_or_episode_is_not_touched(book: AlertBook) -> None:
    book.set_state("a", "cash_short", JUNE, "clos", last_on=JULY)
    assert book.follow(events(network="b"))["state"].tolist() == ["nouveau"]
    later = events(date(2027, 1, 31), date(2027, 2, 28))
    assert book.follow(later)["state"].tolist() == ["nouveau"]


def test_a_state_follows_when_the_panel_moves_or_a_revision_shifts_the_date(
    book: AlertBook,
) -> None:
    book.set_state("a", "cash_short", JUNE, "en_cours", last_on=AUGUST)
    moved = events(JULY, date(2027, 7, 31))
    assert book.follow(moved)["state"].tolist() == ["en_cours"]
    earlier = events(date(2026, 5, 31), AUGUST)
    assert book.follow(earlier)["state"].tolist() == ["en_cours"]


def test_the_exact_date_wins_over_an_overlap(book: AlertBook) -> None:
    book.set_state("a", "cash_short", JULY, "vu")
    book.set_state("a", "cash_short", JUNE, "clos", last_on=AUGUST)
    assert book.follow(events(JULY, AUGUST))["state"].tolist() == ["vu"]


def test_wrong_entries_are_refused_in_french(book: AlertBook) -> None:
    with pytest.raises(AlertBookError, match="état"):
        book.set_state("a", "cash_short", JUNE, "ouvert")  # ty: ignore[invalid-argument-type]
    with pytest.raises(AlertBookError, match="service"):
        book.set_state("a", "cash_short", JUNE, "vu", owner="Jeanne Exemple")
    with pytest.raises(AlertBookError, match="note"):
        book.set_state("a", "cash_short", JUNE, "vu", note="x" * (NOTE_MAX + 1))
    assert book.list() == ()


def test_writers_at_once_all_leave_their_line(book: AlertBook) -> None:
    def write(n: int) -> None:
        AlertBook(book.path).set_state(f"n{n % 5}", "cash_short", JUNE, "vu", note=str(n))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(60)))
    assert len(book.changes(datetime(2026, 1, 1, tzinfo=UTC))) == 60
    assert len(book.list()) == 5


def test_builds_and_the_removal_of_old_ones_leave_the_register_unchanged(tmp_path: Path) -> None:
    book = open_book(tmp_path, "demo", "staff")
    book.set_state("a", "cash_short", JUNE, "vu")
    with duckdb.connect() as work:
        for schema in ("core", "marts", "quality", "meta"):
            work.execute(f"create schema {schema}")
        work.execute("create table marts.alert_event as select 1 as one")
        for number in range(7):
            publish(work, tmp_path / "demo", f"2026010100000{number}-abcdef01")
    assert [e.state for e in book.list()] == ["vu"]


@pytest.mark.parametrize("role", ["public", "rapporteur"])
def test_only_those_who_follow_the_networks_open_it(tmp_path: Path, role: str) -> None:
    with pytest.raises(AccessError):
        open_book(tmp_path, "demo", role)
