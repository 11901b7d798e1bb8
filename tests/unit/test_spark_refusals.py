"""The requirements of a build on Spark are checked first, and reported in French."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from method.settings import ROOT
from pipelines.__main__ import main
from pipelines.refused import Refused
from pipelines.spark import session

RAW = ROOT / "data" / "raw" / "cvl"


def build(tmp_path: Path, *options: str) -> int:
    return main(["build", "--raw", str(RAW), "--curated", str(tmp_path), *options])


def test_pyspark_is_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(session, "find_spec", lambda _: None)
    assert build(tmp_path, "--engine", "spark") == 1
    assert "Lancez « make spark »" in capsys.readouterr().err
    assert list(tmp_path.glob("observatory*")) == []


def test_a_master_without_spark(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert build(tmp_path, "--master", "spark://localhost:7077") == 1
    assert "ajoutez --engine spark" in capsys.readouterr().err


def test_java_is_absent_or_too_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "bin" / "java"
    old.parent.mkdir()
    old.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n")
    old.chmod(0o700)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(old.parent))
    monkeypatch.setattr(session, "DEBIAN_JAVA", str(tmp_path / "none"))
    with pytest.raises(Refused, match="openjdk-17-jre-headless"):
        session.java_home()
    old.write_text("#!/bin/sh\necho 'openjdk version \"17.0.15\"' >&2\n")
    assert session.java_home() == tmp_path


def test_the_master_does_not_answer() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        master = f"spark://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(Refused, match="ne répond pas"):
            session.check_master(master)
    for wrong in ("spark://", "spark://ici", "spark://ici:port"):
        with pytest.raises(Refused, match="adresse de maître"):
            session.check_master(wrong)
    session.check_master("local[2]")


def test_one_of_several_masters_is_enough() -> None:
    with socket.socket() as standby, socket.socket() as leader:
        standby.bind(("127.0.0.1", 0))
        leader.bind(("127.0.0.1", 0))
        leader.listen()
        ports = [one.getsockname()[1] for one in (standby, leader)]
        session.check_master(f"spark://127.0.0.1:{ports[0]},127.0.0.1:{ports[1]}")
