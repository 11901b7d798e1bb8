"""Whoever looks after a cluster chooses its settings; ours fill in the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.spark.settings import SAME, SMALL, USUAL, unchosen


def test_ours_serve_where_nobody_chose(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SPARK_CONF_DIR", raising=False)
    assert unchosen(SMALL) == SMALL
    monkeypatch.setenv("SPARK_CONF_DIR", str(tmp_path))
    assert unchosen(SMALL) == SMALL


def test_a_setting_of_the_cluster_goes_before_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SPARK_CONF_DIR", str(tmp_path))
    (tmp_path / "spark-defaults.conf").write_text(
        "# spark.scheduler.mode FIFO\n"
        "spark.ui.enabled  true\n"
        "  spark.sql.shuffle.partitions=400\n"
        "spark.sql.adaptive.enabled : true\n"
    )
    assert USUAL.keys() - unchosen(USUAL).keys() == {"spark.ui.enabled"}
    assert SMALL.keys() - unchosen(SMALL).keys() == {
        "spark.sql.shuffle.partitions",
        "spark.sql.adaptive.enabled",
    }


def test_nobody_chooses_what_makes_both_engines_say_the_same() -> None:
    assert "spark.sql.ansi.enabled" in SAME
    assert not SAME.keys() & {*USUAL, *SMALL}
