"""`deposit`, `history`, `restore` with the real build: their output, and the effect of a kill."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines.__main__ import main
from pipelines.build import publish
from pipelines.desk import history

HEAD = "id_reseau;siren;raison_sociale;college;date_adhesion;cotisation_annuelle\n"
ROWS = "alpha;000000109;Un;entreprise;2024-01-01;550\n"
# During the build and around its end; `test_desk_properties.py` kills at every disk operation.
KILLED_AT = (0.5, 0.7, 0.97)


class Answer(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """A small published workspace, and the duration of a deposit into it."""
    root = tmp_path_factory.mktemp("killed")
    raw = root / "raw"
    raw.mkdir()
    (raw / "workspace.toml").write_text(
        'name = "essai"\nlabel = "Essai"\nfictional = true\nregion = "24"\nas_of = 2026-10-31\n'
    )
    (raw / "reseaux.csv").write_text(
        "id_reseau;nom;type;filiere;statut\nalpha;Alpha;cluster;bois;actif\n"
    )
    begin = time.monotonic()
    assert start(root, "600").wait() == 0
    return root, time.monotonic() - begin


def places(root: Path) -> tuple[str, ...]:
    return ("--workspace", "essai", "--raw", str(root / "raw"), "--curated", str(root / "curated"))


def start(root: Path, fee: str) -> subprocess.Popen[bytes]:
    upload = root / "envoi.csv"
    upload.write_text(HEAD + ROWS.replace("550", fee), encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines", "deposit", str(upload), "--contract", "adhesions",
         *places(root), "--yes"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def listed(root: Path) -> list[dict]:
    return json.loads(run(root, "history", "--format", "json").stdout)


def run(root: Path, command: str, *arguments: str) -> Answer:
    """Output of a command, run in this process; `start` tests it as a separate one."""
    with redirect_stdout(StringIO()) as output, redirect_stderr(StringIO()) as errors:
        code = main([command, *arguments, *places(root)])
    return Answer(code, output.getvalue(), errors.getvalue())


def test_what_is_printed_is_the_contract(workspace: tuple[Path, float]) -> None:
    root, _ = workspace
    raw = root / "raw"
    before = history.visible_state(raw)
    upload = root / "liste.csv"
    upload.write_text(HEAD + ROWS.replace("000000109", "000000208"), encoding="utf-8")
    arguments = (str(upload), "--contract", "adhesions")
    dry = run(root, "deposit", *arguments, "--dry-run", "--format", "json")
    assert dry.returncode == 0
    assert json.loads(dry.stdout) == {
        "networks": {"alpha": {"added": 1, "changed": 0, "gone": 1, "kept": 0}},
        "issues": [],
        "needs_confirmation": True,
    }
    refused = run(root, "deposit", *arguments)
    assert (refused.returncode, history.visible_state(raw)) == (1, before)
    assert "--yes" in refused.stderr
    assert not list((raw / "_history" / "staging").glob("*"))
    (start_, first) = listed(root)
    assert set(first) == {"entry", "at", "who", "what", "contract", "networks", "is_current"}
    assert (first["contract"], first["networks"], first["is_current"]) == (
        "adhesions", ["alpha"], True,
    )  # fmt: skip
    result = run(root, "restore", "--to", start_["entry"])
    assert result.returncode == 0, result.stderr
    assert [entry["is_current"] for entry in listed(root)] == [True, False, False]
    assert listed(root)[-1]["networks"] == ["alpha"]
    assert not (raw / "adhesions").exists()
    assert run(root, "restore", "--to", "jamais").returncode == 1
    assert run(root, "restore", "--to", first["entry"]).returncode == 0
    assert history.visible_state(raw) == before
    assert listed(root)[-1]["networks"] == ["alpha"]


@pytest.mark.deep
@pytest.mark.parametrize("share", KILLED_AT)
def test_a_killed_deposit_leaves_one_pair(share: float, workspace: tuple[Path, float]) -> None:
    root, duration = workspace
    before = history.entries(root / "raw")
    process = start(root, f"70{int(share * 100)}")
    time.sleep(duration * share)
    process.kill()
    process.wait()
    after = listed(root)
    raw, curated = root / "raw", root / "curated"
    build_id = publish.current_build(curated)
    assert build_id is not None
    assert publish.files_of(curated, build_id) == history.visible_state(raw)
    assert len(after) in (len(before), len(before) + 1)
    assert [entry["is_current"] for entry in after].count(True) == 1
    assert not (raw / "_history" / "switch.json").exists()
