"""Builds that tests share between sessions, kept under the hash of what they are made of.

A build costs half a minute and its inputs rarely change from one session to the next. Each is kept
under `inputs_hash`, so that a change of the code or of a raw file makes another; a test receives a
copy, which it may write into.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

from filelock import FileLock, Timeout

from method.settings import ROOT, TERRITORIES
from observatory.edition import addresses, picture, site
from observatory.edition.model import Shown
from pipelines.build import memory
from pipelines.build.publish import current_build
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
    return _kept(ROOT / "pipelines" / "demo", lambda new: generate(new), into)


def build(raw: Path, into: Path) -> Path:
    """Published folder of a workspace, in a folder that is the caller's."""
    return _kept(raw, lambda new: _build_apart(raw, new), into)


def several(sources: list[Path], make: Callable[[Path], object], into: Path) -> Path:
    """What `make` builds from the first of these, in a folder that is the caller's.

    Args:
        sources: a raw workspace, then the files of tests that say what is made of it.
        make: given the folder to fill.
        into: where the copy goes.
    """
    raw, *code = sources
    said = b"".join(file.read_bytes() for file in code)
    return _kept(raw, make, into, hashlib.sha256(said).hexdigest())


def edition(workspace: str, curated: Path, into: Path) -> Path:
    """The static edition of a published workspace, in a folder that is the caller's.

    It is written once for a build and what writes editions, over the last one that tests wrote,
    whose pictures serve again where the chart is the same, as at a publication; the publications
    told there are forgotten. Drawing is most of the work: the real region's edition has the first
    picture of each figure, the demonstration's does without.
    """
    last, mark = KEPT / f".edition-{workspace}", KEPT / f".edition-{workspace}.of"
    written_of = _written_of(curated / workspace)
    KEPT.mkdir(exist_ok=True)
    draws = (lambda *_, **__: None) if workspace == "demo" else first_of_each(picture.draw)
    with FileLock(f"{last}.lock"), patch.object(picture, "draw", draws):
        if not mark.exists() or mark.read_text() != written_of:
            mark.unlink(missing_ok=True)
            (last / addresses.PUBLICATIONS).unlink(missing_ok=True)
            site.write(workspace, last, curated, lambda *_: None)
            mark.write_text(written_of)
        return shutil.copytree(last, into, dirs_exist_ok=True)


def first_of_each(
    draw: Callable[..., bytes | None], name: Callable[[Shown], str] = lambda shown: shown.figure.key
) -> Callable[..., bytes | None]:
    """The same drawing of pictures, once for each name: the others leave their page a table."""
    drawn: set[str] = set()

    def one(shown: Shown, *former: Path, **told: bool) -> bytes | None:
        if name(shown) in drawn:
            return None
        drawn.add(name(shown))
        return draw(shown, *former, **told)

    return one


def _written_of(published: Path) -> str:
    """The build, and every file of what asks, words and lays out."""
    found = hashlib.sha256(str(current_build(published)).encode())
    for root in ("method", "observatory"):
        for file in sorted((ROOT / root).rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                found.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return found.hexdigest()


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


def _kept(source: Path, make: Callable[[Path], object], into: Path, also: str = "") -> Path:
    """What is kept, made if it is not, copied while nobody can take it away."""
    kept = KEPT / f"{inputs_hash(source, TERRITORIES, ROOT)[:24]}{also[:8]}"
    KEPT.mkdir(exist_ok=True)
    with FileLock(f"{kept}.lock"):
        if not kept.exists():
            _make_room()
            part = kept.with_name(f".{kept.name}.{os.getpid()}")
            shutil.rmtree(part, ignore_errors=True)
            make(part)
            part.rename(kept)
        os.utime(kept)
        return shutil.copytree(kept, into, symlinks=True, dirs_exist_ok=True)


def _make_room() -> None:
    """Take away the least recently used, each whole or not at all: others read while this writes.

    A folder is renamed under its own lock, so that nobody finds half of it; one that is being made
    or copied is left alone.
    """
    folders = sorted(
        (p for p in KEPT.iterdir() if p.is_dir() and not p.name.startswith(".")),
        key=lambda p: p.stat().st_mtime,
    )
    for old in folders[: max(0, len(folders) - MOST + 1)]:
        gone = old.with_name(f".{old.name}.gone.{os.getpid()}")
        with suppress(Timeout), FileLock(f"{old}.lock", timeout=0):
            old.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)
