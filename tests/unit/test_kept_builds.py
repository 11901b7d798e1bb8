"""Builds shared by tests are copied whole, whatever another worker evicts."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from filelock import FileLock

from tests import kept_builds

FILES = 200


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_builds, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(kept_builds, "MOST", 1)
    monkeypatch.setattr(kept_builds, "inputs_hash", lambda source, *_: f"{source.name:>024}")


def fill(folder: Path) -> None:
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number}.csv").write_text("x")


def test_a_folder_that_is_evicted_is_never_copied_by_half(tmp_path: Path) -> None:
    """Two workers, room for one folder: each evicts what the other copies."""
    short: list[int] = []

    def work(name: str) -> None:
        for turn in range(30):
            folder = kept_builds._kept(tmp_path / name, fill, tmp_path / f"{name}-{turn}")
            short.append(len(list(folder.iterdir())))

    workers = [threading.Thread(target=work, args=(name,)) for name in ("a", "b")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert set(short) == {FILES}


def test_what_is_in_use_or_being_made_stays(tmp_path: Path) -> None:
    used = kept_builds.KEPT / f"{'used':>024}"
    making = kept_builds.KEPT / ".making.123"
    making.mkdir(parents=True)
    fill(used)
    with FileLock(f"{used}.lock"):
        kept_builds._kept(tmp_path / "new", fill, tmp_path / "copy")
    assert used.exists() and making.exists()
    kept_builds._kept(tmp_path / "other", fill, tmp_path / "copy")
    assert not used.exists() and making.exists()
