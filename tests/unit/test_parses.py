"""What parsing a text gave is told to the next process, for this text and this parser only."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.build import parses


@pytest.fixture(autouse=True)
def another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_learnt", "_asked"):
        monkeypatch.setattr(parses, name, {})


def test_what_was_told_is_not_parsed_again_unless_the_text_or_the_parser_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parser, other = tmp_path / "parser.py", tmp_path / "other.py"
    parser.write_text("one")
    other.write_text("two")
    parsed = []

    def words(text: bytes) -> list[str]:
        parsed.append(text)
        return text.decode().split()

    assert parses.names_in(b"b a a", (parser,), words) == ["a", "b"]
    told = parses.told()
    monkeypatch.setattr(parses, "_asked", {})
    parses.learn(told)
    assert parses.names_in(b"b a a", (parser,), words) == ["a", "b"]
    assert parsed == [b"b a a"]
    assert parses.names_in(b"b a a", (other,), words) == ["a", "b"]
    assert parses.names_in(b"c", (parser,), words) == ["c"]
    assert parsed == [b"b a a", b"b a a", b"c"]


def test_what_nobody_asked_for_is_forgotten(tmp_path: Path) -> None:
    parser = tmp_path / "parser.py"
    parser.write_text("")
    parses.learn({"old": ["a"]})
    parses.names_in(b"b", (parser,), lambda text: [text.decode()])
    assert [*parses.told().values()] == [["b"]]
