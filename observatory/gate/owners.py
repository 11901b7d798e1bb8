"""The owners in a build, who may read their own rows: networks, and funders that have a SIREN."""

from __future__ import annotations

import duckdb

from observatory.gate.roles import FUNDER, NETWORK, AccessError, Role

# Subject and name, in display order.
_NAMES = {
    NETWORK: "select network_id, name from published.core.network order by name collate fr",
    FUNDER: (
        "select funder_siret[:9], min(funder_name) from published.core.grant "
        "where funder_siret is not null group by all order by 2 collate fr"
    ),
}


def read(engine: duckdb.DuckDBPyConnection, catalog: str) -> dict[Role, str]:
    """A role and its name for each network and each funder of a build, networks first."""
    names = {}
    for kind, query in _NAMES.items():
        try:
            rows = engine.execute(query.replace("published.", f"{catalog}.")).fetchall()
        except (duckdb.CatalogException, duckdb.BinderException):
            continue  # a build without this table has no such owner
        names |= {role: name for subject, name in rows if (role := _role(kind, subject))}
    return names


def _role(kind: str, subject: str) -> Role | None:
    try:
        return Role(f"{kind}:{subject}")
    except AccessError:
        return None  # an identifier that cannot be written in a configuration
