"""Forecast of a network's treasury: what is known, how it is drawn, what a scenario changes."""

from method.forecast.agreements import (
    Agreement,
    Comparison,
    Due,
    compare_agreements,
    observed_agreement,
)
from method.forecast.engine import (
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
from method.forecast.flows import expected_receipts_eur
from method.forecast.portfolio import HelpEffect, allocate, effect_of_help
from method.forecast.treasury import (
    DelayBook,
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
    "Agreement",
    "Comparison",
    "DelayBook",
    "Delays",
    "Due",
    "Forecast",
    "HelpEffect",
    "Instalments",
    "Ledger",
    "Sample",
    "Scenario",
    "Treasury",
    "allocate",
    "balances",
    "compare_agreements",
    "effect_of_help",
    "expected_receipts_eur",
    "forecast",
    "max_delay_supported",
    "observed_agreement",
    "pool",
    "pool_delays",
    "read_ledgers",
    "sample",
    "simulate",
]
