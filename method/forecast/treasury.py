"""What the engine needs to know of one network's treasury, and how it is read from core rows.

All dates are whole days counted from the month end `as_of`: day 0 is `as_of`, a past date is
negative. A treasury holds only what was known on that day, so that a forecast made for a past
month end is the one that could have been made then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

HISTORY_MONTHS = 36
MIN_YEARS = 2
"""With a single year nothing tells how far a month may stray: no fan is drawn."""
MIN_OWN_DELAYS = 8
"""Fewer payments than this do not make a record: the delays of all networks are used."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Texts = NDArray[np.str_]


@dataclass(frozen=True)
class Delays:
    """Distribution of payment delays, in days, early payments below zero.

    Attributes:
        days: shape (k,), ascending and distinct.
        weights: shape (k,), summing to 1.
        n: payments observed.
        is_pooled: taken from all networks, for want of an own record.
    """

    days: Ints
    weights: Floats
    n: int
    is_pooled: bool = False

    @classmethod
    def none(cls) -> Delays:
        """Every instalment on its due date."""
        return cls(np.zeros(1, np.int64), np.ones(1), 0)

    @classmethod
    def observed(cls, days: Ints, is_paid: NDArray[np.bool_], *, is_pooled: bool = False) -> Delays:
        """Kaplan–Meier distribution of delays, some of which still run.

        Leaving out what is not paid yet would keep the quick payers only. The mass after the last
        payment seen stays on it (Efron's convention).

        Args:
            days: shape (k,), delay of a payment or age of what is unpaid.
            is_paid: shape (k,), whether the delay is over.
            is_pooled: kept as a mark.
        """
        paid = days[is_paid]
        if paid.size == 0:
            return cls.none()
        at, events = np.unique(paid, return_counts=True)
        at_risk = (days[:, None] >= at).sum(axis=0)
        survival = np.cumprod(1 - events / at_risk)
        weights = -np.diff(survival, prepend=1.0)
        weights[-1] += survival[-1]
        return cls(at.astype(np.int64), weights, int(paid.size), is_pooled)


@dataclass(frozen=True)
class DelayBook:
    """Delays to draw from: those of a type of funder where they are known, else of every funder.

    Europe pays in a year or two what a town pays in two months: one distribution for all would
    bring the largest sums far too soon.
    """

    every: Delays
    by_type: Mapping[str, Delays] = field(default_factory=dict)

    def of(self, funder_type: str) -> Delays:
        """Delays of a type of funder."""
        return self.by_type.get(funder_type, self.every)


@dataclass(frozen=True)
class Instalments:
    """Instalments contracted and not paid at `as_of`; every array has shape (instalments,)."""

    due_day: Ints
    amount_eur: Floats
    funder_name: Texts
    funder_type: Texts

    @classmethod
    def none(cls) -> Instalments:
        """No instalment is expected."""
        return cls(np.empty(0, np.int64), np.empty(0), np.empty(0, "U1"), np.empty(0, "U1"))


@dataclass(frozen=True)
class Treasury:
    """One network at one month end.

    Attributes:
        network_id: network.
        as_of: month end of the opening balance.
        balance_eur: opening balance.
        calendar_month: shape (h,), 1 to 12: month of each row of the history, oldest first.
        receipts_eur: shape (h,), receipts other than subsidies.
        payments_eur: shape (h,), spending.
        instalments: what is contracted and expected.
        delays: how late the network is paid.
        fees_share: fees over receipts other than subsidies, last closed year; None if unknown.
    """

    network_id: str
    as_of: date
    balance_eur: float
    calendar_month: Ints
    receipts_eur: Floats
    payments_eur: Floats
    instalments: Instalments
    delays: DelayBook
    fees_share: float | None = None

    @property
    def has_every_month(self) -> bool:
        """A seasonal draw needs each calendar month at least once."""
        return np.unique(self.calendar_month).size == 12

    @property
    def daily_spending_eur(self) -> float:
        """Mean spending a day over the last twelve months of the history."""
        return float(self.payments_eur[-12:].sum()) / 365

    def month_end_days(self, months: int) -> Ints:
        """Days from `as_of` to each of the next month ends; shape (months,)."""
        start = np.datetime64(self.as_of, "M")
        ends = (start + np.arange(2, months + 2)).astype("datetime64[D]") - 1
        return (ends - np.datetime64(self.as_of, "D")).astype(np.int64)

    def years_back(self) -> Ints:
        """0 for the last month of its calendar month, 1 for the one before, and so on."""
        same = self.calendar_month[:, None] == self.calendar_month[None, :]
        return np.triu(same, 1).sum(axis=1)


class Waits(NamedTuple):
    """Instalments due at a month end; every array has shape (instalments,)."""

    days: Ints
    is_paid: NDArray[np.bool_]
    funder_type: Texts


@dataclass(frozen=True)
class Ledger:
    """Everything a network has sent about its money, from which any month end can be read.

    Days are whole days since 1970; what has no date of payment holds `NEVER`.
    """

    network_id: str
    month_end: Ints
    calendar_month: Ints
    balance_eur: Floats
    receipts_eur: Floats
    payments_eur: Floats
    signed_on: Ints
    due_on: Ints
    paid_on: Ints
    due_eur: Floats
    funder_name: Texts
    funder_type: Texts
    fees_share_by_year: Mapping[int, float]

    def delays(self, as_of: date) -> Waits:
        """Delay so far of each instalment due at `as_of`, whether it is over, and who pays."""
        day = _day(as_of)
        due = self.due_on <= day
        paid_on = self.paid_on[due]
        return Waits(
            np.minimum(paid_on, day) - self.due_on[due], paid_on <= day, self.funder_type[due]
        )

    def expected(self, as_of: date, *, foresight: bool = False) -> Instalments:
        """Instalments of the agreements signed at `as_of` and not paid then.

        Args:
            as_of: month end.
            foresight: count the agreements signed since too. Only a back-test may, to tell the
                error of the engine from that of renewals nobody could count on.
        """
        day = _day(as_of)
        expected = (foresight | (self.signed_on <= day)) & (self.paid_on > day)
        return Instalments(
            self.due_on[expected] - day,
            self.due_eur[expected],
            self.funder_name[expected],
            self.funder_type[expected],
        )

    def months_known(self, as_of: date) -> int:
        """Months of cash sent for the history that a forecast at `as_of` may use."""
        first, last = _day(_month_end(as_of, -HISTORY_MONTHS)), _day(as_of)
        return int(((self.month_end > first) & (self.month_end <= last)).sum())

    def treasury(self, as_of: date, pooled: DelayBook) -> Treasury | None:
        """What was known at `as_of`; None when it is too little.

        Needed: a balance that day, each of the last twelve months, and `MIN_YEARS` of each calendar
        month.

        Args:
            as_of: month end.
            pooled: delays of all networks at `as_of`.
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
            delays=_delay_book(self.delays(as_of), pooled),
            fees_share=self._fees_share(as_of),
        )

    def _fees_share(self, as_of: date) -> float | None:
        last = as_of.year if (as_of.month, as_of.day) == (12, 31) else as_of.year - 1
        closed = [year for year in self.fees_share_by_year if last - 1 <= year <= last]
        return self.fees_share_by_year[max(closed)] if closed else None


NEVER = np.iinfo(np.int64).max // 2


def read_ledgers(
    cash: pd.DataFrame, instalments: pd.DataFrame, accounts: pd.DataFrame
) -> dict[str, Ledger]:
    """Ledgers by network, from rows of `core`.

    Args:
        cash: `core.cash_month`.
        instalments: `core.instalment` with `signed_on` of its grant.
        accounts: `core.annual_account`.
    """
    bills = instalments.dropna(subset=["network_id", "due_on", "due_eur", "signed_on"])
    return {
        str(network_id): _ledger(
            str(network_id),
            rows.sort_values("month_end"),
            bills[bills["network_id"] == network_id],
            accounts[accounts["network_id"] == network_id],
        )
        for network_id, rows in cash.groupby("network_id")
    }


def pool_delays(ledgers: Iterable[Ledger], as_of: date) -> DelayBook:
    """Delays of all networks together at `as_of`, whole and by type of funder."""
    parts = [ledger.delays(as_of) for ledger in ledgers]
    if not parts:
        return DelayBook(Delays.none())
    waits = Waits(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))
    return DelayBook(
        Delays.observed(waits.days, waits.is_paid, is_pooled=True), _by_type(waits, is_pooled=True)
    )


def _by_type(waits: Waits, *, is_pooled: bool = False) -> dict[str, Delays]:
    """Delays of each type of funder with enough payments on record."""
    found = {}
    for funder_type in np.unique(waits.funder_type):
        rows = waits.funder_type == funder_type
        if waits.is_paid[rows].sum() >= MIN_OWN_DELAYS:
            found[str(funder_type)] = Delays.observed(
                waits.days[rows], waits.is_paid[rows], is_pooled=is_pooled
            )
    return found


def _delay_book(waits: Waits, pooled: DelayBook) -> DelayBook:
    """The network's own delays where it has enough of them, else those of all networks."""
    has_own = waits.is_paid.sum() >= MIN_OWN_DELAYS
    every = Delays.observed(waits.days, waits.is_paid) if has_own else pooled.every
    return DelayBook(every, {**pooled.by_type, **_by_type(waits)})


def _ledger(
    network_id: str, cash: pd.DataFrame, bills: pd.DataFrame, accounts: pd.DataFrame
) -> Ledger:
    month_end = _days(cash["month_end"])
    months = pd.to_datetime(cash["month_end"])
    paid = bills.dropna(subset=["paid_on", "paid_eur"])
    paid_month_end = _days(pd.to_datetime(paid["paid_on"]) + pd.offsets.MonthEnd(0))
    subsidies = (
        (paid_month_end[None, :] == month_end[:, None]) * paid["paid_eur"].to_numpy(np.float64)
    ).sum(axis=1)
    income = accounts["fees_eur"] + accounts["services_eur"] + accounts["other_income_eur"]
    shares = (accounts["fees_eur"] / income.where(income > 0)).dropna()
    return Ledger(
        network_id=network_id,
        month_end=month_end,
        calendar_month=months.dt.month.to_numpy(np.int64),
        balance_eur=cash["balance_eur"].to_numpy(np.float64),
        receipts_eur=cash["receipts_eur"].to_numpy(np.float64) - subsidies,
        payments_eur=cash["payments_eur"].to_numpy(np.float64),
        signed_on=_days(bills["signed_on"]),
        due_on=_days(bills["due_on"]),
        paid_on=_days(bills["paid_on"]),
        due_eur=bills["due_eur"].to_numpy(np.float64),
        funder_name=bills["funder_name"].fillna("").to_numpy(np.str_),
        funder_type=bills["funder_type"].fillna("").to_numpy(np.str_),
        fees_share_by_year={
            int(year): float(share)
            for year, share in zip(accounts.loc[shares.index, "fiscal_year"], shares, strict=True)
        },
    )


def _days(dates: pd.Series) -> Ints:
    stamps = pd.to_datetime(dates).to_numpy("datetime64[D]")
    return np.where(np.isnat(stamps), NEVER, stamps.astype(np.int64))


def _day(day: date) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))


def _month_end(day: date, months: int) -> date:
    return ((np.datetime64(day, "M") + months + 1).astype("datetime64[D]") - 1).item()
