"""Forecast of a network's treasury: its inputs, its random draws, and scenarios."""

from method.forecast.agreements import (
    Agreement,
    Comparison,
    Due,
    compare_agreements,
    observed_agreement,
)
from method.forecast.calibration import Calibration, Outcomes
from method.forecast.delays import DelayBook, Delays, Waits
from method.forecast.engine import (
    DRAWS,
    MONTHS,
    Fan,
    Forecast,
    Reading,
    Sample,
    balances,
    fan,
    fan_with,
    forecast,
    pool,
    sample,
    share_below,
    simulate,
    widened,
)
from method.forecast.flows import expected_receipts_eur
from method.forecast.ledger import Ledger, Pool, pool_records
from method.forecast.portfolio import HelpEffect, allocate, effect_of_help
from method.forecast.renewals import Ends, Renewable, RenewalBook, Renewals
from method.forecast.scenario import Scenario
from method.forecast.supported import MAX_DELAY_DAYS, max_delay_supported
from method.forecast.treasury import Instalments, Treasury

__all__ = [
    "DRAWS",
    "MAX_DELAY_DAYS",
    "MONTHS",
    "Agreement",
    "Calibration",
    "Comparison",
    "DelayBook",
    "Delays",
    "Due",
    "Ends",
    "Fan",
    "Forecast",
    "HelpEffect",
    "Instalments",
    "Ledger",
    "Outcomes",
    "Pool",
    "Reading",
    "Renewable",
    "RenewalBook",
    "Renewals",
    "Sample",
    "Scenario",
    "Treasury",
    "Waits",
    "allocate",
    "balances",
    "compare_agreements",
    "effect_of_help",
    "expected_receipts_eur",
    "fan",
    "fan_with",
    "forecast",
    "max_delay_supported",
    "observed_agreement",
    "pool",
    "pool_records",
    "sample",
    "share_below",
    "simulate",
    "widened",
]
