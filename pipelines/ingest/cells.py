"""The meaning of one cell: the full, careful reading.

The vectorised pass (`sql/macros.sql`) takes the cells that are already in canonical form; the
others come here, each distinct text once. Whatever the fast pass accepts, this module accepts
with the same value and without a remark: a property test holds it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pipelines.contracts import FieldSpec
from pipelines.ingest.dates import BadDate, add_months, parse_date, parse_month
from pipelines.ingest.headers import nearest, simplify
from pipelines.ingest.identifiers import RNA, parse_identifier
from pipelines.ingest.limits import MAX_CELL_CHARACTERS
from pipelines.ingest.numbers import WHITESPACE, BadNumber, parse_number, spell, squeeze
from pipelines.ingest.reference import Reference

Value = str | float | int | bool | date

NAF_DIVISIONS = frozenset(
    f"{n:02}" for n in range(1, 100) if n not in (4, 34, 40, 44, 48, 54, 57, 67, 76, 83, 89)
)
YES = frozenset({"oui", "o", "vrai", "true", "1", "x", "yes"})
NO = frozenset({"non", "n", "faux", "false", "0", "no"})


@dataclass
class Cell:
    """What a cell means: its value (None when it cannot be used) and the remark on it, if any."""

    value: Value | None = None
    code: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Context:
    """What the reading of a cell depends on besides the cell."""

    reference: Reference
    today: date


def parse_cell(spec: FieldSpec, text: str, context: Context) -> Cell:
    """Read one non-empty cell of a column."""
    if len(text) > MAX_CELL_CHARACTERS:
        return Cell(None, "cell_too_long", {"expected": spell(MAX_CELL_CHARACTERS)})
    if spec.separator:
        return _several(spec, text, context)
    return (_KINDS.get(spec.kind or "") or _TYPES[spec.type])(spec, text, context)


def _several(spec: FieldSpec, text: str, context: Context) -> Cell:
    items = [item for item in re.split(r"[|;,/\s]+", squeeze(text)) if item]
    read = _KINDS.get(spec.kind or "") or _TYPES[spec.type]
    cells = [read(spec, item, context) for item in items]
    for cell in cells:
        if cell.value is None:
            return cell
    remark = next((cell for cell in cells if cell.code), Cell())
    joined = (spec.separator or "|").join(str(cell.value) for cell in cells)
    return Cell(joined, remark.code, {"other": joined} if remark.code else {})


def _string(spec: FieldSpec, text: str, context: Context) -> Cell:
    value = text.strip(WHITESPACE)
    if spec.constraints.enum:
        return _enum(spec, value)
    if spec.constraints.pattern and not re.fullmatch(spec.constraints.pattern, value):
        lowered = value.lower()
        if re.fullmatch(spec.constraints.pattern, lowered):
            return Cell(lowered, "enum_mapped", {"other": lowered})
        return Cell(None, "pattern_mismatch")
    return Cell(value)


def _enum(spec: FieldSpec, value: str) -> Cell:
    allowed = spec.constraints.enum
    if value in allowed:
        return Cell(value)
    alike = [one for one in allowed if simplify(one) == simplify(value)]
    if len(alike) == 1:
        return Cell(alike[0], "enum_mapped", {"other": alike[0]})
    return Cell(
        None,
        "enum_unknown",
        {"expected": ", ".join(allowed), "nearest": nearest(value, [*allowed])},
    )


def _number(spec: FieldSpec, text: str, context: Context) -> Cell:
    try:
        return _bounded(spec, parse_number(text))
    except BadNumber as bad:
        return Cell(None, bad.code)


def _integer(spec: FieldSpec, text: str, context: Context) -> Cell:
    cell = _number(spec, text, context)
    if not isinstance(cell.value, float):
        return cell
    if not cell.value.is_integer():
        return Cell(None, "integer_expected")
    return Cell(int(cell.value))


def _bounded(spec: FieldSpec, number: float) -> Cell:
    limits = spec.constraints
    if limits.exclusive_minimum is not None and number <= limits.exclusive_minimum:
        return Cell(None, "not_above_minimum", {"expected": spell(limits.exclusive_minimum)})
    if limits.minimum is not None and number < limits.minimum:
        return Cell(None, "below_minimum", {"expected": spell(limits.minimum)})
    if limits.maximum is not None and number > limits.maximum:
        return Cell(None, "above_maximum", {"expected": spell(limits.maximum)})
    return Cell(number)


def _share(spec: FieldSpec, text: str, context: Context) -> Cell:
    bare = squeeze(text)
    percent = bare.endswith("%")
    try:
        number = parse_number(bare.removesuffix("%").strip())
    except BadNumber as bad:
        return Cell(None, bad.code)
    if percent:
        return _bounded(spec, number / 100)
    if 1 < number <= 100:
        return Cell(number / 100, "share_over_one", {"other": spell(number / 100)})
    return _bounded(spec, number)


def _date(spec: FieldSpec, text: str, context: Context) -> Cell:
    try:
        day, is_serial = parse_date(squeeze(text))
    except BadDate as bad:
        return Cell(None, bad.code)
    if day > add_months(context.today, spec.horizon_months):
        return Cell(None, "date_too_far", {"expected": spec.horizon_months})
    if is_serial:
        return Cell(day, "date_serial", {"other": f"{day:%d/%m/%Y}"})
    return Cell(day)


def _month(spec: FieldSpec, text: str, context: Context) -> Cell:
    try:
        day = parse_month(squeeze(text))
    except BadDate as bad:
        return Cell(None, bad.code)
    if day > add_months(context.today, spec.horizon_months):
        return Cell(None, "date_too_far", {"expected": spec.horizon_months})
    return Cell(day)


def _year(spec: FieldSpec, text: str, context: Context) -> Cell:
    match = re.fullmatch(r"((?:19|20)\d{2})(?:[.,]0+)?", squeeze(text))
    if not match or int(match[1]) > context.today.year + 2:
        return Cell(None, "year_invalid")
    return Cell(int(match[1]))


def _boolean(spec: FieldSpec, text: str, context: Context) -> Cell:
    word = simplify(text)
    if word in YES or word in NO:
        return Cell(word in YES)
    return Cell(None, "boolean_invalid")


def _identifier(spec: FieldSpec, text: str, context: Context) -> Cell:
    found = parse_identifier(text, spec.kind or "")
    facts = {"other": found.digits}
    if found.code == "siren_for_siret":
        if spec.siren_into or spec.accepts_siren:
            return Cell(found.digits, found.code, facts)
        return Cell(None, "siret_format")
    if found.code == "siret_for_siren" and not spec.siret_accepted:
        return Cell(None, "siren_format")
    return Cell(found.digits, found.code, facts if found.code else {})


def _rna(spec: FieldSpec, text: str, context: Context) -> Cell:
    value = squeeze(text).replace(" ", "").upper()
    return Cell(value) if RNA.fullmatch(value) else Cell(None, "rna_invalid")


def _commune(spec: FieldSpec, text: str, context: Context) -> Cell:
    code = squeeze(text).replace(" ", "").upper()
    padded = code.zfill(5) if re.fullmatch(r"\d{4}", code) else code
    current = context.reference.current_commune(padded)
    if current is None:
        return Cell(None, "commune_unknown", {"nearest": context.reference.commune_named(text)})
    if current != context.reference.town_of(padded):
        shown = f"{current} {context.reference.commune_names[current]}"
        return Cell(current, "commune_merged", {"other": shown})
    if padded != code:
        return Cell(current, "commune_zero_restored", {"other": current})
    return Cell(current)


def _padded_code(known: Callable[[Context], frozenset[str]], code: str) -> Callable[..., Cell]:
    def parse(spec: FieldSpec, text: str, context: Context) -> Cell:
        value = squeeze(text).upper()
        if value in known(context):
            return Cell(value)
        if re.fullmatch(r"\d", value) and value.zfill(2) in known(context):
            return Cell(value.zfill(2), "code_zero_restored", {"other": value.zfill(2)})
        return Cell(None, code)

    return parse


def _band(spec: FieldSpec, text: str, context: Context) -> Cell:
    value = squeeze(text)
    if re.fullmatch(r"\d", value) and value.zfill(2) in spec.constraints.enum:
        return Cell(value.zfill(2), "code_zero_restored", {"other": value.zfill(2)})
    return _enum(spec, value)


def _nature(spec: FieldSpec, text: str, context: Context) -> Cell:
    """SCDL's nature, of which real files hold every variant."""
    in_cash, in_kind, _ = spec.constraints.enum
    parts = [simplify(part) for part in re.split(r"[;,/+&]| et ", text.strip(WHITESPACE).lower())]
    kinds = set()
    for part in parts:
        word = re.sub(r"^(?:aides?)?(?:en)?", "", part)
        if word not in {"numeraire", "numeraires", "nature"}:
            return _enum(spec, text.strip(WHITESPACE))
        kinds.add(in_kind if word == "nature" else in_cash)
    value = ";".join(sorted(kinds, key=(in_cash, in_kind).index))
    allowed = {*spec.constraints.enum, f"{in_kind};{in_cash}"}
    return (
        Cell(value)
        if text.strip(WHITESPACE) in allowed
        else Cell(value, "enum_mapped", {"other": value})
    )


_PERIOD_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.]\d{1,2}[/.]\d{4}")
_PERIOD_YEARS = re.compile(r"((?:19|20)\d{2})(?:\s*[-/_]\s*((?:19|20)\d{2}))?")
_PERIOD_JOINTS = re.compile(r"(?:NC|ND|NR|inconnue?|au|a|du|le|[/_\-–;, ])*", re.IGNORECASE)


def _period(spec: FieldSpec, text: str, context: Context) -> Cell:
    """SCDL's period: one date, two dates joined in five ways, a lone bound, or a year."""
    bare = squeeze(text).replace("à", "a")
    if match := _PERIOD_YEARS.fullmatch(bare):
        return _years(match[1], match[2] or match[1])
    found = _PERIOD_DATE.findall(bare)
    if not 1 <= len(found) <= 2 or not _PERIOD_JOINTS.fullmatch(_PERIOD_DATE.sub("", bare)):
        return Cell(None, "period_invalid")
    try:
        days = [parse_date(one)[0] for one in found]
    except BadDate:
        return Cell(None, "period_invalid")
    if len(days) == 2:
        return Cell(f"{days[0]}/{days[1]}") if days[0] <= days[1] else Cell(None, "period_order")
    return _one_bound(bare, found[0], days[0])


def _years(first: str, last: str) -> Cell:
    if last < first:
        return Cell(None, "period_order")
    value = f"{first}-01-01/{last}-12-31"
    return Cell(value, "period_year_only", {"other": value})


def _one_bound(text: str, found: str, day: date) -> Cell:
    if text == found:
        return Cell(f"{day}")
    value = f"/{day}" if text.endswith(found) else f"{day}/"
    return Cell(value, "period_incomplete", {"other": value})


_TYPES: dict[str, Callable[[FieldSpec, str, Context], Cell]] = {
    "string": _string,
    "number": _number,
    "integer": _integer,
    "date": _date,
    "yearmonth": _month,
    "year": _year,
    "boolean": _boolean,
}
_KINDS: dict[str, Callable[[FieldSpec, str, Context], Cell]] = {
    "siren": _identifier,
    "siret": _identifier,
    "rna": _rna,
    "commune": _commune,
    "department": _padded_code(lambda context: context.reference.departments, "department_unknown"),
    "naf_division": _padded_code(lambda context: NAF_DIVISIONS, "naf_division_unknown"),
    "share": _share,
    "band": _band,
    "nature": _nature,
    "period": _period,
}
