"""What changes between two builds: figures and alerts."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from pipelines.desk import effect

Value = tuple[str, str, str, float | None, str]


def _values(path: Path, rows: list[Value]) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.indicator_values (as_of date, network_id varchar, "
            "indicator_id varchar, value double, status varchar)"
        )
        connection.execute(
            "create table marts.alert_event "
            "(network_id varchar, rule_id varchar, severity varchar, is_open boolean)"
        )
        connection.executemany("insert into marts.indicator_values values (?, ?, ?, ?, ?)", rows)
    return path


def _compared(before: Path, after: Path, **options: float) -> effect.Effect:
    with duckdb.connect(str(after), read_only=True) as preview:
        return effect.compare(preview, before, **options)


def test_indicators_that_move_are_listed_largest_first(tmp_path: Path) -> None:
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
            ("2025-12-31", "a", "companies_active", 105, "ok"),  # 5 %: not above the threshold
            ("2025-12-31", "a", "members_active", 94, "ok"),
            ("2025-12-31", "a", "joins_12m", 3, "ok"),  # from zero: no relative change
            ("2025-12-31", "a", "leaves_12m", 6, "ok"),
            ("2025-12-31", "a", "fte", None, "insufficient"),
            ("2025-12-31", "a", "cash_days", None, "insufficient"),
            ("2025-12-31", "b", "companies_active", 7, "ok"),  # a new network
        ],
    )
    changes = _compared(before, after, threshold=0.05).indicators
    moves = [
        (network, indicator, None if pd.isna(move) else round(move, 9))
        for network, indicator, move in zip(
            changes["network_id"], changes["indicator_id"], changes["relative_change"], strict=True
        )
    ]
    assert moves == [
        ("a", "fte", None),
        ("a", "joins_12m", None),
        ("b", "companies_active", None),
        ("a", "leaves_12m", 0.5),
        ("a", "members_active", -0.06),
    ]
    assert _compared(before, before).indicators.empty
