"""Upgrade from the data of the previous release to this code, and back: what opens and is kept.

`python -m tests.faults.upgrade [--from COMMIT]`. The previous release is the last tag or, without
tags, the first commit able to save an installation. Its code runs unchanged, in a separate process
and folder, with the same environment.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from method.settings import ROOT
from tests.faults import killed
from tests.faults.others import Seen

WORKSPACE = "cvl"
SCRIPT = "tests/faults/installation.py"
# Checks of `doctor` about files; the others are about the machine.
CHECKED = {"publication", "registres", "audit", "horloge", "interruption"}
LABELS = "id_reseau;label;date_debut\ns2e2;or;2024-01-01\n"
KEPT = {"notes", "steps", "quotations", "history"}


class Installation:
    """Folders of an installation, run by the code of either version."""

    def __init__(self, folder: Path, former: Path) -> None:
        self.folder = folder
        self.former = former
        self.raw = folder / "raw" / WORKSPACE
        self.curated = folder / "curated" / WORKSPACE
        self.disk = folder.parent / "disque"
        self.key = folder.parent / "cle.txt"
        folder.mkdir(parents=True)

    def run(self, code: Path, *words: str, may_fail: bool = False) -> str:
        """Output of a command of a version; raises with that output when it fails."""
        settings = {
            "OBSERVATOIRE_RAW": str(self.raw.parent),
            "OBSERVATOIRE_CURATED": str(self.curated.parent),
            "OBSERVATOIRE_DEMO_LIBRE": "1",
        }
        if words[:1] == ("backup",) and self.key.exists():
            (line,) = [n for n in self.key.read_text().splitlines() if n.startswith("# public key")]
            settings["OBSERVATOIRE_BACKUP_RECIPIENTS"] = line.split(": ")[1]
        module = "tests.faults.installation" if words[0] in ("read", "write") else "pipelines"
        result = subprocess.run(
            [sys.executable, "-m", module, *words],
            cwd=code, env={**os.environ, **settings}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if result.returncode and not may_fail:
            raise AssertionError(f"{words[0]}: {result.stderr[-1500:]}")
        return result.stdout

    def read(self, code: Path) -> dict[str, Any]:
        """What a version reads in this installation."""
        return json.loads(self.run(code, "read"))

    def figures(self) -> str:
        """Hash of the published rows."""
        return killed.figures(self.curated)


def previous() -> str:
    """The previous release: a tag, or the first commit able to save an installation."""
    tags = _git("tag", "--list", "v*", "--sort=-version:refname", "--merged", "HEAD").split()
    first = ("log", "--diff-filter=A", "--format=%H", "--", "operations/backup.py")
    return tags[0] if tags else _git(*first).split()[-1]


def unpacked(commit: str, into: Path) -> Path:
    """The code of a commit, with the script that runs on both versions."""
    git = shutil.which("git") or "git"
    result = subprocess.run([git, "archive", commit], cwd=ROOT, capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(result.stdout)) as tar:
        tar.extractall(into, filter="data")
    (into / SCRIPT).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / SCRIPT, into / SCRIPT)
    return into


def upgraded(folder: Path, commit: str = "") -> Iterator[Seen]:
    """One line for each step of the upgrade and of the way back."""
    former = unpacked(commit or previous(), folder / "former")
    here = Installation(folder / "here", former)
    ignored = shutil.ignore_patterns("_history", "_releases")
    shutil.copytree(former / "data" / "raw" / WORKSPACE, here.raw, ignore=ignored)
    _lived_in(here)
    before, rows_hash = here.read(former), here.figures()
    yield from _there(here, before)
    yield from _back(here, before, rows_hash)


def _lived_in(here: Installation) -> None:
    """A build, a deposit, notes, quotations and a backup by the previous version."""
    here.run(here.former, "build", "--workspace", WORKSPACE)
    file = here.folder / "labels.csv"
    file.write_text(LABELS, "utf-8")
    options = ("--contract", "labels", "--workspace", WORKSPACE, "--mode", "add", "--yes")
    here.run(here.former, "deposit", str(file), *options)
    here.run(here.former, "write")
    here.run(here.former, "backup", "--new-key", str(here.key))
    here.run(here.former, "backup", "--to", str(here.disk), "--identity", str(here.key))


def _there(here: Installation, before: dict[str, Any]) -> Iterator[Seen]:
    opened = here.read(ROOT)
    yield Seen(
        "version d’avant montée, avant de construire", 1, _drawn(opened), _wrong(opened, before)
    )
    here.run(ROOT, "build", "--workspace", WORKSPACE)
    state = here.read(ROOT)
    checked = json.loads(here.run(ROOT, "doctor", "--format", "json", may_fail=True))
    faults = sum(one["level"] != "ok" for one in checked if one["check"] in CHECKED)
    sentence = f"{_drawn(state)} ; doctor n’y trouve rien à redire" if not faults else _drawn(state)
    yield Seen("version d’avant montée et construite", 1, sentence, _wrong(state, before) + faults)


def _back(here: Installation, before: dict[str, Any], rows_hash: str) -> Iterator[Seen]:
    back = here.read(here.former)
    yield Seen("retour au code d’avant, chiffres du nouveau", 1, _drawn(back), _wrong(back, before))
    here.run(here.former, "build", "--workspace", WORKSPACE)
    again = here.read(here.former)
    wrong = _wrong(again, before) + (again["figures"] != before["figures"])
    yield Seen("retour au code d’avant, reconstruit", 1, _drawn(again), wrong)
    new = Installation(here.folder.parent / "restored", here.former)
    options = ("--from", str(here.disk), "--identity", str(here.key))
    new.run(ROOT, "restore", *options)
    new.run(here.former, "build", "--workspace", WORKSPACE)
    state = new.read(here.former)
    wrong = sum(state[name] != before[name] for name in (*KEPT, "figures"))
    yield Seen(
        "sauvegarde d’avant, rendue par le nouveau, lue par l’ancien", 1,
        f"{_drawn(state)} ; les mêmes lignes dans chaque table",
        wrong + (new.figures() != rows_hash),
    )  # fmt: skip


def _drawn(state: dict[str, Any]) -> str:
    states = state["figures"].values()
    charts, sentences = (sum(len(s[k]) for s in states) for k in ("drawn", "sentence"))
    return f"{charts} figures" + (f", {sentences} remplacées par une phrase" if sentences else "")


def _wrong(now: dict[str, Any], before: dict[str, Any]) -> int:
    """Number of registers that lost data, and of figures that failed without a message."""
    losses = sum(now[name] != before[name] for name in KEPT)
    failed = [one for states in now["figures"].values() for one in states["failed"]]
    for one in failed:
        print(f"upgrade: {one}", file=sys.stderr)
    return losses + len(failed)


def _git(*words: str) -> str:
    git = shutil.which("git") or "git"
    result = subprocess.run([git, *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return result.stdout


def main() -> int:
    """Print the result of each step; exit code 1 when something was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.upgrade")
    parser.add_argument("--from", dest="commit", default="")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="observatoire-upgrade-"))
    try:
        outcomes = []
        for one in upgraded(folder, options.commit):
            print(one, flush=True)
            outcomes.append(one)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if sum(one.wrong for one in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
