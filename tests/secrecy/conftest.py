"""Workspaces of three, four and seven networks, each built after the previous one was shown, and
the demonstration before and after a deposit that changes one network.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests import kept_builds
from tests.secrecy import deposit
from tests.secrecy import worlds as worlds_code
from tests.secrecy.worlds import build_after, smaller

THREE = ("medivelours", "ludofrise", "dihydrelle")
FOURTH = ("cuirlande",)
# Three more: enough, with the fourth, to be shown.
MORE = ("aerolinde", "pole-corvelune", "pole-ondafrene")
WORLDS = {"trois": THREE, "quatre": THREE + FOURTH, "sept": THREE + FOURTH + MORE}


@pytest.fixture(scope="session")
def worlds(demo_raw: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Published folder of each world: `quatre` was built after `trois`, `sept` after `quatre`."""

    def make(root: Path) -> None:
        former = None
        for name, networks in WORLDS.items():
            raw = smaller(demo_raw, [*networks], root / "raw" / name)
            build_after(raw, root / "curated" / name, former)
            former = raw

    code = [Path(__file__), Path(worlds_code.__file__)]
    root = kept_builds.several([demo_raw, *code], make, tmp_path_factory.mktemp("worlds"))
    return {name: root / "curated" / name for name in WORLDS}


@pytest.fixture(scope="session")
def twice(demo_raw: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Published folder of the demonstration `before` and `after` a deposit of `FOURTH`.

    Each build is cached separately; the first starts from the last one of the demonstration, the
    second from the first.
    """

    def first(root: Path) -> None:
        raw = root / "raw" / "demo"
        shutil.copytree(demo_raw, raw, ignore=shutil.ignore_patterns("_*"))
        build_after(raw, root / "before" / "demo", memory=kept_builds.KEPT / ".memory-demo")

    def second(root: Path) -> None:
        shutil.copytree(before, root, symlinks=True, dirs_exist_ok=True)
        now = shutil.copytree(root / "before" / "demo", root / "after" / "demo", symlinks=True)
        deposit.change(root / "raw" / "demo", *FOURTH)
        build_after(root / "raw" / "demo", now)

    code = [Path(__file__), Path(worlds_code.__file__), Path(deposit.__file__)]
    before = kept_builds.several([demo_raw, *code[1:2]], first, tmp_path_factory.mktemp("first"))
    root = kept_builds.several([demo_raw, *code], second, tmp_path_factory.mktemp("twice"))
    return {name: root / name / "demo" for name in ("before", "after")}
