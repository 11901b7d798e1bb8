"""Keys of what the forecast of a month end reads of each ledger, kept from one build to the next.

An agreement signed this year must not move the forecasts of the years before: they knew nothing of
it. A key therefore holds only what its month end can read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

import duckdb
import numpy as np

from method.forecast import Instalments, Ledger
from method.forecast.columns import rows_of
from method.forecast.ledger import NEVER
from pipelines.steps.parts import former_rows, key_of, write_rows

COLUMNS = (
    "network_id varchar, as_of date, ledger varchar, known varchar, later varchar, "
    "foresight varchar"
)
HORIZON_DAYS = 366
"""Twelve months after any month end."""

Place = tuple[str, date]
"""A network and a month end."""


class LedgerKeys(NamedTuple):
    """Hashes of what is read of a ledger at a month end.

    Attributes:
        ledger: the whole ledger.
        known: what its forecast and the record of all networks read.
        later: what was signed after, which only its foresight reads.
    """

    ledger: str
    known: str
    later: str


def former_ledgers(
    connection: duckdb.DuckDBPyConnection, table: str
) -> tuple[dict[Place, LedgerKeys], dict[Place, str]]:
    """Keys of the former run, and that of each foresight; empty if there was none."""
    rows = former_rows(connection, table)
    keys = {(network_id, as_of): LedgerKeys(*three) for network_id, as_of, *three, _ in rows}
    return keys, {(network_id, as_of): foresight for network_id, as_of, *_, foresight in rows}


def ledger_keys(
    former: Mapping[Place, LedgerKeys], ledgers: Mapping[str, Ledger], months: Iterable[date]
) -> dict[Place, LedgerKeys]:
    """Keys of each ledger at each month end, from the former run for a ledger that is unchanged."""
    reach, ends = HORIZON_DAYS - _soonest(ledgers.values()), list(months)
    keys = {}
    for network_id, ledger in ledgers.items():
        whole = key_of(ledger, reach)
        for as_of in ends:
            known = former.get((network_id, as_of))
            keys[network_id, as_of] = (
                known if known and known.ledger == whole else _keys(ledger, as_of, whole, reach)
            )
    return keys


def write_ledgers(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    keys: Mapping[Place, LedgerKeys],
    foresights: Mapping[Place, str],
) -> None:
    """Create the table of the keys of this run."""
    rows = [(*place, *of, foresights[place]) for place, of in keys.items()]
    write_rows(connection, table, COLUMNS, rows)


def _soonest(ledgers: Iterable[Ledger]) -> int:
    """Shortest delay on record, at most 0: no payment is drawn longer before its due date."""
    soonest = [0]
    for claims in (ledger.claims for ledger in ledgers):
        ended = claims.ended_on < NEVER
        soonest.append(int((claims.ended_on - claims.due_on)[ended].min(initial=0)))
    return min(soonest)


def _keys(ledger: Ledger, as_of: date, whole: str, reach: int) -> LedgerKeys:
    is_past = ledger.month_end <= np.datetime64(as_of, "D").astype(np.int64)
    cash = (ledger.month_end, ledger.balance_eur, ledger.receipts_eur, ledger.payments_eur)
    known = key_of(
        [column[is_past] for column in cash],
        ledger.waits(as_of),
        ledger.ends(as_of),
        _within(ledger.expected(as_of), reach),
        ledger.renewable(as_of),
    )
    return LedgerKeys(whole, known, key_of(_within(ledger.signed_later(as_of), reach)))


def _within(instalments: Instalments, reach: int) -> Instalments:
    """Instalments that a draw may pay within the horizon."""
    return rows_of(instalments, instalments.due_day <= reach)
