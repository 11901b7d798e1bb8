"""Forecast of a network's treasury: what is known, how it is drawn, what a scenario changes."""

from observatory.forecast.engine import (
    DRAWS,
    MAX_DELAY_DAYS,
    MONTHS,
    Forecast,
    Sample,
    Scenario,
    balances,
    forecast,
    max_delay_supported,
    pool,
    sample,
    simulate,
)
from observatory.forecast.treasury import (
    Delays,
    Instalments,
    Ledger,
    Treasury,
    pool_delays,
    read_ledgers,
)

__all__ = [
    "DRAWS",
    "MAX_DELAY_DAYS",
    "MONTHS",
    "Delays",
    "Forecast",
    "Instalments",
    "Ledger",
    "Sample",
    "Scenario",
    "Treasury",
    "balances",
    "forecast",
    "max_delay_supported",
    "pool",
    "pool_delays",
    "read_ledgers",
    "sample",
    "simulate",
]
