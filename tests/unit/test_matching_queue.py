"""The queue of doubtful matches: asked once, decided by a named person, never altered."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pipelines.build.workspace import inputs_hash
from pipelines.fetch.matching import queue
from pipelines.fetch.matching.queue import Pair

NOW = datetime(2026, 11, 29, 8, tzinfo=UTC)


def pair(subject="alpha", candidate="111", score=0.8, kind="network_siren", **facts):
    return Pair(
        kind, subject, candidate, subject.title(), f"ASSOCIATION {candidate}", score,
        "https://example.org/search?q=alpha", "2026-11-29T08:00:00+00:00", facts,
    )  # fmt: skip


def keys(matches):
    return [match.pair.candidate for match in matches]


def test_a_pair_is_asked_once_and_the_nearest_first(tmp_path):
    pairs = [pair(candidate="222", score=0.5), pair(), pair(kind="feder_beneficiary")]
    assert keys(queue.propose(tmp_path, pairs)) == ["111", "111", "222"]
    size = queue.path(tmp_path).stat().st_size
    later = [replace(one, read_at="2026-12-01T00:00:00+00:00") for one in pairs]
    assert keys(queue.propose(tmp_path, later)) == ["111", "111", "222"]
    assert queue.path(tmp_path).stat().st_size == size, "a fetch without news writes nothing"
    assert keys(queue.pending(tmp_path, "network_siren")) == ["111", "222"]


def test_a_yes_ends_the_questions_of_its_subject_and_a_no_lasts(tmp_path):
    queue.propose(tmp_path, [pair(), pair(candidate="222"), pair(candidate="333")])
    queue.settle(tmp_path, pair(candidate="333").key, "no", "Lena", NOW)
    queue.settle(tmp_path, pair(candidate="222").key, "later", "Lena", NOW)
    assert keys(queue.pending(tmp_path)) == ["111", "222"]
    queue.settle(tmp_path, pair().key, "yes", "Sam", NOW)
    assert queue.pending(tmp_path) == []
    (match,) = queue.settled(tmp_path, "network_siren")["alpha"]
    assert (match.who, match.at) == ("Sam", "2026-11-29T08:00:00+00:00")
    # A new fetch with other facts does not reopen a decision.
    news = [pair(candidate="333", Etat="fermée"), pair(candidate="222", Etat="fermée")]
    assert queue.propose(tmp_path, news) == []
    queue.settle(tmp_path, pair(candidate="222").key, "yes", "Lena", NOW)
    assert keys(queue.settled(tmp_path, "network_siren")["alpha"]) == ["222"]
    assert keys(queue.settled(tmp_path, "network_siren", "no")["alpha"]) == ["333"]


def test_nothing_is_settled_that_nobody_proposed_or_in_nobodys_name(tmp_path):
    queue.propose(tmp_path, [pair()])
    with pytest.raises(KeyError):
        queue.settle(tmp_path, pair(candidate="999").key, "yes", "Sam", NOW)
    with pytest.raises(ValueError, match="somebody"):
        queue.settle(tmp_path, pair().key, "yes", " ", NOW)
    with pytest.raises(KeyError):
        queue.propose(tmp_path, [pair(kind="unknown")])
    assert keys(queue.pending(tmp_path)) == ["111"]


def test_a_line_that_a_kill_cut_short_is_none(tmp_path):
    queue.propose(tmp_path, [pair()])
    with queue.path(tmp_path).open("a") as log:
        log.write('{"event": "settled", "kind": "netw')
    assert keys(queue.pending(tmp_path)) == ["111"]
    queue.settle(tmp_path, pair().key, "no", "Sam", NOW)
    assert queue.pending(tmp_path) == []
    assert len(queue.path(tmp_path).read_text().splitlines()) == 2


def test_a_build_does_not_read_it(tmp_path):
    raw, land = tmp_path / "raw", tmp_path / "land"
    for place in (raw, land):
        place.mkdir()
    (land / "source.json").write_text("{}")
    before = inputs_hash(raw, land, tmp_path)
    queue.propose(raw, [pair()])
    assert inputs_hash(raw, land, tmp_path) == before
