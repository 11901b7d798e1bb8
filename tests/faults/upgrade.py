"""From what the release before kept to this code, and back: what opens, and what is found again.

`python -m tests.faults.upgrade [--from COMMIT]`. The release before is the last tag; where there is
none, the commit that first could save an installation. Its code is run as it was, in a process and
a folder of its own, over the same environment.
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
from tests.faults.counts import Seen

WORKSPACE = "cvl"
SCRIPT = "tests/faults/installation.py"
# What `doctor` says of files; the rest is of the machine.
CHECKED = {"publication", "registres", "audit", "horloge", "interruption"}
LABELS = "id_reseau;label;date_debut\ns2e2;or;2024-01-01\n"
KEPT = {"notes", "steps", "quotations", "history"}


class Installation:
    """Folders of an installation, run by the code of one version or the other."""

    def __init__(self, folder: Path, former: Path) -> None:
        self.folder = folder
        self.former = former
        self.raw = folder / "raw" / WORKSPACE
        self.curated = folder / "curated" / WORKSPACE
        self.disk = folder.parent / "disque"
        self.key = folder.parent / "cle.txt"
        folder.mkdir(parents=True)

    def run(self, code: Path, *words: str, may_fail: bool = False) -> str:
        """A command of a version; raises with what it said when it does not end well."""
        settings = {
            "OBSERVATOIRE_RAW": str(self.raw.parent),
            "OBSERVATOIRE_CURATED": str(self.curated.parent),
            "OBSERVATOIRE_DEMO_LIBRE": "1",
        }
        if words[:1] == ("backup",) and self.key.exists():
            (line,) = [n for n in self.key.read_text().splitlines() if n.startswith("# public key")]
            settings["OBSERVATOIRE_BACKUP_RECIPIENTS"] = line.split(": ")[1]
        module = "tests.faults.installation" if words[0] in ("read", "write") else "pipelines"
        done = subprocess.run(
            [sys.executable, "-m", module, *words],
            cwd=code, env={**os.environ, **settings}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode and not may_fail:
            raise AssertionError(f"{words[0]}: {done.stderr[-1500:]}")
        return done.stdout

    def read(self, code: Path) -> dict[str, Any]:
        """What a version finds in this installation."""
        return json.loads(self.run(code, "read"))

    def figures(self) -> str:
        """Hash of the rows of what is published."""
        return killed.figures(self.curated)


def previous() -> str:
    """The release before: a tag, or the commit that first could save an installation."""
    tags = _git("tag", "--list", "v*", "--sort=-version:refname", "--merged", "HEAD").split()
    first = ("log", "--diff-filter=A", "--format=%H", "--", "operations/backup.py")
    return tags[0] if tags else _git(*first).split()[-1]


def unpacked(commit: str, into: Path) -> Path:
    """The code of a commit, with the script that speaks to both."""
    git = shutil.which("git") or "git"
    done = subprocess.run([git, "archive", commit], cwd=ROOT, capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as tar:
        tar.extractall(into, filter="data")
    (into / SCRIPT).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / SCRIPT, into / SCRIPT)
    return into


def upgraded(folder: Path, commit: str = "") -> Iterator[Seen]:
    """One line for each part of the way there and back."""
    former = unpacked(commit or previous(), folder / "former")
    here = Installation(folder / "here", former)
    ignored = shutil.ignore_patterns("_history", "_releases")
    shutil.copytree(former / "data" / "raw" / WORKSPACE, here.raw, ignore=ignored)
    _lived_in(here)
    before, said = here.read(former), here.figures()
    yield from _there(here, before)
    yield from _back(here, before, said)


def _lived_in(here: Installation) -> None:
    """A build, a deposit, notes, quotations and a backup of the version before."""
    here.run(here.former, "build", "--workspace", WORKSPACE)
    file = here.folder / "labels.csv"
    file.write_text(LABELS, "utf-8")
    asked = ("--contract", "labels", "--workspace", WORKSPACE, "--mode", "add", "--yes")
    here.run(here.former, "deposit", str(file), *asked)
    here.run(here.former, "write")
    here.run(here.former, "backup", "--new-key", str(here.key))
    here.run(here.former, "backup", "--to", str(here.disk), "--identity", str(here.key))


def _there(here: Installation, before: dict[str, Any]) -> Iterator[Seen]:
    opened = here.read(ROOT)
    yield Seen(
        "version d’avant montée, avant de construire", 1, _drawn(opened), _wrong(opened, before)
    )
    here.run(ROOT, "build", "--workspace", WORKSPACE)
    built = here.read(ROOT)
    checked = json.loads(here.run(ROOT, "doctor", "--format", "json", may_fail=True))
    faults = sum(one["level"] != "ok" for one in checked if one["check"] in CHECKED)
    said = f"{_drawn(built)} ; doctor n’y trouve rien à redire" if not faults else _drawn(built)
    yield Seen("version d’avant montée et construite", 1, said, _wrong(built, before) + faults)


def _back(here: Installation, before: dict[str, Any], said: str) -> Iterator[Seen]:
    back = here.read(here.former)
    yield Seen("retour au code d’avant, chiffres du nouveau", 1, _drawn(back), _wrong(back, before))
    here.run(here.former, "build", "--workspace", WORKSPACE)
    again = here.read(here.former)
    wrong = _wrong(again, before) + (again["figures"] != before["figures"])
    yield Seen("retour au code d’avant, reconstruit", 1, _drawn(again), wrong)
    new = Installation(here.folder.parent / "restored", here.former)
    asked = ("--from", str(here.disk), "--identity", str(here.key))
    new.run(ROOT, "restore", *asked)
    new.run(here.former, "build", "--workspace", WORKSPACE)
    found = new.read(here.former)
    wrong = sum(found[name] != before[name] for name in (*KEPT, "figures"))
    yield Seen(
        "sauvegarde d’avant, rendue par le nouveau, lue par l’ancien", 1,
        f"{_drawn(found)} ; les mêmes lignes dans chaque table",
        wrong + (new.figures() != said),
    )  # fmt: skip


def _drawn(told: dict[str, Any]) -> str:
    states = told["figures"].values()
    drawn, sentences = (sum(len(s[k]) for s in states) for k in ("drawn", "sentence"))
    return f"{drawn} figures" + (f", {sentences} remplacées par une phrase" if sentences else "")


def _wrong(now: dict[str, Any], before: dict[str, Any]) -> int:
    """Books that lost something, and figures that failed without a sentence."""
    lost = sum(now[name] != before[name] for name in KEPT)
    failed = [one for states in now["figures"].values() for one in states["failed"]]
    for one in failed:
        print(f"upgrade: {one}", file=sys.stderr)
    return lost + len(failed)


def _git(*words: str) -> str:
    git = shutil.which("git") or "git"
    done = subprocess.run([git, *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def main() -> int:
    """Print what each part showed; exit code 1 when something was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.upgrade")
    parser.add_argument("--from", dest="commit", default="")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="observatoire-upgrade-"))
    try:
        seen = []
        for one in upgraded(folder, asked.commit):
            print(one, flush=True)
            seen.append(one)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if sum(one.losses for one in seen) else 0


if __name__ == "__main__":
    sys.exit(main())
