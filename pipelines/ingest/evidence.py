"""What a whole column proves about its cells, when a single cell is ambiguous.

Month-first dates, points for thousands, postal codes instead of INSEE codes, another NAF: each
convention is tested on every distinct text of the column. A convention that no cell contradicts
applies to all of them; if cells contradict each other, those that depend on it are doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines.contracts import FieldSpec
from pipelines.ingest.dates import is_day_first, is_month_first
from pipelines.ingest.numbers import NO_MARKS, Marks, is_doubtful, squeeze, weigh_marks
from pipelines.ingest.reference import Reference

Convention = Literal["no", "yes", "doubt", "mostly"]
CODE = re.compile(r"[0-9AB]{4,5}")
# Final letters of a code: Z and A to F in the 2008 NAF; Y and others in the 2025 NAF.
NAF_2008 = re.compile(r"\d\d\.?\d\d[A-FZ]")
NAF_2025 = re.compile(r"\d\d\.?\d\d[G-Y]")
NAF_WITHOUT_LETTER = re.compile(r"\d\d\.?\d{1,2}")


@dataclass(frozen=True)
class Evidence:
    """What the column proves beyond the cell; by default, nothing."""

    marks: Marks = NO_MARKS
    month_first: Convention = "no"
    postal: Convention = "no"
    naf_2025: Convention = "no"
    naf_has_letters: bool = True
    common_code_is_date: bool = False


NO_EVIDENCE = Evidence()


def needs_whole_column(spec: FieldSpec, left: Sequence[str]) -> bool:
    """Whether the texts that the fast pass left cast doubt on those it accepted."""
    if spec.type == "date":
        return any(is_month_first(squeeze(text)) for text in left)
    if spec.type in ("number", "integer") and not spec.thousandths and not spec.kind:
        return any(is_doubtful(text, spec.unit) for text in left)
    return spec.kind == "code" and bool(left)


def weigh(
    spec: FieldSpec, texts: Sequence[str], reference: Reference, *, says_nomenclature: bool
) -> Evidence:
    """Weigh the distinct texts of a column.

    Args:
        spec: the column.
        texts: its distinct texts.
        reference: communes and postal codes.
        says_nomenclature: whether another column of the file gives the NAF version of each code.
    """
    if spec.type == "date":
        return Evidence(month_first=_month_first(texts))
    if spec.type in ("number", "integer") and not spec.thousandths:
        return Evidence(marks=weigh_marks(texts, spec.unit, spec.type == "integer"))
    if spec.kind == "commune":
        return Evidence(postal=_postal(texts, reference))
    if spec.kind == "naf":
        return _naf(texts, says_nomenclature=says_nomenclature)
    if spec.kind == "code":
        dates = sum(re.fullmatch(r"\d{4}-\d\d-\d\d", squeeze(text)) is not None for text in texts)
        return Evidence(common_code_is_date=2 * dates > len(texts))
    return NO_EVIDENCE


def _month_first(texts: Sequence[str]) -> Convention:
    months = sum(is_month_first(squeeze(text)) for text in texts)
    days = sum(is_day_first(squeeze(text)) for text in texts)
    if not months:
        return "no"
    if not days:
        return "yes"
    return "doubt" if months >= days else "mostly"


def _postal(texts: Sequence[str], reference: Reference) -> Convention:
    codes = {squeeze(text).replace(" ", "").upper() for text in texts}
    codes = {code.zfill(5) for code in codes if CODE.fullmatch(code)}
    insee = {code for code in codes if reference.current_commune(code)}
    postal = {code for code in codes if reference.looks_postal(code)}
    only_postal, only_insee = postal - insee, insee - postal
    if not only_postal:
        return "no"
    if not only_insee:
        return "yes"
    return "doubt" if len(only_postal) > len(only_insee) else "mostly"


def _naf(texts: Sequence[str], *, says_nomenclature: bool) -> Evidence:
    codes = [squeeze(text).upper() for text in texts]
    of_2025 = any(NAF_2025.fullmatch(code) for code in codes)
    of_2008 = any(NAF_2008.fullmatch(code) and code.endswith("Z") for code in codes)
    has_letters = of_2025 or any(NAF_2008.fullmatch(code) for code in codes)
    convention: Convention = "no"
    if of_2025 and not says_nomenclature:
        convention = "mostly" if of_2008 else "yes"
    return Evidence(naf_2025=convention, naf_has_letters=has_letters)
