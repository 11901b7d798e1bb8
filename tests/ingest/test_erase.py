"""Somebody who acted is taken out of all that is kept; what she did stays."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from method.audit import Audit
from pipelines.__main__ import main
from pipelines.build import releases
from pipelines.desk import deposit, history
from pipelines.desk.erase import ERASED, erase
from pipelines.fetch import tour_state
from pipelines.fetch.matching import queue
from pipelines.fetch.tour_state import Tour

WHO, OTHER = "camille.durand@exemple.fr", "alex@exemple.fr"
PAIR = queue.Pair(
    "network_siren", "alpha", "123456782", "Alpha", "ALPHA", 0.9, "site", "2026-01-01"
)
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def acted(raw: Path) -> Path:
    """She deposited, matched, read, corrected, and has a file that waits."""
    (raw / "workspace.toml").write_text(
        'name = "essai"\nlabel = "Essai"\nfictional = true\nregion = "24"\n', "utf-8"
    )
    with history.locked(raw):
        history.record_found(raw)
        for number, who in enumerate((WHO.upper(), OTHER, f" {WHO}")):
            state = history.fingerprint(history.visible_state(raw))
            entry = history.Entry(f"{number}", NOW.isoformat(), who, "deposit", "labels")
            history.append(raw, replace(entry, after=state, sha256="a" * 64))
    deposit.stage(raw, "labels", "attend.csv", b"id_reseau;label\n", WHO, NOW)
    queue.propose(raw, [PAIR])
    queue.settle(raw, PAIR.key, "yes", WHO, NOW)
    tour_state.save(raw, Tour(NOW.isoformat(), WHO, []))
    place = raw / releases.FOLDER / "1"
    place.mkdir(parents=True)
    line = {"build": "1", "at": NOW.isoformat(), "who": WHO, "reason": "faux", "scopes": []}
    (place / releases.JOURNAL).write_text(f"{json.dumps(line)}\n", "utf-8")
    return raw


def _purge(raw: Path, who: str) -> int:
    asked = ["purge", "--workspace", raw.name, "--raw", str(raw), "--who", who]
    return main([*asked, "--curated", str(raw.parent / "curated" / raw.name)])


def _named(raw: Path, who: str) -> list[str]:
    files = [path for path in raw.rglob("*") if path.is_file()]
    return [str(f.relative_to(raw)) for f in files if who in f.read_text("utf-8").lower()]


def test_who_acted_is_in_no_file_and_all_that_was_done_stays(acted: Path) -> None:
    places = _named(acted, WHO)
    assert {place.split("/")[0] for place in places} == {
        "_history", "_matching", "_fetch", "_releases",
    }  # fmt: skip
    files, before = history.visible_state(acted), history.entries(acted)
    assert _purge(acted, WHO) == 0
    assert _named(acted, WHO) == []
    assert len(_named(acted, OTHER)) == 1
    after = history.entries(acted)
    assert [entry.who for entry in after] == ["dossier", ERASED, OTHER, ERASED]
    assert [(e.id, e.at, e.sha256, e.after) for e in after] == [
        (e.id, e.at, e.sha256, e.after) for e in before
    ]
    assert history.visible_state(acted) == files
    assert queue.settled(acted, "network_siren")["alpha"][0].who == ERASED
    assert [one.who for one in deposit.waiting(acted)] == [ERASED]
    (line,) = [one for one in Audit(acted.parent / "curated").lines() if one.what == "erasure"]
    assert line.about == "6\u00a0fois" and WHO not in str(line)


def test_another_text_that_names_her_is_told_and_not_cut(
    acted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = history.Entry("9", NOW.isoformat(), OTHER, "deposit", file="camille.durand.csv")
    history.append(acted, entry)
    assert _purge(acted, "camille.durand") == 1
    assert "_history/log.jsonl" in capsys.readouterr().err
    assert [entry.who for entry in history.entries(acted)].count(ERASED) == 0


def test_a_damaged_file_is_reported_and_left(
    acted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = acted / tour_state.FOLDER / tour_state.FILE
    file.write_text(f'{{"who": "{WHO}", ', "utf-8")
    assert _purge(acted, WHO) == 1
    assert f"{tour_state.FOLDER}/{tour_state.FILE}" in capsys.readouterr().err
    assert _named(acted, WHO) == [f"{tour_state.FOLDER}/{tour_state.FILE}"]


def test_nobody_is_nobody(acted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _purge(acted, "  ") == 1
    assert "--who ADRESSE" in capsys.readouterr().err


def test_a_verdict_of_the_same_moment_is_not_lost(acted: Path) -> None:
    pairs = [
        queue.Pair("network_siren", f"s{i}", "1", "l", "n", 0.5, "site", "2026") for i in range(30)
    ]

    def settle() -> None:
        for pair in pairs:
            queue.propose(acted, [pair])
            queue.settle(acted, pair.key, "no", WHO, NOW)

    other = threading.Thread(target=settle)
    other.start()
    while other.is_alive():
        erase(acted, acted.parent / "curated" / acted.name, WHO)
    assert len(queue.settled(acted, "network_siren", "no")) == 30
