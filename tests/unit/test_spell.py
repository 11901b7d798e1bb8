"""Numbers as sentences about a file quote them."""

from __future__ import annotations

from pipelines.ingest.numbers import spell


def test_a_number_is_spelt_as_it_is_read() -> None:
    numbers = (2, 0.5, 1234.5, 0.015, -1.001)
    assert [spell(number) for number in numbers] == [
        "2", "0,50", "1\u202f234,50", "0,015", "−1,001",
    ]  # fmt: skip
