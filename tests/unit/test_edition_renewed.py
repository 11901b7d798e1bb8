"""A publication starts writing the edition in a separate process, and never depends on it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from structlog.testing import capture_logs

from pipelines.__main__ import main
from pipelines.build import edition, publish


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Commands that would be started."""
    commands: list[list[str]] = []

    def start(command: list[str], **_: object) -> SimpleNamespace:
        commands.append(command)
        return SimpleNamespace(pid=-len(commands))

    def after(kind: int, pid: int, priority: int) -> None:
        assert (kind, pid) == (os.PRIO_PROCESS, -len(commands))
        assert priority > 0

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr(os, "setpriority", after)
    return commands


@pytest.fixture
def curated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Published folder of a workspace open to readers."""
    monkeypatch.setenv("OBSERVATOIRE_CURATED", str(tmp_path / "curated"))
    return _built(tmp_path / "curated" / "cvl")


def _built(folder: Path) -> Path:
    """A folder with an empty build."""
    folder.mkdir(parents=True)
    duckdb.connect(str(folder / "observatory-b1.duckdb")).close()
    return folder


def test_a_publication_has_the_edition_written(
    curated: Path, tmp_path: Path, started: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_EDITION", str(tmp_path / "editions"))
    publish.point_to(curated, "b1")
    (command,) = started
    out = str(tmp_path / "editions" / "cvl")
    assert command[1:4] == ["-m", "pipelines", "site"]
    options = dict(zip(command[4::2], command[5::2], strict=True))
    assert options == {"--workspace": "cvl", "--out": out, "--curated": str(curated.parent)}


def test_nothing_is_written_where_no_edition_is_kept_or_the_folder_is_hidden(
    curated: Path, tmp_path: Path, started: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish.point_to(curated, "b1")
    monkeypatch.setenv("OBSERVATOIRE_EDITION", str(tmp_path / "editions"))
    publish.point_to(_built(tmp_path / "work"), "b1")
    assert started == []


def test_a_writing_that_cannot_start_is_logged_and_the_publication_stands(
    curated: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no room for a process")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    monkeypatch.setenv("OBSERVATOIRE_EDITION", str(tmp_path / "editions"))
    with capture_logs() as logs:
        publish.point_to(curated, "b1")
    assert publish.current_build(curated) == "b1"
    assert [line["event"] for line in logs] == ["edition_failed"]


def test_one_that_is_missing_is_written_once(
    curated: Path, tmp_path: Path, started: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OBSERVATOIRE_EDITION", str(tmp_path / "editions"))
    edition.renew_missing(curated)
    assert len(started) == 1
    (tmp_path / "editions" / "cvl").mkdir(parents=True)
    (tmp_path / "editions" / "cvl" / "index.html").touch()
    edition.renew_missing(curated)
    assert len(started) == 1


def test_a_writing_that_fails_says_so_in_french_and_in_the_log(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "curated").mkdir()
    arguments = ["site", "--workspace", "rien", "--out", str(tmp_path / "site")]
    with capture_logs() as logs:
        assert main([*arguments, "--curated", str(tmp_path / "curated")]) == 1
    assert "n’est pas encore publié" in capfd.readouterr().err
    assert [line["event"] for line in logs] == ["edition_failed"]
    assert not (tmp_path / "site").exists()
