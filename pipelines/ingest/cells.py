"""The full, careful reading of one cell.

The vectorised pass (`sql/macros.sql`) handles the cells that are already in canonical form; the
others come here, each distinct text once. Whatever the fast pass accepts, this module accepts with
the same value and without an issue: a property test checks it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from pipelines.contracts import NETWORK, FieldSpec
from pipelines.ingest import codes
from pipelines.ingest.cell import Cell, Context
from pipelines.ingest.dates import (
    BadDate,
    add_months,
    day_and_month,
    is_day_first,
    is_month_first,
    parse_date,
    parse_month,
)
from pipelines.ingest.headers import nearest, simplify
from pipelines.ingest.limits import MAX_CELL_CHARACTERS
from pipelines.ingest.nothing import SENTINELS, is_no_day, says_nothing
from pipelines.ingest.numbers import (
    ACCOUNTING_ZERO,
    WHITESPACE,
    BadNumber,
    Number,
    parse_number,
    read_number,
    spell,
    squeeze,
)

__all__ = ["Cell", "Context", "parse_cell"]

YES = frozenset({"oui", "o", "vrai", "true", "1", "x", "yes"})
NO = frozenset({"non", "n", "faux", "false", "0", "no"})
NOTHING = "word_for_nothing"
_HOURS = re.compile(
    r"(\d{1,4}) ?(?:[:h]|heures?) ?(\d{1,2})(?: ?(?:mn|min|m|minutes?)|:(\d\d))?", re.IGNORECASE
)
_MINUTES = re.compile(r"(\d{1,4}) ?(?:mn|min|minutes?)", re.IGNORECASE)


def parse_cell(spec: FieldSpec, text: str, context: Context) -> Cell:
    """Read one non-empty cell of a column."""
    if len(text) > MAX_CELL_CHARACTERS:
        return Cell(None, "cell_too_long", {"expected": spell(MAX_CELL_CHARACTERS)})
    if says_nothing(text) and not _is_value(spec, text):
        return _nothing(spec, text)
    if spec.separator:
        return _several(spec, text, context)
    return (_KINDS.get(spec.kind or "") or _TYPES[spec.type])(spec, text, context)


def _is_value(spec: FieldSpec, text: str) -> bool:
    """Whether this column gives a meaning to the word: `inconnu`, `n`, Namibia's `NA`."""
    value = text.strip(WHITESPACE)
    limits = spec.constraints
    is_in_list = value in limits.enum or simplify(value) in {
        simplify(choice) for choice in limits.enum
    }
    is_match = bool(limits.pattern and re.fullmatch(limits.pattern, value))
    return is_in_list or is_match or (spec.type == "boolean" and simplify(value) in NO | YES)


def _nothing(spec: FieldSpec, text: str) -> Cell:
    if not spec.required:
        return Cell(None, NOTHING)
    if _is_free_text(spec):
        return Cell(text.strip(WHITESPACE), "nothing_in_text")
    return Cell(None, "nothing_in_required")


def _is_free_text(spec: FieldSpec) -> bool:
    limits = spec.constraints
    return spec.type == "string" and not (spec.kind or limits.enum or limits.pattern)


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
    if spec.name == NETWORK and context.networks.get(simplify(value), value) != value:
        known = context.networks[simplify(value)]
        return Cell(known, "enum_mapped", {"other": known})
    if spec.constraints.pattern and not re.fullmatch(spec.constraints.pattern, value):
        lowered = value.lower()
        if re.fullmatch(spec.constraints.pattern, lowered):
            return Cell(lowered, "enum_mapped", {"other": lowered})
        return _no_match(spec, value, context)
    return Cell(value)


def _no_match(spec: FieldSpec, value: str, context: Context) -> Cell:
    near = nearest(value, [*context.networks]) if spec.name == NETWORK else None
    return Cell(None, "pattern_mismatch", {"nearest": context.networks[near]} if near else {})


def _enum(spec: FieldSpec, value: str) -> Cell:
    allowed = spec.constraints.enum
    if value in allowed:
        return Cell(value)
    alike = [choice for choice in allowed if simplify(choice) == simplify(value)]
    if len(alike) == 1:
        return Cell(alike[0], "enum_mapped", {"other": alike[0]})
    return Cell(
        None,
        "enum_unknown",
        {"expected": [*allowed], "nearest": nearest(value, [*allowed])},
    )


def _number(spec: FieldSpec, text: str, context: Context) -> Cell:
    bare = squeeze(text)
    if spec.unit == "€" and ACCOUNTING_ZERO.fullmatch(bare):
        return _remarked(spec, text, Number(0.0, "accounting_zero"))
    if spec.unit == "h" and (hours := _hours(bare)) is not None:
        return _remarked(spec, text, Number(hours, "duration_read"))
    marks = None if spec.thousandths else context.evidence.marks
    try:
        return _remarked(spec, text, read_number(text, spec.unit, marks))
    except BadNumber as bad:
        return Cell(None, bad.code, _doubt(bad) if bad.other is not None else {})


def _remarked(spec: FieldSpec, text: str, number: Number) -> Cell:
    cell = _bounded(spec, number.value)
    if cell.code or not number.code:
        return cell
    return replace(cell, code=number.code, facts={"other": spell(number.value)})


def _doubt(bad: BadNumber) -> dict[str, str]:
    """The two possible readings, and the two unambiguous ways to write them."""
    whole = bad.other or 0.0
    return {
        "other": spell(whole),
        "expected": spell(whole / 1000),
        "plain": f"{whole:.0f}",
        "decimal": f"{whole / 1000:.2f}".replace(".", ","),
    }


def _hours(bare: str) -> float | None:
    """Number of hours in `26:00`, `3 h 30` or `45 min`; None for anything else."""
    if match := _MINUTES.fullmatch(bare):
        return int(match[1]) / 60
    match = _HOURS.fullmatch(bare)
    if not match or int(match[2]) > 59:
        return None
    return int(match[1]) + int(match[2]) / 60 + int(match[3] or 0) / 3600


def _integer(spec: FieldSpec, text: str, context: Context) -> Cell:
    cell = _number(spec, text, context)
    if not isinstance(cell.value, float):
        return cell
    if not cell.value.is_integer():
        return Cell(None, "integer_expected")
    return replace(cell, value=int(cell.value))


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
    bare = squeeze(text)
    if is_no_day(bare):
        return _no_day(spec)
    order = context.evidence.month_first
    try:
        day, is_serial = parse_date(bare, month_first=order == "yes")
    except BadDate as bad:
        is_other_order = order != "no" and is_month_first(bare)
        return Cell(None, "date_other_order" if is_other_order else bad.code)
    if day in SENTINELS:
        return _no_day(spec)
    if day > add_months(context.today, spec.horizon_months):
        return Cell(None, "date_too_far", {"expected": spec.horizon_months})
    if is_serial:
        return Cell(day, "date_serial", {"other": f"{day:%d/%m/%Y}"})
    return _in_order(day, bare, order)


def _no_day(spec: FieldSpec) -> Cell:
    return Cell(None, "nothing_in_required" if spec.required else NOTHING)


def _in_order(day: date, bare: str, order: str) -> Cell:
    """The day, with any issue due to the order used by the column's other dates."""
    parts = day_and_month(bare)
    if order == "no" or parts is None or parts[0] == parts[1]:
        return Cell(day)
    if order == "yes":
        return Cell(day, "date_month_first", {"other": f"{day:%d/%m/%Y}"})
    if is_day_first(bare):
        return Cell(day)
    swapped = day.replace(month=day.day, day=day.month)
    facts = {"other": f"{day:%d/%m/%Y}", "expected": f"{swapped:%d/%m/%Y}"}
    if order == "doubt":
        return Cell(None, "date_doubtful", facts)
    return Cell(day, "date_order_mixed", facts)


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


def _band(spec: FieldSpec, text: str, context: Context) -> Cell:
    value = squeeze(text)
    if re.fullmatch(r"\d", value) and value.zfill(2) in spec.constraints.enum:
        return Cell(value.zfill(2), "code_zero_restored", {"other": value.zfill(2)})
    return _enum(spec, value)


def _nature(spec: FieldSpec, text: str, context: Context) -> Cell:
    """Nature of a grant in SCDL, which real files spell in every possible way."""
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
    """Period in SCDL: one date, two dates joined in five ways, a single bound, or a year."""
    bare = squeeze(text).replace("à", "a")
    if match := _PERIOD_YEARS.fullmatch(bare):
        return _years(match[1], match[2] or match[1])
    dates = _PERIOD_DATE.findall(bare)
    if not 1 <= len(dates) <= 2 or not _PERIOD_JOINTS.fullmatch(_PERIOD_DATE.sub("", bare)):
        return Cell(None, "period_invalid")
    try:
        days = [parse_date(written)[0] for written in dates]
    except BadDate:
        return Cell(None, "period_invalid")
    if len(days) == 2:
        return Cell(f"{days[0]}/{days[1]}") if days[0] <= days[1] else Cell(None, "period_order")
    return _one_bound(bare, dates[0], days[0])


def _years(first: str, last: str) -> Cell:
    if last < first:
        return Cell(None, "period_order")
    value = f"{first}-01-01/{last}-12-31"
    return Cell(value, "period_year_only", {"other": value})


def _one_bound(text: str, written: str, day: date) -> Cell:
    if text == written:
        return Cell(f"{day}")
    value = f"/{day}" if text.endswith(written) else f"{day}/"
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
    "siren": codes.identifier,
    "siret": codes.identifier,
    "rna": codes.rna,
    "commune": codes.commune,
    "department": codes.padded_code(lambda c: c.reference.departments, "department_unknown"),
    "naf": codes.naf,
    "naf_division": codes.padded_code(lambda c: codes.NAF_DIVISIONS, "naf_division_unknown"),
    "country": codes.country,
    "code": codes.code,
    "share": _share,
    "band": _band,
    "nature": _nature,
    "period": _period,
}
