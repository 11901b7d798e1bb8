"""From an upload to the raw folder and back: nothing moves before publishing, nothing is lost."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipelines.desk import deposit, history
from tests.files.builder import MEMBERS, SIRET_2, member
from tests.ingest.world import TODAY, make_france

NOW = datetime(2026, 11, 23, 10, 0)
FIRST = "\n".join([MEMBERS, member(), member(siret=SIRET_2)]).encode()
SECOND = "\n".join([MEMBERS, member(fee="900"), member(network="beta")]).encode()


def data_files(raw: Path) -> dict[str, bytes]:
    """What a build would read."""
    return {
        str(path.relative_to(raw)): path.read_bytes()
        for path in raw.rglob("*")
        if path.is_file() and "_history" not in path.parts
    }


def load(raw: Path, content: bytes, name: str = "Adhérents (2026).csv", **options):
    now = NOW + timedelta(seconds=len(history.entries(raw)))
    staged = deposit.stage(raw, "adhesions", name, content, "equipe", now, **options)
    with make_france() as connection:
        return staged, deposit.examine(staged, connection, TODAY)


def test_an_upload_is_out_of_sight_until_published(raw: Path) -> None:
    before = data_files(raw)
    staged, examination = load(raw, FIRST)
    assert data_files(raw) == before
    assert examination.counts() == {"added": 2, "changed": 0, "gone": 0}
    assert (staged.mirror / "adhesions.csv").read_bytes() == FIRST
    assert (staged.mirror / "workspace.toml").exists()
    deposit.discard(staged)
    assert data_files(raw) == before
    assert history.entries(raw) == []


def test_publish_then_restore(raw: Path) -> None:
    deposit.publish(*load(raw, FIRST))
    staged, examination = load(raw, SECOND)
    assert examination.counts() == {"added": 1, "changed": 1, "gone": 1}
    changed = examination.changes.set_index("change")
    assert changed.loc["changed", "columns"] == "cotisation_annuelle"
    entry = deposit.publish(staged, examination)
    assert data_files(raw)["adhesions.csv"] == SECOND
    deposit.restore(raw, entry.id, "equipe", NOW)
    assert data_files(raw)["adhesions.csv"] == FIRST


def test_every_accepted_file_is_kept_with_who_and_when(raw: Path) -> None:
    deposit.publish(*load(raw, FIRST))
    entry = deposit.publish(*load(raw, SECOND))
    kept = history.kept_file(raw, entry.sha256, ".csv")
    assert kept.read_bytes() == SECOND
    assert entry.sha256 == hashlib.sha256(SECOND).hexdigest()
    assert [(one.who, one.action, one.at) for one in history.entries(raw)] == [
        ("equipe", "publish", "2026-11-23T10:00:00"),
        ("equipe", "publish", "2026-11-23T10:00:01"),
    ]
    assert (entry.rows_kept, entry.rows_rejected) == (2, 0)


def test_a_file_put_in_by_hand_is_kept_before_it_is_replaced(raw: Path) -> None:
    (raw / "adhesions.csv").write_bytes(FIRST)
    entry = deposit.publish(*load(raw, SECOND))
    digest = entry.before["adhesions.csv"]
    assert history.kept_file(raw, digest, ".csv").read_bytes() == FIRST


def test_one_file_a_network(raw: Path) -> None:
    """The lone file joins the folder, so that the table has one place only."""
    deposit.publish(*load(raw, FIRST))
    joined = "\n".join([MEMBERS, member(network="beta")]).encode()
    entry = deposit.publish(*load(raw, joined, "beta.csv", beside_others=True))
    assert set(data_files(raw)) >= {"adhesions/adhesions.csv", "adhesions/beta.csv"}
    assert "adhesions.csv" not in data_files(raw)
    deposit.restore(raw, entry.id, "equipe", NOW)
    assert data_files(raw)["adhesions.csv"] == FIRST
    assert not (raw / "adhesions").exists()


def test_a_refused_file_cannot_be_published(raw: Path) -> None:
    before = data_files(raw)
    staged, examination = load(raw, b"nom;couleur\na;b\n")
    assert examination.file.refused
    with pytest.raises(deposit.NotPublishable):
        deposit.publish(staged, examination)
    assert data_files(raw) == before


def test_an_upload_is_published_once(raw: Path) -> None:
    staged, examination = load(raw, FIRST)
    deposit.publish(staged, examination)
    with pytest.raises(deposit.NotPublishable):
        deposit.publish(staged, examination)
    assert len(history.entries(raw)) == 1


def test_forgotten_uploads_are_swept(raw: Path) -> None:
    staged, _ = load(raw, FIRST)
    later = datetime.now() + timedelta(days=3)
    deposit.stage(raw, "adhesions", "b.csv", SECOND, "equipe", later)
    assert not staged.folder.exists()


@pytest.mark.parametrize("who", ["", "   ", "a\nb", "x" * 200])
def test_who_is_asked_for(raw: Path, who: str) -> None:
    with pytest.raises(ValueError, match="who"):
        deposit.stage(raw, "adhesions", "a.csv", FIRST, who, NOW)


def test_rows_without_a_key_are_compared_whole(raw: Path) -> None:
    head = "id_reseau;date;intitule;thematique"
    row = "alpha;01/01/2026;Atelier;rh"
    for lines, counts in (
        ((head, row, row), {"added": 2, "changed": 0, "gone": 0}),
        ((head, row), {"added": 0, "changed": 0, "gone": 1}),
    ):
        content = "\n".join(lines).encode()
        staged = deposit.stage(raw, "actions", "a.csv", content, "equipe", NOW)
        with make_france() as connection:
            examination = deposit.examine(staged, connection, TODAY)
        assert examination.counts() == counts
        deposit.publish(staged, examination)
        (raw / "_history" / "log.jsonl").unlink()


Value = tuple[str, str, str, float | None, str]


def _values(path: Path, rows: list[Value]) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.indicator_values (as_of date, network_id varchar, "
            "indicator_id varchar, value double, status varchar)"
        )
        connection.executemany("insert into marts.indicator_values values (?, ?, ?, ?, ?)", rows)
    return path


def test_indicators_that_move_are_told_largest_first(tmp_path: Path) -> None:
    before = _values(
        tmp_path / "before.duckdb",
        [
            ("2025-11-30", "a", "companies_active", 1, "ok"),
            ("2025-12-31", "a", "companies_active", 100, "ok"),
            ("2025-12-31", "a", "members_active", 100, "ok"),
            ("2025-12-31", "a", "joins_12m", 0, "ok"),
            ("2025-12-31", "a", "leaves_12m", 4, "ok"),
            ("2025-12-31", "a", "fte", 2, "ok"),
            ("2025-12-31", "a", "cash_days", None, "no_data"),
        ],
    )
    after = _values(
        tmp_path / "after.duckdb",
        [
            ("2025-12-31", "a", "companies_active", 105, "ok"),  # 5 %: not more than the threshold
            ("2025-12-31", "a", "members_active", 94, "ok"),
            ("2025-12-31", "a", "joins_12m", 3, "ok"),  # from zero: no relative change
            ("2025-12-31", "a", "leaves_12m", 6, "ok"),
            ("2025-12-31", "a", "fte", None, "insufficient"),
            ("2025-12-31", "a", "cash_days", None, "insufficient"),
            ("2025-12-31", "b", "companies_active", 7, "ok"),  # a network that appears
        ],
    )
    found = deposit.indicator_changes(before, after)
    moves = [
        (network, indicator, None if pd.isna(move) else round(move, 9))
        for network, indicator, move in zip(
            found["network_id"], found["indicator_id"], found["relative_change"], strict=True
        )
    ]
    assert moves == [
        ("a", "fte", None),
        ("a", "joins_12m", None),
        ("b", "companies_active", None),
        ("a", "leaves_12m", 0.5),
        ("a", "members_active", -0.06),
    ]
    assert deposit.indicator_changes(before, before).empty
