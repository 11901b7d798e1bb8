"""Which network a row concerns: the one it names, directly or through the row it points to.

`adhesions` names its network; `versements` names a grant and `partenaires` a project, which name
theirs; `etablissements` names none. The contracts' foreign keys tell which case applies.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

import duckdb

from pipelines import contracts
from pipelines.contracts import NETWORK, Contract
from pipelines.desk.statements import sql

BENEFICIARY = "idBeneficiaire"  # a SIRET, which also identifies the network of a grant


def attribute(
    connection: duckdb.DuckDBPyConnection,
    into: str,
    names: Iterable[str] | None = None,
    through: str | None = None,
) -> None:
    """Copy `raw.<contract>` to `<into>.<contract>`, with a column `network`, NULL for none.

    Args:
        connection: database with the `raw` schema of an ingest.
        into: schema to write.
        names: contracts to copy, dependencies first; all by default.
        through: schema of the referenced rows, `into` by default.
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


def concerned(changed: AbstractSet[str]) -> list[str]:
    """Contracts whose rows or networks may differ when those of some contracts do."""
    differing: set[str] = set()
    for name in contracts.names():
        if name in changed or _looked_up(name) & differing:
            differing.add(name)
    return [name for name in contracts.names() if name in differing]


def with_sources(names: Iterable[str]) -> list[str]:
    """Contracts with those that their rows take a network from, dependencies first."""
    needed = set(names)
    for name in reversed(contracts.names()):
        if name in needed:
            needed |= _looked_up(name)
    return [name for name in contracts.names() if name in needed]


def _looked_up(name: str) -> set[str]:
    """Contracts in which the network of a row is looked up."""
    contract = contracts.load(name)
    if NETWORK in contract.field_names:
        return {"reseaux"} if BENEFICIARY in contract.field_names else set()
    return {contract.parent.reference.resource} if contract.parent else set()


def _narrowing(contract: Contract, target: Contract) -> list[str]:
    """Columns that distinguish rows with the same reference, where they are filled."""
    own = set(contract.field_names)
    key = contract.parent
    return [name for name in target.primary_key if name in own and key and name != key.fields]
