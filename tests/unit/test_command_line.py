"""Exit codes and messages of `python -m pipelines`, as the data contract states them."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest

from pipelines.__main__ import main
from pipelines.build.workspace import load_workspace


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Output and exit code of the command, run in this process: starting one costs a second."""
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.dict(os.environ, environment),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            code = main([*arguments])
        except SystemExit as wrong_use:
            code = int(wrong_use.code or 0)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


def test_the_module_runs_as_a_program() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "pipelines", "inconnue"], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert "usage :" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("inconnue",),
        ("check",),
        ("check", "f.csv", "--contract", "x"),
        ("build", "--as-of", "x"),
        ("build", "--as-of", "2026-10-15"),
        ("build", "--as-of", "2099-12-31"),
        ("build", "--raw", "x", "--correction", "motif", "--who", " "),
        ("demo", "--out", "x", "--scale", "0"),
        ("demo", "--out", "x", "--seed", "abc"),
        ("purge",),
        ("history",),
        ("deposit", "f.csv", "--workspace", "demo"),
        ("deposit", "f.csv", "--workspace", "demo", "--contract", "labels", "--mode", "x"),
        ("deposit", "f.csv", "--workspace", "demo", "--contract", "labels", "--who", ""),
        ("fetch", "projets", "--workspace", "x", "--who", ""),
        ("restore", "--workspace", "demo"),
        ("purge", "--older-than", "36"),
        ("purge", "--older-than", "0m"),
    ],
)
def test_wrong_use_is_exit_code_2_in_french(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.returncode == 2
    assert result.stdout == ""
    assert "usage :" in result.stderr
    for english in ("error", "required", "invalid", "choose", " int)"):
        assert english not in result.stderr


def test_a_folder_that_is_not_a_workspace_is_refused(tmp_path: Path) -> None:
    result = run("build", "--raw", str(tmp_path), "--curated", str(tmp_path / "out"))
    assert result.returncode == 1
    assert "workspace.toml" in result.stderr
    assert not (tmp_path / "out" / "observatory.duckdb").exists()


SETTINGS = {"name": '"x"', "label": '"X"', "fictional": "true", "region": '"24"'}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("fictional", '"non"'),
        ("label", "3"),
        ("region", "24"),
        ("as_of", '"2026-10-31"'),
        ("as_of", "2026-10-31T00:00:00"),
        ("as_of", "2026-10-15"),
        ("as_of", "2999-12-31"),
    ],
)
def test_a_setting_of_the_wrong_kind_is_refused_by_its_name(
    key: str, value: str, tmp_path: Path
) -> None:
    lines = [f"{name} = {written}" for name, written in (SETTINGS | {key: value}).items()]
    (tmp_path / "workspace.toml").write_text("\n".join(lines))
    result = run("build", "--raw", str(tmp_path), "--curated", str(tmp_path / "out"))
    assert result.returncode == 1
    assert f"« {key} »" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_settings_saved_by_notepad_are_read(tmp_path: Path) -> None:
    lines = [f"{name} = {written}" for name, written in SETTINGS.items()]
    (tmp_path / "workspace.toml").write_text("\n".join(lines), encoding="utf-8-sig")
    assert load_workspace(tmp_path).label == "X"


@pytest.mark.parametrize(
    "arguments",
    [
        ("demo", "--out", "{file}/demo"),
        ("template", "labels", "--out", "{file}/labels.xlsx"),
        ("template", "labels", "--out", "{folder}"),
        ("template", "labels", "--out", "{file}.csv"),
        ("check", "{file}.csv", "--contract", "labels"),
        ("deposit", "{file}.csv", "--contract", "labels", "--workspace", "x", "--raw", "{raw}"),
        ("deposit", "{raw}", "--contract", "labels", "--workspace", "x", "--raw", "{raw}"),
        ("rollback", "--workspace", "absent"),
    ],
)
def test_a_place_that_cannot_serve_is_told_in_french(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    file, raw, folder = tmp_path / "fichier", tmp_path / "raw", tmp_path / "dossier.xlsx"
    file.touch()
    folder.mkdir()
    raw.mkdir()
    lines = [f"{name} = {written}" for name, written in SETTINGS.items()]
    (raw / "workspace.toml").write_text("\n".join(lines))
    result = run(*(word.format(file=file, raw=raw, folder=folder) for word in arguments))
    said = result.stderr or result.stdout
    assert result.returncode == 1
    assert said.startswith((str(file), str(raw), str(folder), "fichier", "/"))
    for english in ("No such", "Not a", "Is a", "Errno"):
        assert english not in said


def test_check_prints_a_report_on_standard_output(tmp_path: Path) -> None:
    file = tmp_path / "tresorerie.csv"
    file.write_text("id_reseau;mois;solde_fin_mois\nalpha;2026-06;1 234,50\nalpha;juin;12\n")
    result = run("check", str(file), "--contract", "tresorerie", "--format", "json")
    report = json.loads(result.stdout)
    assert result.returncode == 0
    assert (report["rows_read"], report["rows_kept"], report["rows_rejected"]) == (2, 1, 1)
    issue = next(issue for issue in report["issues"] if issue["severity"] == "error")
    assert (issue["line"], issue["column"]) == (3, "mois")


def test_strict_refuses_a_workspace_with_a_row_set_aside(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "workspace.toml").write_text(
        'name = "essai"\nlabel = "Essai"\nfictional = true\nregion = "24"\n'
    )
    (raw / "reseaux.csv").write_text(
        "id_reseau;nom;type;filiere;statut\nalpha;Alpha;cluster;bois;actif\nbeta;;cluster;bois;actif\n"
    )
    arguments = ("build", "--raw", str(raw), "--curated", str(tmp_path / "out"))
    strict = run(*arguments, "--strict")
    assert strict.returncode == 1
    assert "reseaux.csv" in strict.stderr
    assert not (tmp_path / "out" / "observatory.duckdb").exists()
    assert run(*arguments).returncode == 0


def test_a_full_disk_is_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("operations.doctor.doctor", full)
    result = run("doctor")
    assert result.returncode == 1
    assert result.stderr.startswith("Plus de place sur un disque")
