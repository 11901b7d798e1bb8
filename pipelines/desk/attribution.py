"""Whom a row concerns: the network that it names, itself or through what it points to.

`adhesions` names its network; `versements` names a grant and `partenaires` a project, which name
theirs; `etablissements` names none. The contracts' foreign keys say which is which.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from pipelines import contracts
from pipelines.contracts import NETWORK, Contract
from pipelines.desk.statements import sql

BENEFICIARY = "idBeneficiaire"  # a SIRET, by which a grant names its network as well


def attribute(
    connection: duckdb.DuckDBPyConnection,
    into: str,
    names: Iterable[str] | None = None,
    through: str | None = None,
) -> None:
    """Copy `raw.<contract>` to `<into>.<contract>`, with a column `network`, NULL for none.

    Args:
        connection: with the `raw` schema of an ingest.
        into: schema to write.
        names: contracts to copy, dependencies first; all by default.
        through: schema of the rows that others point to, `into` by default.
    """
    connection.execute(f"create schema if not exists {into}")
    for name in names if names is not None else contracts.names():
        contract = contracts.load(name)
        key = contract.parent
        target = contracts.load(key.reference.resource) if key else None
        connection.execute(
            sql(
                "rows_by_network",
                contract=contract,
                into=into,
                through=through or into,
                is_direct=NETWORK in contract.field_names,
                by_beneficiary=BENEFICIARY in contract.field_names,
                key=key,
                narrowing=_narrowing(contract, target) if key and target else [],
            )
        )


def _narrowing(contract: Contract, target: Contract) -> list[str]:
    """Columns that tell apart the rows of one reference, where they are filled."""
    own = set(contract.field_names)
    key = contract.parent
    return [name for name in target.primary_key if name in own and key and name != key.fields]
