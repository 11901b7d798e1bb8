"""Workspaces built once per session and shared by every test that reads figures."""

from __future__ import annotations

import atexit
import gc
import pkgutil
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from method.settings import ROOT
from tests import kept_builds

# A property holds on a busy machine too: no example fails for the time that it takes.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

# The slowest files, slowest first, so that two workers end together (`make test` gives whole files
# to a worker, and keeps this order). The second needs no build: its worker does not wait for the
# one that the first makes. A worker is given its next file when it has two tests left: the long
# files of one to four tests come before the others of their kind, not last behind another.
LONGEST = (
    "tests/secrecy/test_attacks.py",
    "tests/ingest/test_ingest_deposit.py",
    "tests/edition/test_data.py",
    "tests/app/test_hostile_workspace.py",
    "tests/data/test_same_twice.py",
    "tests/data/test_build_killed.py",
    "tests/edition/test_pages.py",
    "tests/app/test_router.py",
    "tests/secrecy/test_crawl.py",
    "tests/ingest/test_ingest_files.py",
    "tests/exports/test_exports.py",
    "tests/ingest/test_ingest_hostile.py",
    "tests/data/test_deposit_command.py",
    "tests/data/test_membership.py",
    "tests/server/test_sign_in_flow.py",
    "tests/browser/test_data_desk.py",
    "tests/browser/test_first_screen.py",
    "tests/browser/test_sign_in_by_role.py",
    "tests/browser/test_territories.py",
    "tests/browser/test_reader_tasks.py",
    "tests/browser/test_shell.py",
    "tests/browser/test_opening.py",
    "tests/browser/test_search.py",
    "tests/browser/test_anatomy.py",
    "tests/browser/test_gift.py",
    "tests/browser/test_freins.py",
    "tests/browser/test_charts.py",
)


# Reading all objects again and again was a sixth of what the tests cost: a process of tests holds
# what all pages, exports and pipelines load, and frees nearly all it makes without the collector.
gc.set_threshold(20_000, 20, 20)


def pytest_collection_finish() -> None:
    """Let the collector read what tests make, not what was loaded for them, until the end."""
    gc.freeze()
    atexit.register(gc.unfreeze)  # what is still frozen when Python ends is said to leak


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start with the slowest files; the others keep their order.

    Those of the browser come last: once Playwright runs in a process, nothing else there may start
    an event loop.
    """
    ranks = {name: rank for rank, name in enumerate(LONGEST)}

    def place(item: pytest.Item) -> tuple[bool, int]:
        file = item.nodeid.partition("::")[0]
        return file.startswith("tests/browser/"), ranks.get(file, len(LONGEST))

    items.sort(key=place)


@pytest.fixture(scope="session", autouse=True)
def _free_demo() -> Iterator[None]:
    """Allow any role on fictional data, here and in the servers that tests start.

    Nothing is open without the setting; the tests that check this remove it.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OBSERVATOIRE_DEMO_LIBRE", "1")
        # Otherwise each publication would start writing an edition.
        patch.delenv("OBSERVATOIRE_EDITION", raising=False)
        yield


@pytest.fixture(scope="session")
def packages_scanned_once() -> Iterator[None]:
    """Scan the installed packages for components once, as a server does, not at each `AppTest`."""
    name = "streamlit.components.v2.manifest_scanner.scan_component_manifests"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(name, cache(pkgutil.resolve_name(name)))
        yield


@pytest.fixture(scope="session")
def demo_raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Raw files of the fictional workspace, default seed and scale."""
    return kept_builds.raw_demo(tmp_path_factory.mktemp("raw") / "demo")


@pytest.fixture(scope="session")
def raw_root(demo_raw: Path) -> Path:
    """Root of the raw workspaces of the session, with both."""
    cvl = ROOT / "data" / "raw" / "cvl"
    apart = shutil.ignore_patterns("_history", "_releases")
    shutil.copytree(cvl, demo_raw.parent / "cvl", ignore=apart)
    return demo_raw.parent


@pytest.fixture(scope="session")
def curated_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Empty root of the published workspaces of the session."""
    return tmp_path_factory.mktemp("curated")


@pytest.fixture(scope="session")
def demo_curated(demo_raw: Path, curated_root: Path) -> Path:
    """Published folder of the fictional workspace."""
    return kept_builds.build(demo_raw, curated_root / "demo")


@pytest.fixture(scope="session")
def demo_db(demo_curated: Path) -> Path:
    """Database file of the fictional workspace; open it read-only."""
    return (demo_curated / "observatory.duckdb").resolve()


@pytest.fixture(scope="session")
def cvl_curated(curated_root: Path) -> Path:
    """Published folder of the real workspace."""
    return kept_builds.build(ROOT / "data" / "raw" / "cvl", curated_root / "cvl")


@pytest.fixture(scope="session")
def published(demo_curated: Path, cvl_curated: Path, curated_root: Path) -> Path:
    """Root of the published workspaces, both built."""
    return curated_root


@pytest.fixture(scope="session")
def free_server(published: Path, raw_root: Path) -> Iterator[str]:
    """The server of tests with a browser and without: anyone takes any role on fictional data."""
    # It loads Playwright.
    from tests.browser.conftest import serve

    with serve(published, raw=raw_root) as address:
        yield address
