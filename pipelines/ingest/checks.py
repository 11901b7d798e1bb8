"""Which checks apply to a contract, so that checks without findings are reported too."""

from __future__ import annotations

from pipelines.contracts import Contract, FieldSpec
from pipelines.ingest.plain_text import is_free

BY_TYPE = {
    "number": ("number_invalid", "number_scientific", "number_doubtful"),
    "integer": ("number_invalid", "integer_expected", "number_doubtful"),
    "date": (
        "date_invalid",
        "date_two_digit_year",
        "date_too_far",
        "date_month_first",
        "date_doubtful",
    ),
    "yearmonth": ("month_invalid", "date_too_far"),
    "year": ("year_invalid",),
    "boolean": ("boolean_invalid",),
}
BY_KIND = {
    "siret": (
        "siret_format",
        "siret_key",
        "siret_scientific",
        "siret_rounded",
        "siret_zeros_restored",
    ),
    "siren": (
        "siren_format",
        "siren_key",
        "siren_scientific",
        "siren_rounded",
        "siren_zeros_restored",
    ),
    "rna": ("rna_invalid",),
    "commune": ("commune_unknown", "commune_merged", "commune_postal"),
    "naf": ("naf_other",),
    "country": ("country_unknown",),
    "code": ("code_as_date", "code_as_number", "code_as_boolean"),
    "department": ("department_unknown",),
    "naf_division": ("naf_division_unknown",),
    "period": ("period_invalid", "period_order"),
    "share": ("share_over_one",),
}
BY_RULE = {
    "grant_pointed": ("grant_not_found",),
    "shared_grants": ("share_applied", "share_unclear"),
    "foreign_member": ("foreign_without_country", "foreign_is_french"),
    "other_nomenclature": ("naf_other_nomenclature",),
    "place": ("place_half", "place_zero", "place_swapped", "place_far", "place_abroad"),
}


def applicable_codes(contract: Contract) -> set[str]:
    """Codes of `messages.yaml` that a row of this contract can get."""
    codes = {code for spec in contract.fields for code in _field_codes(spec)}
    codes.update(key.code for key in contract.foreign_keys)
    for rule in contract.rules:
        codes.update(BY_RULE.get(rule, (rule,)))
    if contract.primary_key:
        codes.add("duplicate_key")
    if contract.one_of:
        codes.add("one_of_missing")
    if contract.order:
        codes.add("date_order")
    return codes


def _field_codes(spec: FieldSpec) -> set[str]:
    limits = spec.constraints
    codes = {*BY_TYPE.get(spec.type, ()), *BY_KIND.get(spec.kind or "", ())}
    for code, applies in (
        ("required_missing", limits.required),
        ("enum_unknown", limits.enum),
        ("pattern_mismatch", limits.pattern),
        ("unseen_removed", is_free(spec)),
        ("text_cut", is_free(spec)),
        ("below_minimum", limits.minimum is not None),
        ("not_above_minimum", limits.exclusive_minimum is not None),
        ("above_maximum", limits.maximum is not None),
    ):
        if applies:
            codes.add(code)
    return codes
