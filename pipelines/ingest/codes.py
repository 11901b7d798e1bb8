"""Cells that hold a code: communes, NAF, countries, references; every change is reported."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from babel import Locale

from pipelines.contracts import FieldSpec
from pipelines.ingest.cell import Cell, Context
from pipelines.ingest.dates import in_french
from pipelines.ingest.evidence import NAF_2008, NAF_2025, NAF_WITHOUT_LETTER
from pipelines.ingest.headers import simplify
from pipelines.ingest.identifiers import RNA, parse_identifier
from pipelines.ingest.numbers import SCIENTIFIC, WHITESPACE, squeeze

NAF_DIVISIONS = frozenset(
    f"{n:02}" for n in range(1, 100) if n not in (4, 34, 40, 44, 48, 54, 57, 67, 76, 83, 89)
)
_CODE_AS_DATE = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4})(?: \d{1,2}:\d\d.*)?|\d{4}-\d\d-\d\d \d{1,2}:\d\d.*"
    r"|(?:janv|févr|fevr|mars|avr|mai|juin|juil|août|aout|sept|oct|nov|déc|dec)\.?-\d\d"
    r"|\d{1,2}-(?:janv|févr|fevr|mars|avr|mai|juin|juil|août|aout|sept|oct|nov|déc|dec)\.?(?:-\d\d)?",
    re.IGNORECASE,
)
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# Groups and placeholders among the CLDR territories.
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})
_CODE_AS_NUMBER = re.compile(r"\d+,\d+")
_CODE_AS_BOOLEAN = re.compile(r"vrai|faux|true|false", re.IGNORECASE)


def identifier(spec: FieldSpec, text: str, context: Context) -> Cell:
    """A SIREN or a SIRET."""
    parsed = parse_identifier(text, spec.kind or "")
    facts = {"other": parsed.digits}
    if parsed.code == "siren_for_siret":
        if spec.siren_into or spec.accepts_siren:
            return Cell(parsed.digits, parsed.code, facts)
        return Cell(None, "siret_format")
    if parsed.code == "siret_for_siren" and not spec.siret_accepted:
        return Cell(None, "siren_format")
    return Cell(parsed.digits, parsed.code, facts if parsed.code else {})


def rna(spec: FieldSpec, text: str, context: Context) -> Cell:
    """An identifier of the Répertoire national des associations."""
    value = squeeze(text).replace(" ", "").upper()
    return Cell(value) if RNA.fullmatch(value) else Cell(None, "rna_invalid")


def commune(spec: FieldSpec, text: str, context: Context) -> Cell:
    """An INSEE code, mapped to the current commune."""
    reference = context.reference
    code = squeeze(text).replace(" ", "").upper()
    padded = code.zfill(5) if re.fullmatch(r"\d{4}", code) else code
    current = reference.current_commune(padded)
    postal = context.evidence.postal
    if reference.looks_postal(padded) and (postal == "yes" or (postal == "doubt" and current)):
        return Cell(None, "commune_postal", {"nearest": reference.commune_of_postal(padded)})
    if current is None:
        near = reference.commune_named(text) or reference.commune_of_postal(padded)
        return Cell(None, "commune_unknown", {"nearest": near})
    if current != reference.town_of(padded):
        label = f"{current} {reference.commune_names[current]}"
        return Cell(current, "commune_merged", {"other": label})
    if padded != code:
        return Cell(current, "commune_zero_restored", {"other": current})
    if postal == "mostly" and reference.looks_postal(padded):
        name = reference.commune_names[current]
        return Cell(current, "commune_or_postal", {"other": f"{current} {name}"})
    return Cell(current)


def padded_code(known: Callable[[Context], frozenset[str]], code: str) -> Callable[..., Cell]:
    """Return a reader of two-character codes, whose leading zero spreadsheets remove."""

    def parse(spec: FieldSpec, text: str, context: Context) -> Cell:
        value = squeeze(text).upper()
        if value in known(context):
            return Cell(value)
        if re.fullmatch(r"\d", value) and value.zfill(2) in known(context):
            return Cell(value.zfill(2), "code_zero_restored", {"other": value.zfill(2)})
        return Cell(None, code)

    return parse


def naf(spec: FieldSpec, text: str, context: Context) -> Cell:
    """A code of the NAF rév. 2; codes of other nomenclatures cannot be mapped to its divisions."""
    value = squeeze(text).upper().replace(" ", "")
    if re.fullmatch(r"\d\.?\d\d[A-Z]", value):
        value = f"0{value}"
    evidence = context.evidence
    if NAF_2025.fullmatch(value) or (evidence.naf_2025 == "yes" and NAF_2008.fullmatch(value)):
        return Cell(None, "naf_other", {"other": "de la NAF 2025"})
    if value[:2] not in NAF_DIVISIONS or (
        NAF_WITHOUT_LETTER.fullmatch(value) and evidence.naf_has_letters
    ):
        return Cell(None, "naf_other", {"other": "d’une nomenclature plus ancienne"})
    if not (NAF_2008.fullmatch(value) or NAF_WITHOUT_LETTER.fullmatch(value)):
        return Cell(None, "pattern_mismatch")
    if evidence.naf_2025 == "mostly" and not value.endswith("Z"):
        return Cell(value, "naf_doubtful")
    return Cell(value)


@cache
def _countries() -> tuple[frozenset[str], dict[str, str]]:
    """Country codes, and codes by simplified French and English names."""
    codes: set[str] = set()
    names: dict[str, str] = {}
    for language in ("en", "fr"):
        for code, name in Locale(language).territories.items():
            if re.fullmatch(r"[A-Z]{2}", code) and code not in _NO_COUNTRIES:
                codes.add(code)
                names[simplify(name)] = code
    return frozenset(codes), names


def country(spec: FieldSpec, text: str, context: Context) -> Cell:
    """A country, by its two-letter code or its name."""
    codes, names = _countries()
    value = text.strip(WHITESPACE)
    if value in codes:
        return Cell(value)
    match = value.upper() if value.upper() in codes else names.get(simplify(value))
    if match:
        return Cell(match, "enum_mapped", {"other": match})
    return Cell(None, "country_unknown")


def code(spec: FieldSpec, text: str, context: Context) -> Cell:
    """A reference; one altered by a spreadsheet is reported and kept as it is."""
    value = text.strip(WHITESPACE)
    if spec.constraints.pattern and not re.fullmatch(spec.constraints.pattern, value):
        return Cell(None, "pattern_mismatch")
    bare = squeeze(value)
    if _CODE_AS_DATE.fullmatch(bare) or (
        _ISO_DAY.fullmatch(bare) and not context.evidence.common_code_is_date
    ):
        return Cell(value, "code_as_date", {"other": in_french(bare)})
    if SCIENTIFIC.fullmatch(bare) or _CODE_AS_NUMBER.fullmatch(bare):
        return Cell(value, "code_as_number")
    if _CODE_AS_BOOLEAN.fullmatch(bare):
        return Cell(value, "code_as_boolean")
    return Cell(value)
