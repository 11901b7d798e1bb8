"""Editions of the built workspaces, written once per session."""

from __future__ import annotations

from pathlib import Path

import pytest

from observatory.edition import site
from tests import kept_builds


def write(workspace: str, out: Path, curated: Path) -> Path:
    """Write the edition of a workspace, without printing progress."""
    return site.write(workspace, out, curated, lambda *_: None)


@pytest.fixture(scope="session")
def demo(demo_curated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("edition") / "demo"
    return kept_builds.edition("demo", demo_curated.parent, folder)


@pytest.fixture(scope="session")
def cvl(cvl_curated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("edition") / "cvl"
    return kept_builds.edition("cvl", cvl_curated.parent, folder)


@pytest.fixture(scope="session")
def drawn(cvl_curated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Edition of the real region, with every picture."""
    return write("cvl", tmp_path_factory.mktemp("edition") / "drawn", cvl_curated.parent)


@pytest.fixture(scope="session", params=["cvl", pytest.param("demo", marks=pytest.mark.deep)])
def edition(request: pytest.FixtureRequest) -> Path:
    """Both editions, in turn."""
    return request.getfixturevalue(request.param)
