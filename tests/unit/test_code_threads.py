"""Two people publish at once: each thread reads the same code, and neither fails."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator

import pytest

from method.settings import ROOT
from pipelines.build import code


@pytest.fixture
def collecting() -> Iterator[None]:
    """Let another thread run at any point, by a garbage collection callback."""
    former = gc.get_threshold()

    def yield_to_others(*_: object) -> None:
        time.sleep(0)

    gc.callbacks.append(yield_to_others)
    gc.set_threshold(200)
    yield
    gc.set_threshold(*former)
    gc.callbacks.remove(yield_to_others)


@pytest.mark.usefixtures("collecting")
def test_two_threads_read_the_code_at_once() -> None:
    files = sorted((ROOT / "pipelines" / "build").glob("*.py"))
    results: list[list[list[str]]] = []
    fallen: list[BaseException] = []

    def read() -> None:
        try:
            results.append([[type(line).__name__ for line in code.parsed(f).body] for f in files])
        except BaseException as error:
            fallen.append(error)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert fallen == []
    assert results[0] == results[1] == results[2]
