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
        ("purge",),
        ("history",),
        ("deposit", "f.csv", "--workspace", "demo"),
        ("deposit", "f.csv", "--workspace", "demo", "--contract", "labels", "--mode", "x"),
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
    for english in ("error", "required", "invalid", "choose"):
        assert english not in result.stderr


def test_a_folder_that_is_not_a_workspace_is_refused(tmp_path: Path) -> None:
    result = run("build", "--raw", str(tmp_path), "--curated", str(tmp_path / "out"))
    assert result.returncode == 1
    assert "workspace.toml" in result.stderr
    assert not (tmp_path / "out" / "observatory.duckdb").exists()


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
