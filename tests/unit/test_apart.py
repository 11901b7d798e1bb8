"""Processes that work apart: their answers, their faults, and their end with what started them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from method.settings import ROOT
from pipelines.build.room import is_lacking
from pipelines.steps import apart

# Starts a process apart, writes the id of that process, and is killed while that one works.
STARTER = """
from pipelines.steps import apart
from tests.unit.test_apart import Numbers
worker = apart._Apart(Numbers(1))
worker.ask(Numbers.add, 1)()
working = worker.ask(Numbers.work)
print(worker._process.pid, flush=True)
working()
"""
NO_PANDAS = """
import sys
import pipelines.steps.apart, pipelines.steps.forecast_months
sys.exit("pandas" in sys.modules)
"""


class Numbers:
    """Adds up, prints, fails and dies."""

    def __init__(self, first: int) -> None:
        self.total = first

    def add(self, number: int) -> int:
        print("something that a library says")
        self.total += number
        return self.total

    def work(self) -> None:
        while True:
            self.total += 1

    def fail(self) -> None:
        raise ZeroDivisionError("on purpose")

    def die(self, by: int) -> None:
        os.kill(os.getpid(), by)


@pytest.fixture
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart.os, "cpu_count", lambda: 2)


@pytest.mark.usefixtures("two_processors")
@pytest.mark.parametrize("worth", [True, False])
def test_answers_may_be_read_in_any_order(worth: bool) -> None:
    with apart.workers(Numbers(1), parts=4, worth=worth) as (first, *others):
        assert len(others) == worth
        later = [first.ask(Numbers.add, number) for number in (1, 2, 3)]
        assert [answer() for answer in reversed(later)] == [7, 4, 2]
        assert [other.ask(Numbers.add, 10)() for other in others] == [11] * worth


def test_one_processor_works_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart.os, "cpu_count", lambda: 1)
    with apart.workers(Numbers(1), parts=4, worth=True) as started:
        assert [type(one) for one in started] == [apart.Here]


@pytest.mark.usefixtures("two_processors")
def test_a_fault_is_that_of_the_object() -> None:
    with (
        pytest.raises(ZeroDivisionError, match="on purpose") as fault,
        apart.workers(Numbers(1), parts=4, worth=True) as (first, _),
    ):
        first.ask(Numbers.fail)()
    assert "in fail" in fault.value.__notes__[0]


@pytest.mark.usefixtures("two_processors")
@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM])
def test_a_process_killed_by_the_system_tells_that_memory_lacks(by: int) -> None:
    with (
        pytest.raises((MemoryError, RuntimeError), match=f"code -{by}") as fault,
        apart.workers(Numbers(1), parts=4, worth=True) as (first, _),
    ):
        first.ask(Numbers.die, by)()
    assert is_lacking(fault.value) == (by == signal.SIGKILL)


def test_a_process_ends_with_the_one_that_started_it() -> None:
    starter = subprocess.Popen([sys.executable, "-c", STARTER], cwd=ROOT, stdout=subprocess.PIPE)
    assert starter.stdout
    worker = Path("/proc", starter.stdout.readline().decode().strip())
    assert worker.exists()
    starter.kill()
    starter.communicate()
    end = time.monotonic() + 30
    while worker.exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not worker.exists()


def test_a_process_that_draws_does_not_import_pandas() -> None:
    assert subprocess.run([sys.executable, "-c", NO_PANDAS], cwd=ROOT, check=False).returncode == 0
