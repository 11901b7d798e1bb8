"""A build on Spark that cannot be is refused before anything is read, in French."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from method.settings import ROOT
from pipelines.__main__ import main
from pipelines.build.workspace import CODE_ROOTS
from pipelines.spark import python, session
from tests.spark.cluster import cluster

pytestmark = [pytest.mark.spark, pytest.mark.deep]


@pytest.fixture
def asked(tmp_path: Path) -> list[str]:
    sent = tmp_path / "raw"
    sent.mkdir()
    shutil.copy(ROOT / "data" / "raw" / "cvl" / "workspace.toml", sent)
    return ["build", "--raw", str(sent), "--curated", str(tmp_path / "c"), "--engine", "spark"]


def test_a_master_with_no_worker(
    asked: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(session, "WORKER_SECONDS", 3.0)
    with cluster(tmp_path, workers=0) as alone:
        assert main([*asked, "--master", alone.master]) == 1
    assert "aucune machine ne travaille pour lui" in capsys.readouterr().err
    assert list((tmp_path / "c").glob("observatory*")) == []


@pytest.mark.parametrize(
    ("lacking", "told"),
    [
        ("interpreter", "cet interpréteur y manque"),
        ("code", "le module « pipelines » y manque"),
        ("same code", "le code n’y sont pas les mêmes"),
    ],
)
def test_workers_without_our_python(
    lacking: str,
    told: str,
    asked: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    elsewhere = tmp_path / "elsewhere"
    if lacking == "interpreter":
        monkeypatch.setenv(python.CHOICE, str(tmp_path / "python3.11"))
    else:
        monkeypatch.setattr(session, "ROOT", elsewhere)
    if lacking == "same code":
        for root in CODE_ROOTS:
            shutil.copytree(ROOT / root, elsewhere / root)
        with (elsewhere / "method" / "settings.py").open("a", encoding="utf-8") as module:
            module.write("# changed\n")
    with cluster(tmp_path, workers=1) as made:
        assert main([*asked, "--master", made.master]) == 1
    assert told in capsys.readouterr().err.replace("\N{NO-BREAK SPACE}", " ")
    assert list((tmp_path / "c").glob("observatory*")) == []
