"""Workspaces of three, four and seven networks, each built after the one before was shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import kept_builds
from tests.secrecy import worlds as worlds_code
from tests.secrecy.worlds import build_after, smaller

THREE = ("medivelours", "ludofrise", "dihydrelle")
FOURTH = ("cuirlande",)
# Three more: with the fourth, enough to be shown.
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
