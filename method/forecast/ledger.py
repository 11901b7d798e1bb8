"""A network's money as it was sent, and what was known of it at any month end.

A ledger holds what happened since; `Ledger.treasury` is the only way out and takes the day, so
that nothing of the future enters a forecast.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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
"""With a single year nothing tells how far a month may stray: no fan is drawn."""
NEVER = np.iinfo(np.int64).max // 2


class Claims(NamedTuple):
    """Instalments of a network; every array has shape (claims,), days count from 1970.

    One paid in part makes two claims of one key: what came, and the rest, which waits. What has no
    date of payment holds `NEVER`.
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

    def of(self, rows: NDArray[np.bool_]) -> Claims:
        """The claims of a mask."""
        return Claims(
            key=self.key[rows],
            signed_on=self.signed_on[rows],
            opened_on=self.opened_on[rows],
            due_on=self.due_on[rows],
            ended_on=self.ended_on[rows],
            is_written_off=self.is_written_off[rows],
            amount_eur=self.amount_eur[rows],
            funder_name=self.funder_name[rows],
            funder_type=self.funder_type[rows],
        )

    def with_rest(self, rest: Claims) -> Claims:
        """These claims, then the rest of those paid in part."""
        return Claims(
            key=np.concatenate([self.key, rest.key]),
            signed_on=np.concatenate([self.signed_on, rest.signed_on]),
            opened_on=np.concatenate([self.opened_on, rest.opened_on]),
            due_on=np.concatenate([self.due_on, rest.due_on]),
            ended_on=np.concatenate([self.ended_on, rest.ended_on]),
            is_written_off=np.concatenate([self.is_written_off, rest.is_written_off]),
            amount_eur=np.concatenate([self.amount_eur, rest.amount_eur]),
            funder_name=np.concatenate([self.funder_name, rest.funder_name]),
            funder_type=np.concatenate([self.funder_type, rest.funder_type]),
        )


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
    """What all networks together say at a month end."""

    delays: DelayBook
    renewals: RenewalBook

    @classmethod
    def none(cls) -> Pool:
        """Nothing on record."""
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
        known = self.claims.of((self.claims.due_on <= day) & (self.claims.opened_on <= day))
        is_over = known.ended_on <= day
        days = np.minimum(known.ended_on, day) - known.due_on
        is_lost = (is_over & known.is_written_off) | (~is_over & (days > NEVER_PAID_DAYS))
        return Waits(days, is_over & ~known.is_written_off, is_lost, known.funder_type)

    def ends(self, as_of: date) -> Ends:
        """Agreements that ended by `as_of`, and those of them whose renewal was signed then."""
        day = _day(as_of)
        of = self.agreements
        rows = (of.ended_on < min(day + 1, self.closed_on)) & (of.signed_on <= day)
        renewed_on = of.renewed_on[rows]
        return Ends(
            np.minimum(renewed_on, day) - of.ended_on[rows],
            renewed_on <= day,
            of.ratio[rows],
            of.funder_type[rows],
        )

    def expected(self, as_of: date) -> Instalments:
        """Instalments of the agreements signed at `as_of` and not paid then.

        What is held never paid is not expected.
        """
        return self._waiting(as_of, self.claims.signed_on <= _day(as_of))

    def signed_later(self, as_of: date) -> Instalments:
        """The same of the agreements signed since, which was not known then.

        Only a back-test may read them, to tell the error of the engine from that of renewals.
        """
        return self._waiting(as_of, self.claims.signed_on > _day(as_of))

    def _waiting(self, as_of: date, rows: NDArray[np.bool_]) -> Instalments:
        day, claims = _day(as_of), self.claims
        found = claims.of(rows & (claims.ended_on > day) & (day - claims.due_on <= NEVER_PAID_DAYS))
        return Instalments(
            found.due_on - day, found.amount_eur, found.funder_name, found.funder_type, found.key
        )

    def renewable(self, as_of: date) -> Renewable:
        """Agreements that run or ended within 12 months at `as_of`, and have no renewal then."""
        day = _day(as_of)
        of, bills = self.agreements, self.schedule
        rows = (of.signed_on <= day) & (of.renewed_on > day)
        rows &= of.ended_on > day - RENEWAL_DAYS
        if self.closed_on <= day or not rows.any():
            return Renewable.none()
        kept = rows[bills.agreement]
        rank = np.cumsum(rows) - 1
        return Renewable(
            reference=of.reference[rows],
            end_day=of.ended_on[rows] - day,
            kind=of.funder_type[rows],
            agreement=rank[bills.agreement[kept]],
            key=bills.key[kept],
            due_day=bills.due_on[kept] - day,
            wait_days=bills.wait_days[kept],
            amount_eur=bills.amount_eur[kept],
            funder_name=bills.funder_name[kept],
            funder_type=of.funder_type[bills.agreement[kept]],
        )

    def months_known(self, as_of: date) -> int:
        """Months of cash sent for the history that a forecast at `as_of` may use."""
        first, last = _day(_month_end(as_of, -HISTORY_MONTHS)), _day(as_of)
        return int(((self.month_end > first) & (self.month_end <= last)).sum())

    def treasury(self, as_of: date, pooled: Pool) -> Treasury | None:
        """What was known at `as_of`; None when it is too little.

        Needed: a balance that day, each of the last twelve months, and `MIN_YEARS` of each calendar
        month.

        Args:
            as_of: month end.
            pooled: record of all networks at `as_of`.
        """
        day = _day(as_of)
        today = (self.month_end == day) & ~np.isnan(self.balance_eur)
        if not today.any():
            return None
        first = _day(_month_end(as_of, -HISTORY_MONTHS))
        past = (self.month_end > first) & (self.month_end <= day)
        past &= ~np.isnan(self.receipts_eur) & ~np.isnan(self.payments_eur)
        seen = np.bincount(self.calendar_month[past], minlength=13)[1:]
        last_year = self.month_end[past] > _day(_month_end(as_of, -12))
        if seen.min() < MIN_YEARS or last_year.sum() < 12:
            return None
        return Treasury(
            network_id=self.network_id,
            as_of=as_of,
            balance_eur=float(self.balance_eur[today][0]),
            calendar_month=self.calendar_month[past],
            receipts_eur=self.receipts_eur[past],
            payments_eur=self.payments_eur[past],
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
    """Delays and renewals of all networks together at `as_of`, whole and by type of funder."""
    known = list(ledgers)
    if not known:
        return Pool.none()
    return Pool(
        DelayBook.observed(Waits.joined([ledger.waits(as_of) for ledger in known])),
        RenewalBook.observed(Ends.joined([ledger.ends(as_of) for ledger in known])),
    )


def _day(day: date) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))


def _month_end(day: date, months: int) -> date:
    return ((np.datetime64(day, "M") + months + 1).astype("datetime64[D]") - 1).item()
