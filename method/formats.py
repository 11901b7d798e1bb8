"""Babel's formats of numbers and dates, kept: a page prints the same ones at each of its runs."""

from __future__ import annotations

from functools import lru_cache

from babel import dates, numbers

format_decimal = lru_cache(maxsize=20_000)(numbers.format_decimal)
format_date = lru_cache(maxsize=4_000)(dates.format_date)
