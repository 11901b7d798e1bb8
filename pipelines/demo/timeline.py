"""The fixed calendar of the fictional workspace, so that two runs write the same bytes.

Flows are simulated from January 2021 to December 2026, so that the accounts of 2021 cover a whole
year; the cash file covers the 60 months up to `AS_OF`.
"""

from __future__ import annotations

from datetime import date

import numpy as np

AS_OF = date(2026, 10, 31)
HISTORY_MONTHS = 60
YEARS = tuple(range(2021, 2027))
CLOSED_YEARS = tuple(range(2021, 2026))
# Months, with their first and last days.
MONTHS = np.arange("2021-01", "2027-01", dtype="datetime64[M]")
STARTS = MONTHS.astype("datetime64[D]")
ENDS = (MONTHS + 1).astype("datetime64[D]") - 1
AS_OF_DAY = np.datetime64(AS_OF, "D")
LAST = int(np.searchsorted(ENDS, AS_OF_DAY))
FIRST = LAST - HISTORY_MONTHS + 1
NEVER = np.datetime64("9999-12-31", "D")


def day(year: int, month: int, number: int = 1) -> np.datetime64:
    """A day as a numpy date."""
    return np.datetime64(date(year, month, number), "D")


def month_of(days: np.ndarray | np.datetime64) -> np.ndarray:
    """Index in `MONTHS` of the month of each day, out of range outside the calendar."""
    return (np.asarray(days).astype("datetime64[M]") - MONTHS[0]).astype(int)


def add_months(when: np.datetime64, count: int) -> np.datetime64:
    """The same day of a later month, or its last day if it is shorter."""
    month = when.astype("datetime64[M]") + count
    offset = int((when - when.astype("datetime64[M]").astype("datetime64[D]")).astype(int))
    last = (month + 1).astype("datetime64[D]") - 1
    return min(month.astype("datetime64[D]") + offset, last)
