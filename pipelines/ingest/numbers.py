"""French and English numbers, with every kind of space; digits are never guessed."""

from __future__ import annotations

import re

# Whatever Python calls a space, and two marks of no width that spreadsheets leave behind.
WHITESPACE = "".join(chr(n) for n in range(0x3001) if chr(n).isspace()) + "\u200b\ufeff"
_TO_SPACE = str.maketrans(dict.fromkeys(WHITESPACE, " ") | {"\u2212": "-", "\u2013": "-", "’": "'"})
_MAX_DIGITS = 15  # what a double holds exactly
SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+")
_CURRENCY = re.compile(r"(?:€|EUR|euros?)", re.IGNORECASE)
_PLAIN = re.compile(r"[+-]?\d+(?:[.,]\d*)?|[+-]?[.,]\d+")
# Groups of three joined by one same sign, then a decimal part with another.
_GROUPED = re.compile(r"([+-]?\d{1,3})(?P<sep>[ .,'])\d{3}(?:(?P=sep)\d{3})*(?P<dec>[.,]\d*)?")


class BadNumber(ValueError):
    """Not a number; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def squeeze(text: str) -> str:
    """Every kind of space as one plain space, none at the ends; typographic signs as ASCII."""
    return " ".join(text.translate(_TO_SPACE).split())


def parse_number(text: str) -> float:
    """A number, its currency sign left aside.

    `1 234,56`, `1.234,56`, `1,234.56` and `1234.56` are read; `1.234` and `1,234` are 1.234, since
    both signs are decimal marks in French files.

    Raises:
        BadNumber: `number_invalid` or `number_scientific`.
    """
    bare = _CURRENCY.sub("", squeeze(text)).strip()
    bare = re.sub(r"^([+-]) ", r"\1", bare)
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
    """A number for a sentence: French, no needless decimals."""
    text = f"{number:,.2f}".replace(",", "\u202f").replace(".", ",")
    return text.removesuffix(",00").replace("-", "\u2212")
