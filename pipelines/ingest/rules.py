"""Rules across columns, rows and files, run on every file of a contract at once.

Errors come first, then keys among the rows still valid, then warnings on the kept rows.
"""

from __future__ import annotations

import json

import duckdb
import pyarrow as pa

from pipelines.contracts import Contract, ForeignKey
from pipelines.ingest.headers import nearest
from pipelines.ingest.messages import catalogue
from pipelines.ingest.statements import sql

# Searching nearest values costs their product; beyond this, none is suggested.
MAX_COMPARISONS = 200_000
GRANT_RULES = ("instalments_sum", "grant_pointed")
# Rules that check each row independently.
ROW_RULES = (
    "siren_matches_siret",
    "foreign_member",
    "attendees_part",
    "other_nomenclature",
    "place",
)


def apply_rules(
    connection: duckdb.DuckDBPyConnection, contract: Contract, known: frozenset[str]
) -> None:
    """Record the issues of `ingest.rows_<contract>`.

    Args:
        connection: database with the workshop open.
        contract: contract whose rows are loaded.
        known: contracts whose `raw` table is complete; keys into other contracts are not checked.
    """
    for group in contract.one_of:
        connection.execute(sql("rule_one_of", contract=contract, group=group))
    for first, last in contract.order:
        # If one of the two dates is required, it may be the wrong one.
        is_emptied = contract.is_optional(first) and contract.is_optional(last)
        names = {"first": first, "last": last, "is_emptied": is_emptied}
        connection.execute(sql("rule_date_order", contract=contract, **names))
    for rule in contract.rules:
        if rule in ROW_RULES:
            connection.execute(sql(f"rule_{rule}", contract=contract))
    for key in contract.foreign_keys:
        _apply_foreign_key(connection, contract, key, known)
    if contract.primary_key:
        connection.execute(sql("rule_duplicate_key", contract=contract, key=key_groups(contract)))
    for rule in contract.rules:
        if rule not in ROW_RULES and (rule not in GRANT_RULES or "subventions" in known):
            connection.execute(sql(f"rule_{rule}", contract=contract))


def key_groups(contract: Contract) -> list[tuple[str, ...]]:
    """Columns of the key, each with its alternatives (`siret`, or else `siren`).

    A contract without a key is compared by whole rows.
    """
    stand_ins = {group[0]: group for group in contract.one_of}
    return [stand_ins.get(name, (name,)) for name in contract.primary_key or contract.field_names]


def _apply_foreign_key(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    key: ForeignKey,
    complete: frozenset[str],
) -> None:
    target = key.reference.resource
    is_own = target == contract.name
    if not is_own and target not in complete:
        return
    table = f"ingest.rows_{target}" if is_own else f"raw.{target}"
    candidates = [
        value
        for (value,) in connection.execute(
            sql("known_values", table=table, column=key.reference.fields)
        ).fetchall()
    ]
    # If the other file was never sent, every row would get a warning; coverage reports it once.
    if not candidates and catalogue()[key.code].severity == "warning":
        return
    separator = contract.field(key.fields).separator
    names = {"contract": contract, "column": key.fields, "separator": separator}
    missing = connection.execute(
        sql("unknown_values", target=table, target_column=key.reference.fields, **names)
    ).fetchall()
    if not missing:
        return
    is_compared = len(missing) * len(candidates) <= MAX_COMPARISONS
    rows = [
        {
            "value": value,
            "facts": json.dumps(
                {"nearest": nearest(value, candidates) if is_compared else None, "other": value},
                ensure_ascii=False,
            ),
        }
        for (value,) in missing
    ]
    connection.register("unknown", pa.Table.from_pylist(rows))
    # A key that only warns is kept as sent: the other file may come later.
    is_emptied = contract.is_optional(key.fields) and catalogue()[key.code].severity == "error"
    connection.execute(sql("rule_foreign_key", code=key.code, is_emptied=is_emptied, **names))
    connection.unregister("unknown")
