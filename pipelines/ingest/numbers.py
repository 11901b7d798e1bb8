"""French and English numbers, with every kind of space; digits are never guessed.

A single separator before exactly three digits, `12.500`, may mark thousands or decimals: the column
tells which (`Marks`), and if it does not, the number is doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

# Everything that Python considers a space, and two zero-width marks left by spreadsheets.
WHITESPACE = "".join(chr(n) for n in range(0x3001) if chr(n).isspace()) + "\u200b\ufeff"
_TO_SPACE = str.maketrans(dict.fromkeys(WHITESPACE, " ") | {"\u2212": "-", "\u2013": "-", "’": "'"})
_MAX_DIGITS = 15  # exact in a double
SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+")
_EURO = r"(?:€|EUR\b|euros?\b)"
_PER_YEAR = r"(?: ?(?:/|par) ?an(?:née)?)?"
_CURRENCY = re.compile(rf"^{_EURO} ?| ?{_EURO}{_PER_YEAR}$", re.IGNORECASE)
# Unit of a column → ways to write it after the number.
_WRITTEN = {
    "h": r"h|heures?",
    "mois": r"mois",
    "ETP": r"etp",
    "participants": r"participants?|personnes?|pers\.?",
    "entreprises": r"entreprises?|ets",
}
_IN_THOUSANDS = re.compile(
    r"(?<=\d) ?(?:k|m|md|milliers?|millions?)(?: d'| de)? ?(?:€|eur(?:os?)?)?$", re.IGNORECASE
)
_EURO_INSIDE = re.compile(rf"([+-]?\d[\d .,']*?) ?{_EURO} ?(\d\d)", re.IGNORECASE)
_NEGATIVE = re.compile(r"\((.+)\)|(.*\d) ?-")
_PLAIN = re.compile(r"[+-]?\d+(?:[.,]\d*)?|[+-]?[.,]\d+")
# Groups of three with the same separator, then a decimal part with another.
_GROUPED = re.compile(r"([+-]?\d{1,3})(?P<sep>[ .,'])\d{3}(?:(?P=sep)\d{3})*(?P<dec>[.,]\d*)?")
_DOUBTFUL = re.compile(r"[+-]?[1-9]\d{0,2}(?P<sep>[.,])(?P<last>\d{3})")
_DECIMAL = re.compile(r"[+-]?\d+(?P<sep>[.,])(?:\d{1,2}|\d{4,})")
ACCOUNTING_ZERO = re.compile(r"-+ ?€|€ ?-+")


class BadNumber(ValueError):
    """Not a number; `code` gives the reason."""

    def __init__(self, code: str, other: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.other = other


@dataclass(frozen=True)
class Marks:
    """What the rest of a column proves about the separators in its numbers.

    `thousands` and `decimals` contain `.` or `,` if some cell can only be read that way.
    """

    thousands: frozenset[str] = frozenset()
    decimals: frozenset[str] = frozenset()

    def settles(self, separator: str) -> bool | None:
        """True if the separator marks thousands, False if decimals, None if in doubt."""
        if (separator in self.thousands) == (separator in self.decimals):
            return None
        return separator in self.thousands


NO_MARKS = Marks()


@dataclass(frozen=True)
class Number:
    """A value, and the code of the issue with how it was read, if any."""

    value: float
    code: str | None = None


def squeeze(text: str) -> str:
    """Any run of spaces as one plain space, none at the ends; typographic signs as ASCII."""
    return " ".join(text.translate(_TO_SPACE).split())


def is_doubtful(text: str, unit: str | None) -> bool:
    """Whether there is a single separator before exactly three digits."""
    return _DOUBTFUL.fullmatch(_without_unit(text, unit)) is not None


def weigh_marks(texts: Iterable[str], unit: str | None, is_whole: bool) -> Marks:
    """What the cells of a column prove about separators.

    Args:
        texts: cells as sent.
        unit: unit of the column.
        is_whole: whether the column holds integers only, so that `1.250` can only be 1 250.
    """
    thousands: set[str] = set()
    decimals: set[str] = set()
    for text in texts:
        bare = _without_unit(text, unit)
        if match := _DOUBTFUL.fullmatch(bare):
            if is_whole and match["last"] != "000":
                thousands.add(match["sep"])
        elif match := _DECIMAL.fullmatch(bare):
            decimals.add(match["sep"])
        elif match := _GROUPED.fullmatch(bare):
            mark = (match["dec"] or "")[:1]
            if match["sep"] != mark:
                thousands.add(match["sep"])
            if mark:
                decimals.add(mark)
    return Marks(frozenset(thousands), frozenset(decimals))


def read_number(text: str, unit: str | None = None, marks: Marks | None = None) -> Number:
    """Parse a number, ignoring its unit, with a code if the reading relied on the column.

    Args:
        text: the cell.
        unit: unit of the column, which may be written after the number.
        marks: what the column proves; None where three decimals are usual.

    Raises:
        BadNumber: `number_doubtful`, `number_in_thousands`, or as `parse_number`.
    """
    bare = _without_unit(text, unit)
    if match := _EURO_INSIDE.fullmatch(squeeze(text)):
        return Number(parse_number(f"{match[1]},{match[2]}"), "number_cleaned")
    if _IN_THOUSANDS.search(squeeze(text)):
        raise BadNumber("number_in_thousands")
    if match := _NEGATIVE.fullmatch(bare):
        inner = read_number((match[1] or match[2]).strip(), unit, marks)
        return Number(-inner.value, inner.code or "number_cleaned")
    doubtful = _DOUBTFUL.fullmatch(bare) if marks is not None else None
    if not doubtful or marks is None:
        return Number(parse_number(bare))
    is_grouped = marks.settles(doubtful["sep"])
    whole = float(bare.replace(doubtful["sep"], ""))
    if is_grouped is None:
        raise BadNumber("number_doubtful", whole)
    return Number(whole, "thousands_read") if is_grouped else Number(whole / 1000, "decimals_read")


def _without_unit(text: str, unit: str | None = None) -> str:
    bare = squeeze(text)
    if unit in (None, "€"):
        bare = _CURRENCY.sub("", bare).strip()
    elif unit in _WRITTEN:
        bare = re.sub(rf"(?<=\d) ?(?:{_WRITTEN[unit]})$", "", bare, flags=re.IGNORECASE)
    return re.sub(r"^([+-]) ", r"\1", bare)


def parse_number(text: str) -> float:
    """Parse a number, ignoring its currency sign.

    `1 234,56`, `1.234,56`, `1,234.56` and `1234.56` are read; `1.234` and `1,234` are both 1.234,
    since both separators are used as decimal marks in French files.

    Raises:
        BadNumber: `number_invalid` or `number_scientific`.
    """
    bare = _without_unit(text)
    if SCIENTIFIC.fullmatch(bare):
        raise BadNumber("number_scientific")
    if _PLAIN.fullmatch(bare):
        return _to_float(bare.replace(",", "."))
    match = _GROUPED.fullmatch(bare)
    if not match:
        raise BadNumber("number_invalid")
    separator, decimal = match["sep"], match["dec"] or ""
    if decimal[:1] == separator:
        raise BadNumber("number_invalid")
    whole = bare[: len(bare) - len(decimal)].replace(separator, "")
    return _to_float(whole + decimal.replace(",", "."))


def _to_float(plain: str) -> float:
    whole = plain.lstrip("+-").split(".")[0].lstrip("0")
    if len(whole) > _MAX_DIGITS:
        raise BadNumber("number_invalid")
    return float(plain)


def spell(number: float) -> str:
    """A number for a sentence: French format, two decimals, or none or four where needed."""
    text = f"{number:,.4f}".rstrip("0")
    if len(text.rpartition(".")[2]) < 2:
        text = f"{number:,.2f}"
    text = text.replace(",", "\u202f").replace(".", ",")
    return text.removesuffix(",00").replace("-", "\u2212")
