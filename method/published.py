"""Names and SQL parsing shared by the builder and the gate of a published database.

The builder writes under the names that the gate opens, and both find the tables of a SELECT in the
same way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

POINTER = "observatory.duckdb"
# The database of a build; next to it are its public copy, what the next build remembers, and staff
# figures.
PUBLIC_FILE = "observatory-public-"
BUILD_FILE = re.compile(r"observatory-(?P<build>(?!public-)[0-9a-z-]+)\.duckdb")
SCHEMAS = ("core", "marts", "quality", "meta")
# Content of a table or subquery `t`. The order of its rows does not count; two 64-bit sums make a
# collision practically impossible.
CONTENT = "select count(*), sum(cast(hash(t) as hugeint)), bit_xor(hash(t, 1))"
# Returns a SELECT as JSON, from DuckDB's own parser; the result is passed to `nodes`.
PARSE = "select json_serialize_sql(?)"


class NotOneSelectError(ValueError):
    """The text is not a single SELECT that DuckDB can parse; the message is the parser's."""


def quoted_name(name: str) -> str:
    """`montant` → `"montant"`: an SQL identifier, whatever characters it contains."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str | Path) -> str:
    """`l'été` → `'l''été'`: an SQL text, for the few statements that take no parameter."""
    return "'" + str(text).replace("'", "''") + "'"


def quoted(table: str) -> str:
    """`core.grant` → `"core"."grant"`: some table names are SQL keywords."""
    schema, name = table.split(".")
    return f"{quoted_name(schema)}.{quoted_name(name)}"


def nodes(parsed: str) -> list[dict[str, Any]]:
    """Every node of a SELECT, in no particular order.

    Args:
        parsed: result of `PARSE` from DuckDB.

    Raises:
        NotOneSelectError: the text was not a single SELECT.
    """
    tree: dict[str, Any] = json.loads(parsed)
    if tree["error"] or len(tree["statements"]) != 1:
        raise NotOneSelectError(tree.get("error_message", "une requête est un seul SELECT"))
    return list(_dictionaries(tree))


def _dictionaries(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from _dictionaries(child)
