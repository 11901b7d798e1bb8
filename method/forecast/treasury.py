"""What the engine needs to know about one network's treasury at one month end.

All dates are whole days counted from the month end `as_of`: day 0 is `as_of`, past dates are
negative. A treasury contains only what was known on that day, so that the forecast of a past month
end is the one that could have been made then.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np

from method.forecast.delays import DelayBook, Floats, Ints, Texts
from method.forecast.renewals import Renewable, RenewalBook, Renewals

HISTORY_MONTHS = 36


class Instalments(NamedTuple):
    """Instalments contracted and not paid at `as_of`; every array has shape (instalments,).

    Attributes:
        due_day: due date.
        amount_eur: amount still to be paid.
        funder_name, funder_type: who pays.
        key: reference and rank, the key of the delay draws.
    """

    due_day: Ints
    amount_eur: Floats
    funder_name: Texts
    funder_type: Texts
    key: Texts

    @classmethod
    def none(cls) -> Instalments:
        """No instalment is expected."""
        texts = np.empty(0, "U1")
        return cls(np.empty(0, np.int64), np.empty(0), texts, texts, texts)


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
        instalments: contracted instalments still expected.
        delays: payment delays of the network.
        fees_share: fees over receipts other than subsidies, last closed year; None if unknown.
        renewable: agreements that may be renewed.
        renewals: record of past renewals.
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
    renewable: Renewable = field(default_factory=Renewable.none)
    renewals: RenewalBook = field(default_factory=lambda: RenewalBook(Renewals.none()))

    @property
    def has_every_month(self) -> bool:
        """Whether the history has each calendar month, so that each future month can be drawn."""
        return np.unique(self.calendar_month).size == 12

    @property
    def daily_spending_eur(self) -> float:
        """Mean spending per day over the last twelve months of the history."""
        return float(self.payments_eur[-12:].sum()) / 365

    def month_end_days(self, months: int) -> Ints:
        """Days from `as_of` to each of the next month ends; shape (months,)."""
        start = np.datetime64(self.as_of, "M")
        ends = (start + np.arange(2, months + 2)).astype("datetime64[D]") - 1
        return (ends - np.datetime64(self.as_of, "D")).astype(np.int64)

    @cached_property
    def years_back(self) -> Ints:
        """Years back of each month: 0 for the latest of its calendar month, 1 before it, etc."""
        same = self.calendar_month[:, None] == self.calendar_month[None, :]
        return np.triu(same, 1).sum(axis=1)
