"""Readers of the measures behave as people do, not as a clock."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from benchmarks.session import reading_seconds


def test_readers_answered_together_do_not_ask_together_again() -> None:
    dice = [random.Random(seed) for seed in range(50)]
    asked = Counter(int(reading_seconds(one, 5)) for one in dice)
    assert max(asked.values()) < 20, "in the fullest second"


def test_they_read_for_the_average_that_was_asked() -> None:
    dice, pages = random.Random(1), 10_000
    seconds = sum(reading_seconds(dice, 5) for _ in range(pages))
    assert seconds / pages == pytest.approx(5, rel=0.1)
