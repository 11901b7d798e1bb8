"""Dates and months in the formats used by people and spreadsheets."""

from __future__ import annotations

import re
from datetime import date, timedelta

from pipelines.ingest.headers import simplify
from pipelines.ingest.limits import EXCEL_SERIALS, OLDEST_YEAR

MONTHS_IN_A_YEAR, DAYS_IN_A_MONTH = 12, 31
EXCEL_EPOCH = date(1899, 12, 30)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("janvier", "janv", "jan"),
            ("fevrier", "fevr", "fev"),
            ("mars", "mar"),
            ("avril", "avr"),
            ("mai",),
            ("juin",),
            ("juillet", "juil"),
            ("aout", "aou"),
            ("septembre", "sept", "sep"),
            ("octobre", "oct"),
            ("novembre", "nov"),
            ("decembre", "dec"),
        ),
        start=1,
    )
    for name in names
}
_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?"
ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}")
FRENCH = re.compile(rf"(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ](\d{{4}}){_TIME}")
SHORT = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2}")
WORDS = re.compile(r"(?:[^\W\d_]+ )?(\d{1,2})(?:er)? ([^\W\d_]+)\.? (\d{4})")
MONTH_ISO = re.compile(r"(\d{4})[-/.]?(\d{2})")
MONTH_FRENCH = re.compile(r"(\d{1,2})[-/. ](\d{4})")
MONTH_WORDS = re.compile(r"([^\W\d_]+)\.?[ -](\d{4})")


class BadDate(ValueError):
    """Not a date; `code` gives the reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def day_and_month(text: str) -> tuple[int, int] | None:
    """The two numbers before the year in `03/14/2025`, in the order of the text."""
    match = FRENCH.fullmatch(text)
    return (int(match[1]), int(match[2])) if match else None


def is_month_first(text: str) -> bool:
    """True for `03/14/2025`, which can only be month first."""
    parts = day_and_month(text)
    return parts is not None and 1 <= parts[0] <= MONTHS_IN_A_YEAR < parts[1] <= DAYS_IN_A_MONTH


def is_day_first(text: str) -> bool:
    """True for `14/03/2025`, which can only be day first."""
    parts = day_and_month(text)
    return parts is not None and 1 <= parts[1] <= MONTHS_IN_A_YEAR < parts[0] <= DAYS_IN_A_MONTH


def parse_date(text: str, *, month_first: bool = False) -> tuple[date, bool]:
    """Parse a date; also return whether it was an Excel day number.

    Args:
        text: the cell, with squeezed spaces.
        month_first: whether the rest of the column proves that the month comes first.

    Raises:
        BadDate: `date_invalid`, `date_two_digit_year` or `date_year_only`.
    """
    if match := ISO.fullmatch(text):
        return _date(*match.groups()), False
    if match := FRENCH.fullmatch(text):
        first, second, year = match.groups()
        day, month = (second, first) if month_first else (first, second)
        return _date(year, month, day), False
    if match := WORDS.fullmatch(text):
        day, month, year = match.groups()
        return _date(year, MONTHS.get(simplify(month), 0), day), False
    if SHORT.fullmatch(text):
        raise BadDate("date_two_digit_year")
    serial = re.fullmatch(r"(\d{5})(?:[.,]\d+)?", text)
    if serial and int(serial[1]) in EXCEL_SERIALS:
        return EXCEL_EPOCH + timedelta(days=int(serial[1])), True
    raise BadDate("date_year_only" if re.fullmatch(r"(?:19|20)\d{2}", text) else "date_invalid")


def parse_month(text: str) -> date:
    """Parse a month, or any day of it, into its last day.

    Raises:
        BadDate: `month_invalid` or `date_two_digit_year`.
    """
    if match := MONTH_ISO.fullmatch(text):
        return _month_end(*match.groups())
    if match := MONTH_FRENCH.fullmatch(text):
        return _month_end(*reversed(match.groups()))
    if match := MONTH_WORDS.fullmatch(text):
        return _month_end(match[2], MONTHS.get(simplify(match[1]), 0))
    try:
        day, _ = parse_date(text)
    except BadDate as bad:
        raise BadDate(bad.code if bad.code == "date_two_digit_year" else "month_invalid") from None
    return _month_end(day.year, day.month)


def in_french(text: str) -> str:
    """`01/12/2025` for `2025-12-01`, without the time; any other text unchanged."""
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)(?: .*)?", text)
    return f"{match[3]}/{match[2]}/{match[1]}" if match else text


def add_months(day: date, months: int) -> date:
    """The same day a number of months later, or the last day of that month."""
    index = day.year * 12 + day.month - 1 + months
    end = _month_end(index // 12, index % 12 + 1)
    return end.replace(day=min(day.day, end.day))


def _date(year: object, month: object, day: object) -> date:
    try:
        result = date(int(str(year)), int(str(month)), int(str(day)))
    except ValueError:
        raise BadDate("date_invalid") from None
    if result.year < OLDEST_YEAR:
        raise BadDate("date_invalid")
    return result


def _month_end(year: object, month: object) -> date:
    try:
        first = _date(year, month, 1)
    except BadDate:
        raise BadDate("month_invalid") from None
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
