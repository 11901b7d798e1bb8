"""Builds that tests share between sessions, kept under the hash of what they are made of.

A build costs half a minute and its inputs rarely change from one session to the next. Each is kept
under `inputs_hash`, so that a change of the code or of a raw file makes another; a test receives a
copy, which it may write into.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from method.settings import ROOT, TERRITORIES
from pipelines.build import memory
from pipelines.build.run import build_workspace
from pipelines.build.workspace import NOT_SENT, inputs_hash
from pipelines.demo import generate

KEPT = (
    Path(os.environ.get("OBSERVATOIRE_TEST_BUILDS", tempfile.gettempdir())) / "observatoire-builds"
)
# Folders kept at the most, the least recently used leaving first.
MOST = 40


def raw_demo(into: Path) -> Path:
    """Raw files of the demonstration, default seed and scale, in a folder that is the caller's."""
    return _copy(_made(ROOT / "pipelines" / "demo", lambda new: generate(new)), into)


def build(raw: Path, into: Path) -> Path:
    """Published folder of a workspace, in a folder that is the caller's."""
    return _copy(_made(raw, lambda new: _build_apart(raw, new)), into)


def _build_apart(raw: Path, new: Path) -> None:
    """Build from a copy of what was sent: the ledger of the releases is written beside it.

    The last build of a workspace is remembered beside the kept ones: it is larger than they are.
    """
    last = KEPT / f".memory-{raw.name}"
    last.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, FileLock(f"{last}.lock"):
        sent = shutil.copytree(
            raw, Path(folder) / raw.name, ignore=shutil.ignore_patterns(*NOT_SENT)
        )
        build_workspace(sent, new, memory=last)
        for file in memory.files(new):
            file.replace(last / file.name)
            memory.forget(last, but=last / file.name)


def _made(source: Path, make: Callable[[Path], object]) -> Path:
    kept = KEPT / inputs_hash(source, TERRITORIES, ROOT)[:24]
    KEPT.mkdir(exist_ok=True)
    with FileLock(f"{kept}.lock"):
        if not kept.exists():
            _make_room()
            part = kept.with_name(f".{kept.name}.{os.getpid()}")
            shutil.rmtree(part, ignore_errors=True)
            make(part)
            part.rename(kept)
        os.utime(kept)
    return kept


def _make_room() -> None:
    kept = (p for p in KEPT.iterdir() if p.is_dir() and not p.name.startswith("."))
    folders = sorted(kept, key=lambda p: p.stat().st_mtime)
    for old in folders[: max(0, len(folders) - MOST + 1)]:
        shutil.rmtree(old, ignore_errors=True)


def _copy(kept: Path, into: Path) -> Path:
    return shutil.copytree(kept, into, symlinks=True, dirs_exist_ok=True)
