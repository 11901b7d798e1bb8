"""Cash forecast of every network at every month end of the panel, and its indicators."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import chain, repeat
from typing import NamedTuple

import duckdb
import numpy as np
import pandas as pd

from method.forecast import (
    MAX_DELAY_DAYS,
    MONTHS,
    Calibration,
    Fan,
    Instalments,
    Ledger,
    Outcomes,
    Pool,
    Reading,
    Sample,
    Treasury,
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

LEDGER_QUERIES = {
    "cash": "select network_id, month_end, balance_eur, receipts_eur, payments_eur "
    "from core.cash_month order by all",
    "instalments": "select reference, rank, network_id, funder_name, funder_type, due_on, "
    "due_eur, paid_on, paid_eur, signed_on from core.instalment "
    "where network_id is not null "
    "order by reference, rank, due_on, due_eur, paid_on, paid_eur, network_id",
    "agreements": "select g.network_id, g.reference, g.funder_name, g.funder_type, g.signed_on, "
    "g.started_on, g.ended_on, g.amount_eur, n.ended_on as network_ended_on "
    'from core."grant" as g join core.network as n on g.network_id = n.network_id '
    "order by g.signed_on, g.reference, g.network_id, g.funder_name, g.started_on, "
    "g.ended_on, g.amount_eur",
    "accounts": "select network_id, fiscal_year, fees_eur, services_eur, other_income_eur "
    "from core.annual_account order by all",
}
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
LEDGER_KEY = "network_id varchar, as_of date, ledger varchar, key varchar"
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


STORED = {
    "fans": ("marts.cash_forecast", FAN),
    "foresight": ("indicators.cash_foresight", BAND),
    "drawn": ("indicators.cash_drawn", BAND),
    "values": ("indicators.forecast", INDICATORS),
}


class _Known(NamedTuple):
    """Inputs of the forecasts at a month end."""

    pool: Pool
    treasuries: dict[str, Treasury]
    later: dict[str, Instalments]
    short: dict[str, int]


def run(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of `OUTPUTS`.

    `indicators.cash_foresight` is the committed fan as drawn, including agreements signed later;
    only the back-test reads it. A month end whose inputs and earlier outcomes are unchanged keeps
    its rows.
    """
    frames = {name: connection.execute(query).df() for name, query in LEDGER_QUERIES.items()}
    ledgers = read_ledgers(**frames)
    cash = frames["cash"].dropna(subset=["balance_eur"])
    ends = pd.to_datetime(cash["month_end"]).dt.date
    balances = dict(
        zip(zip(cash["network_id"], ends, strict=True), cash["balance_eur"], strict=True)
    )
    outcomes = Outcomes(balances)
    former, keys, kept = former_keys(connection, KEYS), {}, []
    drawn = _drawn(connection) if former else defaultdict[date, list[tuple]](list)
    tables = _Tables([], [], [], [])
    query = "select as_of from core.month order by as_of"
    months = [as_of for (as_of,) in connection.execute(query).fetchall()]
    of_ledgers = _ledger_keys(connection, ledgers, months)
    for as_of in months:
        calibration = outcomes.calibration(as_of)
        keys[as_of] = key_of({n: of_ledgers[n, as_of] for n in ledgers}, calibration)
        if former.get(as_of) == keys[as_of]:
            _recall(drawn[as_of], as_of, outcomes)
            kept.append(as_of)
        else:
            _forecast_month(as_of, _known(as_of, ledgers), calibration, outcomes, tables)
    for name, (table, columns) in STORED.items():
        _store(connection, table, columns, kept, getattr(tables, name))
    write_keys(connection, KEYS, keys)


def _known(as_of: date, ledgers: dict[str, Ledger]) -> _Known:
    inputs = _Known(pool_records(ledgers.values(), as_of), {}, {}, {})
    for network_id, ledger in ledgers.items():
        treasury = ledger.treasury(as_of, inputs.pool)
        if treasury:
            inputs.treasuries[network_id] = treasury
            inputs.later[network_id] = ledger.signed_later(as_of)
        elif months := ledger.months_known(as_of):
            inputs.short[network_id] = months
    return inputs


def _ledger_keys(
    connection: duckdb.DuckDBPyConnection, ledgers: dict[str, Ledger], months: list[date]
) -> dict[tuple[str, date], str]:
    """Key of each ledger at each month end, from the former run for a ledger that is unchanged."""
    whole = {network_id: key_of(ledger) for network_id, ledger in ledgers.items()}
    try:
        rows = connection.execute(f"from {LEDGER_KEYS}").fetchall()
    except duckdb.CatalogException:
        rows = []
    keys = {(n, as_of): key for n, as_of, ledger, key in rows if whole.get(n) == ledger}
    for network_id, ledger in ledgers.items():
        for as_of in months:
            if (network_id, as_of) not in keys:
                keys[network_id, as_of] = _ledger_key(ledger, as_of)
    stored = [(n, as_of, whole[n], key) for (n, as_of), key in keys.items() if as_of in months]
    connection.execute(f"create or replace table {LEDGER_KEYS} ({LEDGER_KEY})")
    if stored:
        columns = [list(column) for column in zip(*stored, strict=True)]
        marks = ", ".join(["unnest(?)"] * len(columns))
        connection.execute(f"insert into {LEDGER_KEYS} select {marks}", columns)
    return keys


def _ledger_key(ledger: Ledger, as_of: date) -> str:
    """Hash of all that a forecast at `as_of` reads of a ledger, or the pool of all networks."""
    is_past = ledger.month_end <= np.datetime64(as_of, "D").astype(np.int64)
    cash = (ledger.month_end, ledger.balance_eur, ledger.receipts_eur, ledger.payments_eur)
    return key_of(
        [column[is_past] for column in cash],
        {year: share for year, share in ledger.fees_share_by_year.items() if year <= as_of.year},
        ledger.waits(as_of),
        ledger.ends(as_of),
        ledger.expected(as_of),
        ledger.renewable(as_of),
        ledger.signed_later(as_of),
    )


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
    as_of: date, inputs: _Known, calibration: Calibration, outcomes: Outcomes, tables: _Tables
) -> None:
    samples, short = {}, dict(inputs.short)
    for network_id, treasury in inputs.treasuries.items():
        draws = samples[network_id] = sample(treasury)
        foresight = fan_with(inputs.later[network_id], draws)
        tables.foresight.append((as_of, network_id, *_band(foresight)))
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
    kept: list[date],
    rows: list[tuple],
) -> None:
    """Write a table: these rows, and those of the month ends that are kept."""
    if kept:
        of_kept = f"from {table} where as_of in (select unnest(?))"
        connection.execute(f"create or replace table {table} as {of_kept}", [kept])
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
