"""A network's cash data, and what was known of it at any month end.

A ledger also holds later events; `Ledger.treasury` is the only access and takes a date, so that a
forecast uses nothing from the future.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from method.forecast.columns import stacked
from method.forecast.delays import (
    NEVER_PAID_DAYS,
    DelayBook,
    Delays,
    Floats,
    Ints,
    Texts,
    Waits,
)
from method.forecast.renewals import (
    RENEWAL_DAYS,
    Ends,
    Renewable,
    RenewalBook,
    Renewals,
)
from method.forecast.treasury import HISTORY_MONTHS, Instalments, Treasury

MIN_YEARS = 2
"""A single year does not show how much a month varies, so no fan is drawn."""
NEVER = np.iinfo(np.int64).max // 2


class Claims(NamedTuple):
    """Instalments of a network; every array has shape (claims,), days count from 1970.

    A partly paid instalment makes two claims with the same key: the paid part, and the rest, still
    pending. A claim without payment date has `NEVER`.
    """

    key: Texts
    signed_on: Ints
    opened_on: Ints
    due_on: Ints
    ended_on: Ints
    is_written_off: NDArray[np.bool_]
    amount_eur: Floats
    funder_name: Texts
    funder_type: Texts


class Agreements(NamedTuple):
    """Agreements of a network; every array has shape (agreements,), days count from 1970."""

    reference: Texts
    funder_type: Texts
    signed_on: Ints
    ended_on: Ints
    renewed_on: Ints
    ratio: Floats


class Schedule(NamedTuple):
    """Instalments of these agreements as a renewal would repeat them, shape (instalments,)."""

    agreement: NDArray[np.intp]
    key: Texts
    due_on: Ints
    wait_days: Ints
    amount_eur: Floats
    funder_name: Texts


@dataclass(frozen=True)
class Pool:
    """Record of all networks together at a month end."""

    delays: DelayBook
    renewals: RenewalBook

    @classmethod
    def none(cls) -> Pool:
        """An empty record."""
        return cls(DelayBook(Delays.none()), RenewalBook(Renewals.none()))


@dataclass(frozen=True)
class Ledger:
    """Everything a network has sent about its money."""

    network_id: str
    month_end: Ints
    calendar_month: Ints
    balance_eur: Floats
    receipts_eur: Floats
    payments_eur: Floats
    claims: Claims
    agreements: Agreements
    schedule: Schedule
    closed_on: int
    fees_share_by_year: Mapping[int, float]

    def waits(self, as_of: date) -> Waits:
        """Delay so far of each claim due at `as_of`, and whether it is paid or lost."""
        day = _day(as_of)
        claims = self.claims
        rows = np.flatnonzero((claims.due_on <= day) & (claims.opened_on <= day))
        ended_on, is_written_off = claims.ended_on[rows], claims.is_written_off[rows]
        is_over = ended_on <= day
        days = np.minimum(ended_on, day) - claims.due_on[rows]
        is_lost = (is_over & is_written_off) | (~is_over & (days > NEVER_PAID_DAYS))
        return Waits(days, is_over & ~is_written_off, is_lost, claims.funder_type[rows])

    def ends(self, as_of: date) -> Ends:
        """Agreements that ended by `as_of`, and whether their renewal was signed by then."""
        day = _day(as_of)
        of = self.agreements
        rows = (of.ended_on < min(day + 1, self.closed_on)) & (of.signed_on <= day)
        renewed_on = of.renewed_on[rows]
        is_renewed = renewed_on <= day
        return Ends(
            np.minimum(renewed_on, day) - of.ended_on[rows],
            is_renewed,
            np.where(is_renewed, of.ratio[rows], np.nan),
            of.funder_type[rows],
        )

    def expected(self, as_of: date) -> Instalments:
        """Instalments of agreements signed by `as_of`, unpaid then.

        Claims considered never paid are excluded.
        """
        return self._waiting(as_of, self.claims.signed_on <= _day(as_of))

    def signed_later(self, as_of: date) -> Instalments:
        """The same for agreements signed after `as_of`, which were unknown then.

        Only the back-test may use them, to separate the engine's error from that of renewals.
        """
        return self._waiting(as_of, self.claims.signed_on > _day(as_of))

    def _waiting(self, as_of: date, rows: NDArray[np.bool_]) -> Instalments:
        day, claims = _day(as_of), self.claims
        is_pending = (claims.ended_on > day) & (day - claims.due_on <= NEVER_PAID_DAYS)
        at = np.flatnonzero(rows & is_pending)
        return Instalments(
            claims.due_on[at] - day,
            claims.amount_eur[at],
            claims.funder_name[at],
            claims.funder_type[at],
            claims.key[at],
        )

    def renewable(self, as_of: date) -> Renewable:
        """Agreements running at `as_of`, or ended within the 12 months before, not renewed then."""
        day = _day(as_of)
        of, bills = self.agreements, self.schedule
        rows = (of.signed_on <= day) & (of.renewed_on > day)
        rows &= of.ended_on > day - RENEWAL_DAYS
        if self.closed_on <= day or not rows.any():
            return Renewable.none()
        is_kept = rows[bills.agreement]
        rank = np.cumsum(rows) - 1
        return Renewable(
            reference=of.reference[rows],
            end_day=of.ended_on[rows] - day,
            kind=of.funder_type[rows],
            agreement=rank[bills.agreement[is_kept]],
            key=bills.key[is_kept],
            due_day=bills.due_on[is_kept] - day,
            wait_days=bills.wait_days[is_kept],
            amount_eur=bills.amount_eur[is_kept],
            funder_name=bills.funder_name[is_kept],
            funder_type=of.funder_type[bills.agreement[is_kept]],
        )

    def months_known(self, as_of: date) -> int:
        """Number of months of cash data in the history that a forecast at `as_of` may use."""
        first, last = _day(_month_end(as_of, -HISTORY_MONTHS)), _day(as_of)
        return int(((self.month_end > first) & (self.month_end <= last)).sum())

    def treasury(self, as_of: date, pooled: Pool) -> Treasury | None:
        """What was known at `as_of`; None if that is too little.

        It needs a balance that day, each of the last twelve months, and `MIN_YEARS` of each
        calendar month.

        Args:
            as_of: month end.
            pooled: record of all networks at `as_of`.
        """
        day = _day(as_of)
        is_today = (self.month_end == day) & ~np.isnan(self.balance_eur)
        if not is_today.any():
            return None
        first = _day(_month_end(as_of, -HISTORY_MONTHS))
        is_past = (self.month_end > first) & (self.month_end <= day)
        is_past &= ~np.isnan(self.receipts_eur) & ~np.isnan(self.payments_eur)
        years_by_month = np.bincount(self.calendar_month[is_past], minlength=13)[1:]
        is_last_year = self.month_end[is_past] > _day(_month_end(as_of, -12))
        if years_by_month.min() < MIN_YEARS or is_last_year.sum() < 12:
            return None
        return Treasury(
            network_id=self.network_id,
            as_of=as_of,
            balance_eur=float(self.balance_eur[is_today][0]),
            calendar_month=self.calendar_month[is_past],
            receipts_eur=self.receipts_eur[is_past],
            payments_eur=self.payments_eur[is_past],
            instalments=self.expected(as_of),
            delays=DelayBook.observed(self.waits(as_of), pooled.delays),
            fees_share=self._fees_share(as_of),
            renewable=self.renewable(as_of),
            renewals=RenewalBook.observed(self.ends(as_of)).over(pooled.renewals),
        )

    def _fees_share(self, as_of: date) -> float | None:
        last = as_of.year if (as_of.month, as_of.day) == (12, 31) else as_of.year - 1
        closed = [year for year in self.fees_share_by_year if last - 1 <= year <= last]
        return self.fees_share_by_year[max(closed)] if closed else None


def pool_records(ledgers: Iterable[Ledger], as_of: date) -> Pool:
    """Delays and renewals of all networks together at `as_of`, overall and by type of funder."""
    records = list(ledgers)
    if not records:
        return Pool.none()
    return Pool(
        DelayBook.observed(stacked([ledger.waits(as_of) for ledger in records])),
        RenewalBook.observed(stacked([ledger.ends(as_of) for ledger in records])),
    )


def _day(day: date) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))


def _month_end(day: date, months: int) -> date:
    return ((np.datetime64(day, "M") + months + 1).astype("datetime64[D]") - 1).item()
