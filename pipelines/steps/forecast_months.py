"""What the forecast of one month end draws and publishes, from the ledgers of all networks.

No database and no pandas: it may run in a process apart (`pipelines.steps.apart`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import chain

import numpy as np

from method.forecast import (
    MAX_DELAY_DAYS,
    MONTHS,
    Calibration,
    Fan,
    Ledger,
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
    sample,
    share_below,
    widened,
)

ALL_NETWORKS = "*"

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


class Months:
    """Draws of the networks, one month end at a time: those of another are dropped."""

    def __init__(self, ledgers: dict[str, Ledger]) -> None:
        self._ledgers = ledgers
        self._last: _Month | None = None

    def foresee(self, as_of: date, networks: Sequence[str]) -> list[tuple[str, Fan]]:
        """Committed fans as drawn, including what was signed later; not of too little known."""
        month = self._at(as_of)
        fans = ((name, month.foresight(name)) for name in networks)
        return [(name, of) for name, of in fans if of]

    def draw(self, as_of: date) -> dict[str, Fan]:
        """Fan of each network as drawn."""
        return self._at(as_of).raw

    def publish(self, as_of: date, calibration: Calibration) -> tuple[list[tuple], list[tuple]]:
        """Rows of `marts.cash_forecast` and of `indicators.forecast`, of networks and of all.

        A row of the first is several at once: a value for all of them, or an array.
        """
        return self._at(as_of).published(calibration)

    def _at(self, as_of: date) -> _Month:
        if self._last is None or self._last.as_of != as_of:
            self._last = _Month(as_of, self._ledgers)
        return self._last


class _Month:
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

    @cached_property
    def samples(self) -> dict[str, Sample]:
        """Draws of each network of which enough was known."""
        drawn = ((name, self.sample(name)) for name in self.ledgers)
        return {name: draws for name, draws in drawn if draws}

    @cached_property
    def raw(self) -> dict[str, Fan]:
        """Fan of each of them before widening."""
        return {name: fan(draws) for name, draws in self.samples.items()}

    def published(self, calibration: Calibration) -> tuple[list[tuple], list[tuple]]:
        """See `Months.publish`."""
        fans, values = [], list(self._insufficient())
        receipts = {n: expected_receipts_eur(s.treasuries[0]) for n, s in self.samples.items()}
        samples, raws = self.samples, self.raw
        if samples:
            everybody = pool(list(samples.values()))
            samples = {**samples, ALL_NETWORKS: everybody}
            raws = {**raws, ALL_NETWORKS: fan(everybody)}
            receipts[ALL_NETWORKS] = sum(receipts.values())
        for network_id, draws in samples.items():
            raw = raws[network_id]
            published = widened(draws, calibration.factors, raw.p50)
            both: dict[Reading, Fan] = {reading: fan(published, reading) for reading in READINGS}
            fans.append((self.as_of, network_id, *_fan(published, raw, both, calibration)))
            values.extend(_values(network_id, published, both, receipts[network_id]))
        return fans, values

    def _insufficient(self) -> Iterator[tuple]:
        months = {
            name: known
            for name, ledger in self.ledgers.items()
            if name not in self.samples and (known := ledger.months_known(self.as_of))
        }
        if months and not self.samples:
            months[ALL_NETWORKS] = sum(months.values())
        for network_id, known in months.items():
            for name in IDS:
                yield (self.as_of, network_id, name, None, None, None, known, "insufficient")


def band(of: Fan) -> tuple[np.ndarray, ...]:
    """Columns of a fan: month ends, months ahead, P10, P50 and P90; shape (months,) each."""
    ends = np.array(of.month_ends, "datetime64[s]")
    return (ends, np.arange(1, ends.size + 1), of.p10, of.p50, of.p90)


def _fan(
    published: Sample, raw: Fan, fans: dict[Reading, Fan], calibration: Calibration
) -> tuple[np.ndarray, ...]:
    """Columns of `marts.cash_forecast` after the network."""
    committed = fans["committed"]
    return (
        *band(fans["expected"]),
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
