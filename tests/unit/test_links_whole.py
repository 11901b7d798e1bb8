"""A number in an address is parsed as a number or None: no text ever raises."""

from __future__ import annotations

import pytest

from observatory.exports.links import integer


@pytest.mark.parametrize(("text", "number"), [("45", 45), ("-5", -5), ("0", 0)])
def test_a_whole_number(text: str, number: int) -> None:
    assert integer(text) == number


@pytest.mark.parametrize("text", ["", "--5", "-", "5-", "4.5", "٣", "²", "9" * 5000, " 5", "+5"])
def test_anything_else_is_none(text: str) -> None:
    assert integer(text) is None
