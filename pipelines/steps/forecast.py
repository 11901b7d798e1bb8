"""Cash forecast of every network at every month end of the panel, and the indicators it gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

import duckdb
import pandas as pd

from method.forecast import (
    MONTHS,
    Forecast,
    Ledger,
    Sample,
    expected_receipts_eur,
    forecast,
    max_delay_supported,
    pool,
    pool_delays,
    read_ledgers,
    sample,
)

INPUTS = ("core.month", "core.cash_month", "core.instalment", "core.annual_account")
OUTPUTS = ("indicators.forecast", "indicators.cash_foresight", "marts.cash_forecast")

LEDGER_QUERIES = {
    "cash": "select network_id, month_end, balance_eur, receipts_eur, payments_eur "
    "from core.cash_month",
    "instalments": "select i.network_id, i.funder_name, i.funder_type, i.due_on, i.due_eur, "
    "i.paid_on, i.paid_eur, i.signed_on from core.instalment as i "
    "where i.network_id is not null order by i.reference, i.rank, i.due_on, i.due_eur",
    "accounts": "select network_id, fiscal_year, fees_eur, services_eur, other_income_eur "
    "from core.annual_account",
}
ALL_NETWORKS = "*"

FAN = (
    "as_of date, network_id varchar, month_end date, months_ahead bigint, p10 double, p50 double, "
    "p90 double, share_negative double, due_eur double"
)
INDICATORS = (
    "as_of date, network_id varchar, indicator_id varchar, value double, numerator double, "
    "denominator double, n bigint, status varchar"
)
IDS = (
    "cash_low_p10_12m",
    "cash_low_p10_months",
    "months_to_negative_p10",
    "max_delay_supported_days",
    "signed_share_12m",
)


def run(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of `OUTPUTS`.

    `indicators.cash_foresight` is the same fan had the agreements signed later been known; only
    the back-test reads it.
    """
    frames = {name: connection.execute(query).df() for name, query in LEDGER_QUERIES.items()}
    ledgers = read_ledgers(**frames)
    months = [row[0] for row in connection.execute("select as_of from core.month").fetchall()]
    tables = _Tables([], [], [])
    for as_of in months:
        _forecast_month(as_of, ledgers, tables)
    _store(connection, "marts.cash_forecast", FAN, tables.fans)
    _store(connection, "indicators.cash_foresight", FAN, tables.foresight)
    _store(connection, "indicators.forecast", INDICATORS, tables.values)


class _Tables(NamedTuple):
    fans: list[tuple]
    foresight: list[tuple]
    values: list[tuple]


def _forecast_month(as_of: date, ledgers: dict[str, Ledger], tables: _Tables) -> None:
    delays = pool_delays(ledgers.values(), as_of)
    samples: dict[str, Sample] = {}
    short: dict[str, int] = {}
    for network_id, ledger in ledgers.items():
        treasury = ledger.treasury(as_of, delays)
        if treasury:
            samples[network_id] = sample(treasury)
            told = replace(treasury, instalments=ledger.expected(as_of, foresight=True))
            drawn = sample(told)
            tables.foresight.extend(_fan_rows(network_id, drawn, forecast(drawn)))
        elif known := ledger.months_known(as_of):
            short[network_id] = known
    if samples:
        samples[ALL_NETWORKS] = pool(list(samples.values()))
    elif short:
        short[ALL_NETWORKS] = sum(short.values())
    for network_id, known in short.items():
        tables.values.extend(
            (as_of, network_id, i, None, None, None, known, "insufficient") for i in IDS
        )
    for network_id, drawn in samples.items():
        fan = forecast(drawn)
        tables.fans.extend(_fan_rows(network_id, drawn, fan))
        tables.values.extend(_values(network_id, drawn, fan))


def _fan_rows(network_id: str, drawn: Sample, fan: Forecast) -> list[tuple]:
    expected, rows, after = drawn.instalments, [], 0
    for month in range(MONTHS):
        until = drawn.month_end_days[month]
        is_due = (expected.due_day > after) & (expected.due_day <= until)
        rows.append(
            (
                fan.as_of,
                network_id,
                fan.month_ends[month],
                month + 1,
                float(fan.p10[month]),
                float(fan.p50[month]),
                float(fan.p90[month]),
                float(fan.share_negative[month]),
                float(expected.amount_eur[is_due].sum()),
            )
        )
        after = until
    return rows


def _values(network_id: str, drawn: Sample, fan: Forecast) -> list[tuple]:
    history = sum(t.payments_eur.size for t in drawn.treasuries)
    delay = max_delay_supported(drawn)
    to_zero = fan.months_to_negative
    due_day = drawn.instalments.due_day
    is_next = (due_day > 0) & (due_day <= drawn.month_end_days[-1])
    signed = float(drawn.instalments.amount_eur[is_next].sum())
    receipts = signed + sum(expected_receipts_eur(t) for t in drawn.treasuries)
    share = signed / receipts if receipts > 0 else None
    spending = sum(t.daily_spending_eur for t in drawn.treasuries) * 365 / 12
    in_months = fan.low_eur / spending if spending > 0 else None
    rows = (
        ("cash_low_p10_12m", fan.low_eur, fan.low_eur, None, history),
        ("months_to_negative_p10", to_zero, to_zero, None, to_zero or MONTHS),
        ("max_delay_supported_days", delay, delay, None, history),
    )
    ratios = (
        ("cash_low_p10_months", in_months, fan.low_eur, spending, history),
        ("signed_share_12m", share, signed, receipts, history),
    )
    return [
        *((fan.as_of, network_id, *row, "ok") for row in rows),
        *(
            (fan.as_of, network_id, *row, "ok")
            if row[1] is not None
            else (fan.as_of, network_id, row[0], None, None, None, history, "insufficient")
            for row in ratios
        ),
    ]


def _store(
    connection: duckdb.DuckDBPyConnection, table: str, columns: str, rows: list[tuple]
) -> None:
    connection.execute(f"create or replace table {table} ({columns})")
    if rows:
        names = [column.split()[0] for column in columns.split(", ")]
        frame = pd.DataFrame(rows, columns=names)
        connection.register("rows_to_store", frame)
        connection.execute(f"insert into {table} from rows_to_store")
        connection.unregister("rows_to_store")
