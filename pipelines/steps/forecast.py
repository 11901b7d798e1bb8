"""Cash forecast of every network at every month end of the panel, and its indicators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from itertools import chain, repeat
from typing import NamedTuple

import duckdb
import numpy as np
import pandas as pd

from method.forecast import (
    LEDGER_QUERIES,
    MAX_DELAY_DAYS,
    MONTHS,
    Calibration,
    Fan,
    Ledger,
    Outcomes,
    Pool,
    Reading,
    Sample,
    balances,
    expected_receipts_eur,
    fan,
    fan_with,
    max_delay_supported,
    pool,
    pool_records,
    read_ledgers,
    sample,
    share_below,
    widened,
)
from pipelines.steps.ledger_keys import former_ledgers, ledger_keys, write_ledgers
from pipelines.steps.parts import former_keys, key_of, write_keys

INPUTS = (
    "core.month",
    "core.cash_month",
    "core.instalment",
    "core.grant",
    "core.network",
    "core.annual_account",
)
OUTPUTS = (
    "indicators.forecast",
    "indicators.cash_foresight",
    "indicators.cash_drawn",
    "marts.cash_forecast",
    "keys.forecast",
    "keys.forecast_ledger",
)
KEYS, LEDGER_KEYS = OUTPUTS[-2:]

ALL_NETWORKS = "*"

BAND = (
    "as_of date, network_id varchar, month_end date, months_ahead bigint, p10 double, p50 double, "
    "p90 double"
)
FAN = (
    f"{BAND}, committed_p10 double, committed_p50 double, committed_p90 double, drawn_p10 double, "
    "drawn_p90 double, spread_factor double, spread_month_ends bigint, share_negative double, "
    "due_eur double"
)
INDICATORS = (
    "as_of date, network_id varchar, indicator_id varchar, value double, numerator double, "
    "denominator double, n bigint, status varchar"
)
# Lowest P10, months until it is negative, longest supported delay, by reading.
READINGS: dict[Reading, tuple[str, str, str]] = {
    "expected": ("cash_low_p10_12m", "months_to_negative_p10", "max_delay_supported_days"),
    "committed": (
        "cash_low_p10_12m_committed",
        "months_to_negative_p10_committed",
        "max_delay_supported_days_committed",
    ),
}
IDS = (*chain.from_iterable(READINGS.values()), "cash_low_p10_months", "signed_share_12m")


class _Tables(NamedTuple):
    """Rows by output, several at once: a value for all of them or an array with one for each.

    `drawn` are the fans of networks before widening.
    """

    fans: list[tuple]
    foresight: list[tuple]
    drawn: list[tuple]
    values: list[tuple]


# Of each output: its table, its columns, and those that tell what a former run already made.
STORED = {
    "fans": ("marts.cash_forecast", FAN, ("as_of",)),
    "foresight": ("indicators.cash_foresight", BAND, ("network_id", "as_of")),
    "drawn": ("indicators.cash_drawn", BAND, ("as_of",)),
    "values": ("indicators.forecast", INDICATORS, ("as_of",)),
}


class _Known:
    """What was known at a month end; a network is drawn once, when it is asked for."""

    def __init__(self, as_of: date, ledgers: dict[str, Ledger]) -> None:
        self.as_of, self.ledgers = as_of, ledgers
        self._samples: dict[str, Sample | None] = {}

    @cached_property
    def pool(self) -> Pool:
        """Record of all networks."""
        return pool_records(self.ledgers.values(), self.as_of)

    def sample(self, network_id: str) -> Sample | None:
        """Draws of a network; None if too little was known."""
        if network_id not in self._samples:
            treasury = self.ledgers[network_id].treasury(self.as_of, self.pool)
            self._samples[network_id] = None if treasury is None else sample(treasury)
        return self._samples[network_id]

    def foresight(self, network_id: str) -> Fan | None:
        """Committed fan of a network that includes what was signed later."""
        draws = self.sample(network_id)
        if draws is None:
            return None
        return fan_with(self.ledgers[network_id].signed_later(self.as_of), draws)


def run(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of `OUTPUTS`.

    `indicators.cash_foresight` is the committed fan as drawn, including agreements signed later;
    only the back-test reads it. A month end whose inputs and earlier outcomes are unchanged keeps
    its rows: an agreement changes only the foresight of its network before it is signed.
    """
    frames = {
        name: connection.execute(file.read_text(encoding="utf-8")).df()
        for name, file in LEDGER_QUERIES.items()
    }
    ledgers = read_ledgers(**frames)
    cash = frames["cash"].dropna(subset=["balance_eur"])
    ends = pd.to_datetime(cash["month_end"]).dt.date
    balances = dict(
        zip(zip(cash["network_id"], ends, strict=True), cash["balance_eur"], strict=True)
    )
    outcomes = Outcomes(balances)
    former, keys, kept, foreseen = former_keys(connection, KEYS), {}, [], []
    drawn = _drawn(connection) if former else defaultdict[date, list[tuple]](list)
    tables = _Tables([], [], [], [])
    query = "select as_of from core.month order by as_of"
    months = [as_of for (as_of,) in connection.execute(query).fetchall()]
    former_of_ledgers, former_foresights = former_ledgers(connection, LEDGER_KEYS)
    of_ledgers = ledger_keys(former_of_ledgers, ledgers, months)
    foresights = {}
    for as_of in months:
        known, calibration = _Known(as_of, ledgers), outcomes.calibration(as_of)
        inputs = key_of({name: of_ledgers[name, as_of].known for name in ledgers})
        keys[as_of] = key_of(inputs, calibration)
        if former.get(as_of) == keys[as_of]:
            _recall(drawn[as_of], as_of, outcomes)
            kept.append((as_of,))
        else:
            _forecast_month(known, calibration, outcomes, tables)
        for name in ledgers:
            key = foresights[name, as_of] = key_of(inputs, of_ledgers[name, as_of].later)
            if former_foresights.get((name, as_of)) == key:
                foreseen.append((name, as_of))
            elif of := known.foresight(name):
                tables.foresight.append((as_of, name, *_band(of)))
    for name, (table, columns, place) in STORED.items():
        of_former = foreseen if name == "foresight" else kept
        _store(connection, table, columns, place, of_former, getattr(tables, name))
    write_keys(connection, KEYS, keys)
    write_ledgers(connection, LEDGER_KEYS, of_ledgers, foresights)


def _drawn(connection: duckdb.DuckDBPyConnection) -> defaultdict[date, list[tuple]]:
    """Rows of the fans as drawn by the former run, by month end."""
    drawn: defaultdict[date, list[tuple]] = defaultdict(list)
    for as_of, *row in connection.execute(f"from {STORED['drawn'][0]}").fetchall():
        drawn[as_of].append(tuple(row))
    return drawn


def _recall(rows: list[tuple], as_of: date, outcomes: Outcomes) -> None:
    """Take the fans of a month end, as drawn, from the rows of the former run."""
    for network_id, end, ahead, *band in rows:
        outcomes.add_band(network_id, as_of, ahead - 1, end, tuple(band))


def _forecast_month(
    known: _Known, calibration: Calibration, outcomes: Outcomes, tables: _Tables
) -> None:
    as_of, samples, short = known.as_of, {}, {}
    for network_id, ledger in known.ledgers.items():
        if draws := known.sample(network_id):
            samples[network_id] = draws
        elif months := ledger.months_known(as_of):
            short[network_id] = months
    receipts = {name: expected_receipts_eur(s.treasuries[0]) for name, s in samples.items()}
    if samples:
        samples[ALL_NETWORKS] = pool(list(samples.values()))
        receipts[ALL_NETWORKS] = sum(receipts.values())
    elif short:
        short[ALL_NETWORKS] = sum(short.values())
    for network_id, months in short.items():
        tables.values.extend(
            (as_of, network_id, i, None, None, None, months, "insufficient") for i in IDS
        )
    for network_id, draws in samples.items():
        raw = fan(draws)
        if network_id != ALL_NETWORKS:
            outcomes.add(network_id, raw)
            tables.drawn.append((as_of, network_id, *_band(raw)))
        published = widened(draws, calibration.factors, raw.p50)
        fans: dict[Reading, Fan] = {reading: fan(published, reading) for reading in READINGS}
        tables.fans.append((as_of, network_id, *_fan(published, raw, fans, calibration)))
        tables.values.extend(_values(network_id, published, fans, receipts[network_id]))


def _band(of: Fan) -> tuple[np.ndarray, ...]:
    """Columns of `BAND` after the network."""
    ends = np.array(of.month_ends, "datetime64[s]")
    return (ends, np.arange(1, ends.size + 1), of.p10, of.p50, of.p90)


def _fan(
    published: Sample, raw: Fan, fans: dict[Reading, Fan], calibration: Calibration
) -> tuple[np.ndarray, ...]:
    """Columns of `FAN` after the network."""
    committed = fans["committed"]
    return (
        *_band(fans["expected"]),
        committed.p10,
        committed.p50,
        committed.p90,
        raw.p10,
        raw.p90,
        calibration.factors,
        calibration.month_ends,
        share_below(balances(published), 0.0),
        np.diff(_due_by_month(published), prepend=0.0),
    )


def _due_by_month(draws: Sample) -> np.ndarray:
    """Cumulated signed instalments due by each of the next month ends; shape (months,)."""
    due = draws.contracted.instalments
    is_due = (due.due_day > 0) & (due.due_day <= draws.month_end_days[:MONTHS, None])
    return (is_due * due.amount_eur).sum(axis=1)


def _values(
    network_id: str, draws: Sample, fans: dict[Reading, Fan], other_eur: float
) -> Iterator[tuple]:
    history = sum(t.payments_eur.size for t in draws.treasuries)
    as_of, low = fans["expected"].as_of, fans["expected"].low_eur
    delay = MAX_DELAY_DAYS
    for reading, names in READINGS.items():
        fan = fans[reading]
        zero = fan.months_to_negative
        delay = max_delay_supported(draws, reading=reading, at_most=delay)
        values = ((fan.low_eur, history), (zero, zero or MONTHS), (delay, history))
        for name, (value, n) in zip(names, values, strict=True):
            yield (as_of, network_id, name, value, value, None, n, "ok")
    signed = float(_due_by_month(draws)[-1])
    spending = sum(t.daily_spending_eur for t in draws.treasuries) * 365 / 12
    for name, part, whole in (
        ("cash_low_p10_months", low, spending),
        ("signed_share_12m", signed, signed + other_eur),
    ):
        if whole > 0:
            yield (as_of, network_id, name, part / whole, part, whole, history, "ok")
        else:
            yield (as_of, network_id, name, None, None, None, history, "insufficient")


def _store(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: str,
    place: tuple[str, ...],
    kept: list[tuple],
    rows: list[tuple],
) -> None:
    """Write a table: these rows, and those whose values in the columns `place` are kept."""
    if kept:
        unnested = ", ".join(["unnest(?)"] * len(place))
        of_kept = f"from {table} where ({', '.join(place)}) in (select {unnested})"
        values = [list(column) for column in zip(*kept, strict=True)]
        connection.execute(f"create or replace table {table} as {of_kept}", values)
    else:
        connection.execute(f"create or replace table {table} ({columns})")
    if rows:
        names = [column.split()[0] for column in columns.split(", ")]
        sizes = [np.size(row[-1]) for row in rows]
        values = (_column(column, sizes) for column in zip(*rows, strict=True))
        connection.register("rows_to_store", pd.DataFrame(dict(zip(names, values, strict=True))))
        connection.execute(f"insert into {table} from rows_to_store")
        connection.unregister("rows_to_store")


def _column(values: tuple, sizes: list[int]) -> np.ndarray | list:
    """A column, from what each of its parts has: an array, or one value for all its rows."""
    if isinstance(values[0], np.ndarray):
        return np.concatenate(values)
    return list(chain.from_iterable(map(repeat, values, sizes)))
