"""Rules across columns, rows and files, run on every file of a contract at once.

Errors first, then keys among the rows that are still sound, then the warnings on what is kept.
"""

from __future__ import annotations

import json

import duckdb
import pyarrow as pa

from pipelines.contracts import Contract, ForeignKey
from pipelines.ingest.headers import nearest
from pipelines.ingest.messages import catalogue
from pipelines.ingest.statements import sql

# Looking for the nearest value costs their product; beyond this, none is offered.
MAX_COMPARISONS = 200_000
# Rules that judge a row by itself, whatever the others.
ROW_RULES = ("siren_matches_siret", "attendees_part")


def apply_rules(
    connection: duckdb.DuckDBPyConnection, contract: Contract, known: frozenset[str]
) -> None:
    """Record the issues of `ingest.rows_<contract>`.

    Args:
        connection: with the workshop open.
        contract: whose rows are loaded.
        known: contracts whose `raw` table may be trusted to be complete; a key into another one is
            not checked.
    """
    for group in contract.one_of:
        connection.execute(sql("rule_one_of", contract=contract, group=group))
    for first, last in contract.order:
        connection.execute(sql("rule_date_order", contract=contract, first=first, last=last))
    for rule in contract.rules:
        if rule in ROW_RULES:
            connection.execute(sql(f"rule_{rule}", contract=contract))
    for key in contract.foreign_keys:
        _apply_foreign_key(connection, contract, key, known)
    if contract.primary_key:
        connection.execute(sql("rule_duplicate_key", contract=contract, key=key_groups(contract)))
    for rule in contract.rules:
        if rule not in ROW_RULES and (rule != "instalments_sum" or "subventions" in known):
            connection.execute(sql(f"rule_{rule}", contract=contract))


def key_groups(contract: Contract) -> list[tuple[str, ...]]:
    """The key, a column with a stand-in followed by it (`siret`, or else `siren`).

    A contract without a key is compared on whole rows.
    """
    stand_ins = {group[0]: group for group in contract.one_of}
    return [stand_ins.get(name, (name,)) for name in contract.primary_key or contract.field_names]


def _apply_foreign_key(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    key: ForeignKey,
    known: frozenset[str],
) -> None:
    target = key.reference.resource
    own = target == contract.name
    if not own and target not in known:
        return
    table = f"ingest.rows_{target}" if own else f"raw.{target}"
    candidates = [
        value
        for (value,) in connection.execute(
            sql("known_values", table=table, column=key.reference.fields)
        ).fetchall()
    ]
    # A warning about a file that nobody sent would be one a row; coverage says it once.
    if not candidates and catalogue()[key.code].severity == "warning":
        return
    separator = contract.field(key.fields).separator
    names = {"contract": contract, "column": key.fields, "separator": separator}
    missing = connection.execute(
        sql("unknown_values", target=table, target_column=key.reference.fields, **names)
    ).fetchall()
    if not missing:
        return
    compare = len(missing) * len(candidates) <= MAX_COMPARISONS
    rows = [
        {
            "value": value,
            "facts": json.dumps(
                {"nearest": nearest(value, candidates) if compare else None, "other": value},
                ensure_ascii=False,
            ),
        }
        for (value,) in missing
    ]
    connection.register("unknown", pa.Table.from_pylist(rows))
    connection.execute(sql("rule_foreign_key", code=key.code, **names))
    connection.unregister("unknown")
