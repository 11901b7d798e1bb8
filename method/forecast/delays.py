"""Delays of public payments, estimated from paid, pending and lost claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from method.forecast.columns import rows_of
from method.forecast.guide import Guided

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Days = NDArray[np.int32] | Ints
"""Days by draw, in half the memory."""
Texts = NDArray[np.str_]

MIN_RECORD = 8
"""Below this number of payments, a funder has no record of delays."""
MIN_WAIT_DAYS = 30
"""Minimum mean of a wait whose record is too short."""
NEVER_PAID_DAYS = 720
"""Claims overdue for longer than this count as never paid."""
NEVER_DAY = 1_000_000
"""Day of events that never happen: beyond any horizon, without risk of overflow."""


class Waits(NamedTuple):
    """Claims already due at a month end; every array has shape (claims,).

    Attributes:
        days: delay of a paid claim, age of an unpaid one.
        is_paid: whether it is paid.
        is_lost: whether it is considered never paid.
        funder_type: type of the payer.
    """

    days: Ints
    is_paid: NDArray[np.bool_]
    is_lost: NDArray[np.bool_]
    funder_type: Texts


@dataclass(frozen=True)
class Delays:
    """Distribution of payment delays in days, negative for early payments.

    Attributes:
        days: shape (k,), delay of each recorded payment, ascending.
        weights: shape (k,), summing to 1.
        lost_share: share of the claims that are never paid.
        record: the original payments, when `days` also holds them rescaled to another pace.
    """

    days: Ints
    weights: Floats
    lost_share: float = 0.0
    record: Delays | None = None

    @classmethod
    def none(cls) -> Delays:
        """No record: a claim not due yet is paid on its due date."""
        return cls(np.empty(0, np.int64), np.empty(0))

    @classmethod
    def observed(cls, waits: Waits) -> Delays:
        """Kaplan–Meier distribution of delays, with pending claims censored.

        Leaving out unpaid claims would keep only the quick payers. The mass after the last payment
        stays on it (Efron's convention). Claims considered never paid are a separate share.
        """
        paid = np.sort(waits.days[waits.is_paid])
        if paid.size == 0:
            return cls.none()
        at, weights = event_weights(np.sort(waits.days[~waits.is_lost]), paid)
        weights[-1] += 1 - weights.sum()
        lost = int(waits.is_lost.sum())
        return cls(at, weights, lost / (lost + paid.size))

    @property
    def n(self) -> int:
        """Number of recorded payments."""
        return self.days.size if self.record is None else self.record.n

    @cached_property
    def cumulated(self) -> Floats:
        """Cumulative weight of the delays before each; shape (k + 1,)."""
        total = np.concatenate([[0.0], np.cumsum(self.weights)])
        return total / total[-1] if self.n else total

    @cached_property
    def wait_days(self) -> float:
        """Mean further wait when the record is too short: mean excess over the median."""
        if self.record is not None:
            return self.record.wait_days
        above = self.days - np.median(self.days) if self.n else np.empty(0)
        above = above[above > 0]
        return max(float(above.mean()) if above.size else 0.0, float(MIN_WAIT_DAYS))

    @cached_property
    def _found(self) -> Guided:
        """Finds the delay of each level; payments with the same delay are one step of it."""
        is_last = np.append(self.days[1:] != self.days[:-1], True)
        return Guided(self.cumulated[1:][is_last], self.days[is_last].astype(np.int32))

    def above(self, waited: Ints) -> Ints:
        """Number of recorded payments later than each wait; shape (claims,)."""
        later = self.days.size - np.searchsorted(self.days, waited, side="right")
        return later if self.record is None else later * self.n // self.days.size

    def beyond(self, waited: Ints, level: Floats) -> Days:
        """Draw delays beyond each wait by inversion; needs at least one later payment.

        Args:
            waited: shape (claims,).
            level: shape (claims, draws), in [0, 1[.
        """
        if self.days[0] <= waited.max():
            # A level at or above the base is that of a later payment.
            base = self.cumulated[np.searchsorted(self.days, waited, side="right")][:, None]
            level = level * (1 - base)
            level += base
        return self._found.at(level)

    def rank(self, days: Ints) -> Floats:
        """Share of this record paid sooner than each delay, ties counted as half."""
        sooner, until = (np.searchsorted(self.days, days, side=side) for side in ("left", "right"))
        return (self.cumulated[sooner] + self.cumulated[until]) / 2

    def at(self, rank: Floats) -> Ints:
        """Delay of this record at each rank."""
        positions = np.searchsorted(self.cumulated[1:], rank, side="left")
        return self.days[np.minimum(positions, self.days.size - 1)]

    def mixed(self, other: Ints, trust: float) -> Delays:
        """Mix this record with the same payments at another pace, of weight `trust`.

        Args:
            other: shape (k,), delay of each payment at the other pace.
            trust: from 0 to 1.
        """
        days = np.concatenate([self.days, other])
        weights = np.concatenate([(1 - trust) * self.weights, trust * self.weights])
        order = np.argsort(days, kind="stable")
        return Delays(days[order], weights[order], self.lost_share, self)


@dataclass(frozen=True)
class DelayBook:
    """Delays to draw from, by type of funder.

    Attributes:
        every: delays of all types together.
        by_type: delays of each type with at least `MIN_RECORD` payments.
        pooled: book of all networks, for when this record is too short; None for all networks.
        noise: number of payments at which a type weighs as much as the whole record (`_noise`),
            estimated on all networks together.
    """

    every: Delays
    by_type: Mapping[str, Delays] = field(default_factory=dict)
    pooled: DelayBook | None = None
    noise: float = np.inf

    @classmethod
    def observed(cls, waits: Waits, pooled: DelayBook | None = None) -> DelayBook:
        """Delays of a record; types with few payments borrow the whole record at their own pace.

        Europe pays in one or two years what a town pays in two months, and two or three payments do
        not tell where in these two years. For a share of the draws, each payment of the record is
        therefore converted to the pace of that type: a network paid late by other funders is as
        late among all networks paid by this one (`_ranks`). If all networks together have too few
        payments of the type, the network's own few payments get more weight (`_leaning`). The share
        is n ÷ (n + noise), Bühlmann credibility: the variance between types, against the variance
        within each, tells how far n payments can be trusted.
        """
        every, by_type = Delays.observed(waits), {}
        ranks = None if pooled is None or every.n < MIN_RECORD else _ranks(waits, pooled)
        for funder_type in np.unique(waits.funder_type):
            is_type = waits.funder_type == funder_type
            delays = Delays.observed(rows_of(waits, is_type))
            if delays.n >= MIN_RECORD:
                by_type[str(funder_type)] = delays
            elif pooled is not None and ranks is not None and delays.n:
                trust = delays.n / (delays.n + pooled.noise)
                pace = pooled.by_type.get(str(funder_type))
                by_type[str(funder_type)] = (
                    _leaning(every, delays, trust, waits, is_type)
                    if pace is None
                    else every.mixed(pace.at(ranks), trust)
                )
        return cls(every, by_type, pooled, _noise(waits) if pooled is None else np.inf)

    @cached_property
    def shortest(self) -> int:
        """Shortest delay that may be drawn, at most 0 (the due date)."""
        shortest = int(self.every.days[0]) if self.every.n else 0
        return min(shortest, 0, self.pooled.shortest if self.pooled else 0)

    def in_order(self, funder_type: str) -> list[Delays]:
        """Records for a type, in order of preference.

        The network's own for that type, its own for all types, all networks' for that type, each if
        it has `MIN_RECORD` payments; then all networks' for all types.
        """
        records = [self.by_type[funder_type]] if funder_type in self.by_type else []
        if self.pooled is None:
            return [*records, self.every]
        if self.every.n >= MIN_RECORD:
            records.append(self.every)
        return records + self.pooled.in_order(funder_type)

    def draw(self, funder_type: str, waited: Ints, uniform: Floats) -> Days:
        """Draw the delay of each claim of a type of funder, beyond what it has already waited.

        A late claim is drawn from the first record with `MIN_RECORD` later payments; if there is
        none, its further wait is exponential.

        Args:
            funder_type: type of the payer.
            waited: shape (claims,), days since the due date; negative before it.
            uniform: shape (claims, draws), in [0, 1[; the lowest numbers are the lost claims.

        Returns:
            Shape (claims, draws), in days; `NEVER_DAY` if the claim is never paid.
        """
        records = self.in_order(funder_type)
        first, level = records[0], uniform
        if lost := first.lost_share:
            level = uniform - lost
            level /= 1 - lost
            np.maximum(level, 0.0, out=level)
        drawn = _drawn(records, waited, level)
        if lost:
            np.copyto(drawn, NEVER_DAY, where=uniform < lost)
        return drawn


def _drawn(records: Sequence[Delays], waited: Ints, level: Floats) -> Days:
    """Delay of each claim of one type of funder, claims of one record at a time."""
    of_record = _record_of(records, waited)
    if (of_record == 0).all():
        return records[0].beyond(waited, level)
    drawn = np.empty(level.shape, np.int32)
    for which in np.flatnonzero(np.bincount(of_record)):
        rows = _span(np.flatnonzero(of_record == which))
        if which < len(records):
            drawn[rows] = records[which].beyond(waited[rows], level[rows])
        elif which == len(records):
            further = np.ceil(-records[0].wait_days * np.log1p(-level[rows])).astype(np.int64)
            drawn[rows] = waited[rows, None] + np.maximum(further, 1)
        else:
            drawn[rows] = 0
    return drawn


def _span(rows: NDArray[np.intp]) -> slice | NDArray[np.intp]:
    """Rows that follow each other as a slice, which copies nothing."""
    first, last = int(rows[0]), int(rows[-1])
    return slice(first, last + 1) if last - first + 1 == rows.size else rows


def _record_of(records: Sequence[Delays], waited: Ints) -> NDArray[np.intp]:
    """Rank of the record that each claim is drawn from; shape (claims,).

    Past the last one, the number of records stands for an exponential wait, that number plus one
    for a payment on the due date.
    """
    first, is_late = records[0], waited >= 0
    # Not yet due, and no recorded delay is longer than the wait: paid on the due date.
    is_soon = waited < (first.days[-1] if first.n else -np.inf)
    of_record = np.where(is_soon, 0, len(records) + 1)
    if is_late.any():
        late = waited[is_late]
        # A late claim is drawn among delays longer than its wait.
        is_usable = [record.above(late) >= MIN_RECORD for record in records]
        of_record[is_late] = np.argmax([*is_usable, np.ones(late.size, bool)], axis=0)
    return of_record


def _leaning(
    every: Delays, of_type: Delays, trust: float, waits: Waits, is_type: NDArray[np.bool_]
) -> Delays:
    """The whole record, with a share `trust` of the weight moved to payments of one type."""
    paid = np.flatnonzero(waits.is_paid)
    order = paid[np.argsort(waits.days[paid], kind="stable")]
    weights = (1 - trust) * every.weights
    weights[is_type[order]] += trust * of_type.weights
    return Delays(every.days, weights, every.lost_share)


def _ranks(waits: Waits, pooled: DelayBook) -> Floats:
    """Rank of each payment of a record, in order of delay, among all payments of its type.

    Taking the same rank in another type converts a payment later than nine tenths of its own type
    into a delay longer than nine tenths of the other type.
    """
    paid = rows_of(waits, waits.is_paid)
    order = np.argsort(paid.days, kind="stable")
    ranks = np.empty(order.size)
    for kind in np.unique(paid.funder_type):
        rows = paid.funder_type == kind
        ranks[rows] = pooled.by_type.get(str(kind), pooled.every).rank(paid.days[rows])
    return ranks[order]


def _noise(waits: Waits) -> float:
    """Variance of delays within funder types over the variance between; infinite if unknown."""
    paid = rows_of(waits, waits.is_paid)
    groups = [paid.days[paid.funder_type == kind] for kind in np.unique(paid.funder_type)]
    groups = [days for days in groups if days.size > 1]
    if len(groups) < 2:
        return np.inf
    within = float(np.mean([days.var(ddof=1) for days in groups]))
    chance = float(np.mean([days.var(ddof=1) / days.size for days in groups]))
    between = float(np.var([days.mean() for days in groups], ddof=1)) - chance
    return within / between if between > 0 else np.inf


def event_weights(waits: Ints, events: Ints) -> tuple[Ints, Floats]:
    """Kaplan–Meier mass of each event; the rest up to 1 is the mass of waits that never end.

    Args:
        waits: shape (n,), ascending, all waits, ended or still running.
        events: shape (k,), ascending, the waits that ended.

    Returns:
        The events and their masses, both of shape (k,).
    """
    is_first = np.ones(events.size, bool)
    np.not_equal(events[1:], events[:-1], out=is_first[1:])
    starts = is_first.nonzero()[0]
    counts = np.empty_like(starts)
    np.subtract(starts[1:], starts[:-1], out=counts[:-1])
    counts[-1:] = events.size - starts[-1:]
    at_risk = waits.size - waits.searchsorted(events[starts], side="left")
    survival = np.ones(counts.size + 1)
    np.cumprod(1 - counts / at_risk, out=survival[1:])
    mass = (survival[:-1] - survival[1:]) / counts
    return events.astype(np.int64), mass.repeat(counts)
