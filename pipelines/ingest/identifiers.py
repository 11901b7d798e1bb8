"""SIREN, SIRET and RNA as files carry them: cleaned, keys checked, Excel's damage told."""

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
# `="00572…"` keeps the zeros of a CSV from Excel; an apostrophe does it in a sheet.
_FORMULA = re.compile(r"""=?\s*["“”«']*\s*(.*?)\s*["“”»']*""")
_LABEL = re.compile(
    r"(?:(?:n\s*[°ºo.]|no|num[ée]ro)\s*)?(?:de\s+)?(?:siret|siren|rcs(?:\s+[a-zà-ÿ-]+)?(?:\s+b(?=\s*\d))?)"
    r"(?:\s*(?:n\s*[°ºo.]|no))?\s*:?\s*",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"['’.\-_/ ]")
# Decimals of a number, and not the last group of 356.000.000: what precedes is digits in one piece.
_DECIMALS = re.compile(r"(\d{6,14})[.,]0+")
# Excel keeps the first digits of a long number and writes zeros for the others.
_ROUNDED = {"siret": re.compile(r"\d{9}00000"), "siren": re.compile(r"\d{4}00000|\d{5}0000")}


@dataclass(frozen=True)
class Identifier:
    """Digits as kept (None if the cell is wrong), and the code of the remark if there is one."""

    digits: str | None
    code: str | None = None


def is_siren(digits: str) -> bool:
    """Nine digits with the right key."""
    return _valid(siren_number.validate, digits, 9)


def is_siret(digits: str) -> bool:
    """Fourteen digits with both keys right, La Poste's own rule included."""
    return _valid(siret_number.validate, digits, 14)


def _valid(validate: Callable[[str], str], digits: str, length: int) -> bool:
    # Zeros alone have a right key and are nobody's number.
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
        kind: `siren` or `siret`; a valid identifier of the other kind is told apart by its code,
            `siren_for_siret` or `siret_for_siren`, and given as it stands.
    """
    sent = squeeze(text)
    bare = sent.replace(" ", "")
    inner = _LABEL.sub("", _inside_formula(sent), count=1)
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
    is_right = CHECK[kind](digits)
    # No establishment has the number 00000, whatever its key.
    if _ROUNDED[kind].fullmatch(digits) and not (is_right and kind == "siren"):
        return Identifier(None, f"{kind}_rounded")
    if not is_right:
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
