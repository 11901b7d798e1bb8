"""A published build where every number that a role may not read is replaced by a unique one.

Keys, dates and codes stay, so that queries join and filter as usual; every other number of a table
closed to restricted roles becomes a canary, and so do texts about persons. A payload that contains
one discloses reserved data, whatever the page, file or sentence.
"""

from __future__ import annotations

import base64
import json
import math
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from method.published import quoted
from observatory.gate.access import PUBLIC, RAPPORTEUR, may_read
from pipelines.build import publish

FIRST = 707_070_700_000_000
MARK = "7070707"
WORD = "canari"
# Matches sums of canaries, and no other published value.
LARGE = 1e13
KEYS = re.compile(r"(_id|_code|siren|siret|year|month|months|index|rank)$")
PERSONAL = frozenset({"agent_id", "requester", "leave_reason", "mandate_id", "application_id"})
NUMBERS = re.compile(r"^(DOUBLE|FLOAT|DECIMAL|BIGINT|INTEGER|HUGEINT|SMALLINT|TINYINT|UBIGINT)")
SPACES = re.compile(r"[\s  ’',._]")


# A network and a funder whose rows are left unchanged, since they may read them.
SPARED_NETWORK = "medivelours"
SPARED_FUNDER = "Région Centre-Val de Loire"
_OF_FUNDER = ("core.instalment", "core.application")
_HOURS = ("preparation_hours", "control_hours")


def planted(
    curated: Path, into: Path, network: str = SPARED_NETWORK, funder: str = SPARED_FUNDER
) -> tuple[Path, int]:
    """A copy of a published folder with canaries, and their number.

    Args:
        curated: the published folder.
        into: folder to create.
        network: the network whose rows are left unchanged, none if empty.
        funder: the same; the hours that networks spent on its applications are replaced.
    """
    spared = (network, funder)
    into.mkdir(parents=True)
    build = (curated / "observatory.duckdb").resolve()
    shutil.copyfile(build, into / build.name)
    planted_so_far = 0
    with duckdb.connect(str(into / build.name)) as con:
        rows = con.execute(
            "select schema_name || '.' || table_name from duckdb_tables() order by all"
        ).fetchall()
        for (table,) in rows:
            if not (may_read(table, PUBLIC) or may_read(table, RAPPORTEUR)) and _is_data(table):
                planted_so_far += _plant(con, table, planted_so_far, "true", spared)
        # In partly readable tables: the rows, or the columns, that may not be read.
        for table, where, columns in PARTLY:
            planted_so_far += _plant(con, table, planted_so_far, where, spared, columns)
    publish.point_to(into, build.stem.removeprefix("observatory-"))
    return into, planted_so_far


# The public reads `marts.indicator_public`, which contains only publishable values.
SOURCES_OF_PUBLIC = frozenset({"marts.indicator_public", "meta.build", "meta.step"})
PARTLY: tuple[tuple[str, str, frozenset[str] | None], ...] = (
    ("marts.indicator_values", "true", None),
    ("core.project", "status not in ('labellise', 'finance', 'acheve')", None),
    ("marts.first_payment_delay", "network_id <> '*'", None),
    ("marts.first_payment_delay", "true", frozenset({"paid", "waiting"})),
    ("marts.team_survival", "network_id <> '*'", None),
    ("marts.team_survival", "true", frozenset({"at_risk", "events"})),
    ("marts.theme_balance", "network_id <> '*'", None),
    (
        "quality.coverage",
        "contract in ('sollicitations', 'equipes', 'projets', 'dossiers', 'versements')",
        frozenset({"rows", "months_received"}),
    ),
)


def _is_data(table: str) -> bool:
    return table not in SOURCES_OF_PUBLIC and not table.endswith("_held")


def _plant(
    con: duckdb.DuckDBPyConnection,
    table: str,
    start: int,
    where: str,
    spared: tuple[str, str],
    columns: frozenset[str] | None = None,
) -> int:
    fields = con.execute(f"describe {quoted(table)}").fetchall()
    network, funder = spared
    if any(name == "network_id" for name, *_ in fields):
        where = f"({where}) and network_id is distinct from '{network}'"
    of_funder = f"{where} and funder_name is distinct from '{funder}'"
    targets = []
    for name, kind, *_ in fields:
        is_number = bool(NUMBERS.match(kind)) and not KEYS.search(name)
        if (columns is None or name in columns) and (is_number or name in PERSONAL):
            is_theirs = table in _OF_FUNDER and name not in _HOURS
            targets.append((name, is_number, of_funder if is_theirs else where))
    if not targets:
        return 0
    replacements = []
    for place, (name, is_number, planted_where) in enumerate(targets):
        canary = f"{FIRST} + {start} + row_number() over () * {len(targets)} + {place}"
        canary = canary if is_number else f"'{WORD}-' || cast({canary} as varchar)"
        replacements.append(
            f'case when {planted_where} and "{name}" is not null then {canary} '
            f'else "{name}" end as "{name}"'
        )
    con.execute(
        f"create or replace table {quoted(table)} as "
        f"select * replace ({', '.join(replacements)}) from {quoted(table)}"
    )
    return len(targets) * con.execute(f"select count(*) from {quoted(table)}").fetchall()[0][0]


def told(payload: Any) -> set[str]:
    """Canaries in numbers, texts, arrays and nested containers."""
    return {canary for leaf in _leaves(payload) for canary in _of_leaf(leaf)}


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        if "bdata" in value and "dtype" in value:
            raw = base64.b64decode(value["bdata"])
            yield from np.frombuffer(raw, dtype=value["dtype"]).tolist()
            return
        value = [*value.keys(), *value.values()]
    if isinstance(value, list | tuple | set):
        for one in value:
            yield from _leaves(one)
    else:
        yield value


def _of_leaf(leaf: Any) -> list[str]:
    if isinstance(leaf, bytes):
        leaf = leaf.decode("utf-8", "replace")
    if isinstance(leaf, str):
        text = SPACES.sub("", leaf)
        return [leaf[:200]] if MARK in text or WORD in text else []
    try:
        number = float(leaf)
    except (TypeError, ValueError):
        return []
    return [str(number)] if math.isfinite(number) and abs(number) > LARGE else []


def chart(figure: Any) -> Any:
    """A plotly figure in the form sent to the browser."""
    return json.loads(figure.to_json())
