"""SIREN, SIRET and RNA as found in files: cleaned, keys checked, damage by Excel reported."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from stdnum.exceptions import ValidationError
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from pipelines.ingest.limits import MAX_LOST_ZEROS
from pipelines.ingest.numbers import SCIENTIFIC, squeeze

LENGTH = {"siren": 9, "siret": 14}
RNA = re.compile(r"W\d[0-9AB]\d{7}")
# `="00572…"` protects leading zeros from Excel in a CSV; an apostrophe does so in a sheet.
_FORMULA = re.compile(r"""=?\s*["“”«']*\s*(.*?)\s*["“”»']*""")
_LABEL = re.compile(
    r"(?:(?:n\s*[°ºo.]|no|num[ée]ro)\s*)?(?:de\s+)?(?:siret|siren|rcs(?:\s+[a-zà-ÿ-]+)?(?:\s+b(?=\s*\d))?)"
    r"(?:\s*(?:n\s*[°ºo.]|no))?\s*:?\s*",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"['’.\-_/ ]")
# Decimals of a number, not the last group of 356.000.000: they follow an unbroken run of digits.
_DECIMALS = re.compile(r"(\d{6,14})[.,]0+")
# Excel keeps the first digits of a long number and replaces the others with zeros.
_ROUNDED = {"siret": re.compile(r"\d{9}00000"), "siren": re.compile(r"\d{4}00000|\d{5}0000")}


@dataclass(frozen=True)
class Identifier:
    """Digits as kept (None if the cell is invalid), and the code of the issue, if any."""

    digits: str | None
    code: str | None = None


def is_siren(digits: str) -> bool:
    """Whether these are nine digits with a valid key."""
    return _valid(siren_number.validate, digits, 9)


def is_siret(digits: str) -> bool:
    """Whether these are fourteen digits with both keys valid, including La Poste's own rule."""
    return _valid(siret_number.validate, digits, 14)


def _valid(validate: Callable[[str], str], digits: str, length: int) -> bool:
    # All zeros have a valid key but identify nobody.
    if len(digits) != length or not digits.isascii() or not digits.isdigit() or not int(digits[:9]):
        return False
    try:
        validate(digits)
    except ValidationError:
        return False
    return True


def parse_identifier(text: str, kind: str) -> Identifier:
    """Read a SIREN or a SIRET.

    Args:
        text: the cell.
        kind: `siren` or `siret`; a valid identifier of the other kind has the code
            `siren_for_siret` or `siret_for_siren`.
    """
    squeezed = squeeze(text)
    bare = squeezed.replace(" ", "")
    inner = _LABEL.sub("", _inside_formula(squeezed), count=1)
    if SCIENTIFIC.fullmatch(inner.replace(" ", "")):
        return Identifier(None, f"{kind}_scientific")
    decimals = _DECIMALS.fullmatch(inner.replace(" ", ""))
    digits = decimals[1] if decimals else _SEPARATORS.sub("", inner)
    if not (digits.isascii() and digits.isdigit()):
        return Identifier(None, f"{kind}_format")
    if len(digits) == LENGTH[kind]:
        return _right_length(digits, kind, is_cleaned=digits != bare)
    return _other_length(digits, kind)


def _inside_formula(text: str) -> str:
    match = _FORMULA.fullmatch(text)
    return match[1] if match else text


def _right_length(digits: str, kind: str, *, is_cleaned: bool) -> Identifier:
    is_valid = CHECK[kind](digits)
    # No establishment is numbered 00000, whatever the key.
    if _ROUNDED[kind].fullmatch(digits) and not (is_valid and kind == "siren"):
        return Identifier(None, f"{kind}_rounded")
    if not is_valid:
        return Identifier(None, f"{kind}_key")
    return Identifier(digits, "identifier_cleaned" if is_cleaned else None)


def _other_length(digits: str, kind: str) -> Identifier:
    if kind == "siret" and is_siren(digits):
        return Identifier(digits, "siren_for_siret")
    if kind == "siren" and is_siret(digits):
        return Identifier(digits[:9], "siret_for_siren")
    padded = digits.zfill(LENGTH[kind])
    lost = len(padded) - len(digits)
    if 0 < lost <= MAX_LOST_ZEROS and CHECK[kind](padded):
        return Identifier(padded, f"{kind}_zeros_restored")
    return Identifier(None, f"{kind}_format")


CHECK = {"siren": is_siren, "siret": is_siret}
