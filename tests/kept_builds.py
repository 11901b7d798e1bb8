"""Builds that tests share between sessions, cached under the hash of their inputs.

A build costs half a minute and its inputs rarely change from one session to the next. Each is
stored under `inputs_hash`, so that a change of the code or of a raw file makes another; a test
receives a copy, which it may modify.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from filelock import FileLock, Timeout

from method.settings import ROOT, TERRITORIES
from pipelines.build import memory
from pipelines.build.publish import current_build
from pipelines.build.run import build_workspace
from pipelines.build.workspace import NOT_SENT, inputs_hash

if TYPE_CHECKING:
    from observatory.edition.model import Shown

KEPT = (
    Path(os.environ.get("OBSERVATOIRE_TEST_BUILDS", tempfile.gettempdir())) / "observatoire-builds"
)
# Maximum number of cached folders; the least recently used are removed first.
MOST = 40


def raw_demo(into: Path) -> Path:
    """Raw files of the demonstration, default seed and scale, in a folder of the caller."""

    def make(new: Path) -> None:
        from pipelines.demo import generate

        generate(new)

    return _kept(ROOT / "pipelines" / "demo", make, into)


def build(raw: Path, into: Path) -> Path:
    """Published folder of a workspace, in a folder of the caller."""
    return _kept(raw, lambda new: _build_apart(raw, new), into)


def remember(workspace: str, curated: Path) -> None:
    """Give a folder the memory of the last build of a workspace, so that it is not all read again.

    It saves time and changes no result; `curated` is created.
    """
    curated.mkdir(parents=True, exist_ok=True)
    last = KEPT / f".memory-{workspace}"
    with FileLock(f"{last}.lock"):
        for file in memory.files(last):
            shutil.copyfile(file, curated / file.name)


def several(sources: list[Path], make: Callable[[Path], object], into: Path) -> Path:
    """Result of `make` on the first of these sources, in a folder of the caller.

    Args:
        sources: a raw workspace, then the test files that define what is built from it.
        make: function of the folder to fill.
        into: folder of the copy.
    """
    raw, *code = sources
    code_bytes = b"".join(file.read_bytes() for file in code)
    return _kept(raw, make, into, hashlib.sha256(code_bytes).hexdigest())


def edition(workspace: str, curated: Path, into: Path) -> Path:
    """The static edition of a published workspace, in a folder of the caller.

    It is written once for each build and version of the code, over the last edition that tests
    wrote, whose pictures are reused for identical charts, as in a publication; the publications
    listed there are dropped. Drawing is most of the work: the edition of the real region has the
    first picture of each figure, that of the demonstration has none.
    """
    # Loading all the figures takes seconds, in every process of the tests.
    from observatory.edition import addresses, picture, site

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
    """Draw pictures once for each name: for the others, the page has a table."""
    names: set[str] = set()

    def one(shown: Shown, *former: Path, **told: bool) -> bytes | None:
        if name(shown) in names:
            return None
        names.add(name(shown))
        return draw(shown, *former, **told)

    return one


def _written_of(published: Path) -> str:
    """Hash of the build and of every file of the code that writes editions."""
    digest = hashlib.sha256(str(current_build(published)).encode())
    for root in ("method", "observatory"):
        for file in sorted((ROOT / root).rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()


def _build_apart(raw: Path, new: Path) -> None:
    """Build from a copy of the raw files, since the release ledger is written beside them.

    The memory of the last build of a workspace is stored beside the cached builds, as it is larger.
    """
    last = KEPT / f".memory-{raw.name}"
    last.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, FileLock(f"{last}.lock"):
        copy = shutil.copytree(
            raw, Path(folder) / raw.name, ignore=shutil.ignore_patterns(*NOT_SENT)
        )
        build_workspace(copy, new, memory=last)
        for file in memory.files(new):
            file.replace(last / file.name)
            memory.forget(last, but=last / file.name)


def _kept(source: Path, make: Callable[[Path], object], into: Path, also: str = "") -> Path:
    """Copy a cached folder, after building it if needed, under a lock against eviction."""
    folder = KEPT / f"{inputs_hash(source, TERRITORIES, ROOT)[:24]}{also[:8]}"
    KEPT.mkdir(exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            _make_room()
            part = folder.with_name(f".{folder.name}.{os.getpid()}")
            shutil.rmtree(part, ignore_errors=True)
            make(part)
            part.rename(folder)
        os.utime(folder)
        return shutil.copytree(folder, into, symlinks=True, dirs_exist_ok=True)


def _make_room() -> None:
    """Remove the least recently used folders, each completely or not at all, during other reads.

    A folder is renamed under its own lock, so that no reader finds half of it; one that is being
    built or copied is kept.
    """
    folders = sorted(
        (p for p in KEPT.iterdir() if p.is_dir() and not p.name.startswith(".")),
        key=lambda p: p.stat().st_mtime,
    )
    for old in folders[: max(0, len(folders) - MOST + 1)]:
        aside = old.with_name(f".{old.name}.gone.{os.getpid()}")
        with suppress(Timeout), FileLock(f"{old}.lock", timeout=0):
            old.rename(aside)
        shutil.rmtree(aside, ignore_errors=True)
