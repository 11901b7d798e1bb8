"""The tables of the page of faults come only from the results of the parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import counts, soak
from tests.faults.__main__ import FAULTS
from tests.faults.counts import Count, Hours, Seen
from tests.operations.front import DEPLOY


def test_the_page_says_what_each_part_wrote() -> None:
    page = counts.PAGE.read_text("utf-8")
    assert counts.written(page, counts.kept()) == page
    parts = [part for table in counts.TABLES for part in table.parts]
    assert [part for part in parts if part not in counts.kept()] == []
    assert {*FAULTS, *counts.KILLS.parts, "heure"} == {*parts}


def test_a_part_replaces_its_own_rows_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = "".join(f"<!-- {t.name} -->\n<!-- end of {t.name} -->\n" for t in counts.TABLES)
    for name, text in (("PAGE", marks), ("FILE", "{}")):
        (tmp_path / name).write_text(text, "utf-8")
        monkeypatch.setattr(counts, name, tmp_path / name)
    counts.keep("purge", [Count("purge", kills=7, seconds=12.4)])
    counts.keep("autres", [Seen("horloge", 1, "rien", 2)])
    counts.keep("autres", [Seen("registre", 3, "phrase", 0)], load="beside builds")
    counts.keep("foule", [Hours("4 min", 100, 9, 0.5, 2.0, "0", 2, "1 → 2", "+1 %", 1)])
    page = counts.PAGE.read_text("utf-8")
    assert "| purge | 7 | 0 | 0 | 12 | 0 |" in page
    assert "| registre | 3 | phrase | 0 |" in page and ", beside builds |" in page
    assert "horloge" not in page
    assert counts.losses(counts.kept(), ["foule", "purge"]) == 1


def test_the_hour_is_measured_with_what_an_installation_sets() -> None:
    unit = (DEPLOY / "systemd" / "observatoire.service").read_text("utf-8")
    image = (DEPLOY / "Containerfile").read_text("utf-8")
    for name, value in soak.DEPLOYED.items():
        assert f"Environment={name}={value}\n" in unit
        assert f" {name}={value} \\\n" in image
