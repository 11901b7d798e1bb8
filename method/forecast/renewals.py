"""Which agreements are renewed, when and for how much, estimated from those that ended.

A renewal is the next agreement of the same network with the same funder, signed within a year
before or after the end, and of a similar amount, so that a one-euro grant is not mistaken for the
renewal of an agreement. Recently ended agreements without renewal are still waiting (censored, as
in Kaplan–Meier): leaving them out would keep only the quick ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from method.forecast.columns import rows_of
from method.forecast.delays import (
    MIN_RECORD,
    NEVER_DAY,
    Days,
    Floats,
    Ints,
    Texts,
    event_weights,
)
from method.forecast.guide import Guided

if TYPE_CHECKING:
    import pandas as pd

RENEWAL_DAYS = 365
"""An agreement that ended earlier than this without renewal is never renewed."""
LIKE_AMOUNTS = (0.2, 5.0)
"""Monthly amount of a renewal divided by that of the agreement it renews."""


class Ends(NamedTuple):
    """Agreements that ended by a month end; every array has shape (ends,).

    Attributes:
        days: from the end to the signature of the renewal, or to the month end; negative before.
        is_renewed: whether the renewal is signed.
        ratio: monthly amount of the renewal over that of the agreement; NaN before it is signed.
        funder_type: type of the payer.
    """

    days: Ints
    is_renewed: NDArray[np.bool_]
    ratio: Floats
    funder_type: Texts


@dataclass(frozen=True)
class Renewals:
    """Distribution of renewals: each recorded one, with its day and its amount.

    Attributes:
        days: shape (k,), from the end to the signature, ascending.
        ratio: shape (k,), amount of each over that of the agreement it renews.
        weights: shape (k,); the rest up to 1 is the share not renewed.
    """

    days: Ints
    ratio: Floats
    weights: Floats

    @classmethod
    def none(cls) -> Renewals:
        """No record: nothing is renewed."""
        return cls(np.empty(0, np.int64), np.empty(0), np.empty(0))

    @classmethod
    def observed(cls, ends: Ends) -> Renewals:
        """Kaplan–Meier distribution of the renewals of a record."""
        if not ends.is_renewed.any():
            return cls.none()
        order = np.argsort(ends.days[ends.is_renewed], kind="stable")
        days = ends.days[ends.is_renewed][order]
        waits = np.sort(np.where(ends.is_renewed, ends.days, np.minimum(ends.days, RENEWAL_DAYS)))
        days, weights = event_weights(waits, days)
        return cls(days, ends.ratio[ends.is_renewed][order], weights)

    def draw(self, waited: int | Ints, uniform: Floats) -> NDArray[np.intp]:
        """Rank of the renewal picked by each draw, later than the wait so far; -1 for none.

        Args:
            waited: days since the end, of each row; negative before it.
            uniform: shape (draws,) or (rows, draws), in [0, 1[.
        """
        # Past the last renewal, every level is above the last bound: none.
        base = self._cumulated[np.searchsorted(self.days, waited, side="right")][..., None]
        level = uniform * (1 - base)
        level += base
        return self._ranks.at(level)

    @cached_property
    def drawn_days(self) -> Days:
        """Day of each rank; of rank −1, the last one, a day that never comes."""
        return np.append(self.days, 2 * NEVER_DAY).astype(np.int32)

    @cached_property
    def drawn_ratio(self) -> Floats:
        """Ratio of each rank, 0 for rank −1."""
        return np.append(self.ratio, 0.0)

    @cached_property
    def _cumulated(self) -> Floats:
        """Weight of the renewals before each, then of all; shape (k + 1,)."""
        return np.concatenate([[0.0], np.cumsum(self.weights)])

    @cached_property
    def _ranks(self) -> Guided:
        return Guided(self._cumulated[1:], np.append(np.arange(self.days.size), -1))


@dataclass(frozen=True)
class RenewalBook:
    """Renewals to draw from, by type of funder."""

    every: Renewals
    by_type: Mapping[str, Renewals] = field(default_factory=dict)

    def of(self, funder_type: str) -> Renewals:
        """Renewals of a type of funder."""
        return self.by_type.get(funder_type, self.every)

    @classmethod
    def observed(cls, ends: Ends) -> RenewalBook:
        """Renewals of a record, overall and for each type with `MIN_RECORD` ends."""
        by_type = {}
        for funder_type in np.unique(ends.funder_type):
            rows = rows_of(ends, ends.funder_type == funder_type)
            if rows.days.size >= MIN_RECORD:
                by_type[str(funder_type)] = Renewals.observed(rows)
        return cls(Renewals.observed(ends), by_type)

    def over(self, pooled: RenewalBook) -> RenewalBook:
        """Own record for a type if it is long enough, else the record of all networks."""
        return RenewalBook(pooled.every, {**pooled.by_type, **self.by_type})


@dataclass(frozen=True)
class Renewable:
    """Agreements that may be renewed at `as_of`, instalment by instalment.

    Days count from `as_of`; every array has shape (instalments,), except `end_day`, `reference` and
    `kind`, of shape (agreements,).

    Attributes:
        reference: of each agreement.
        end_day: its last day.
        kind: its type of funder.
        agreement: rank of the agreement of each instalment.
        key: key of the instalment that is repeated.
        due_day: its due date, one agreement later.
        wait_days: from the signature to the due date; -1 when the due date is a calendar date.
        amount_eur: as in the agreement that ends.
        funder_name, funder_type: who pays.
    """

    reference: Texts
    end_day: Ints
    kind: Texts
    agreement: NDArray[np.intp]
    key: Texts
    due_day: Ints
    wait_days: Ints
    amount_eur: Floats
    funder_name: Texts
    funder_type: Texts

    def of(self, rows: NDArray[np.intp] | NDArray[np.bool_]) -> Renewable:
        """The same agreements, with some of their instalments."""
        return replace(
            self,
            agreement=self.agreement[rows],
            key=self.key[rows],
            due_day=self.due_day[rows],
            wait_days=self.wait_days[rows],
            amount_eur=self.amount_eur[rows],
            funder_name=self.funder_name[rows],
            funder_type=self.funder_type[rows],
        )

    @classmethod
    def none(cls) -> Renewable:
        """No agreement is running or ended recently."""
        days, texts = np.empty(0, np.int64), np.empty(0, "U1")
        return cls(
            texts, days, texts, np.empty(0, np.intp), texts, days, days, np.empty(0), texts, texts
        )


def successors(agreements: pd.DataFrame) -> pd.DataFrame:
    """The renewal of each agreement: `renewed_on` (day, NaT for none) and `ratio`.

    Each agreement, in order of signature, renews the similar one of the same network and funder
    whose end is nearest to its start. An assignment therefore uses nothing signed after it.

    Args:
        agreements: `network_id`, `funder_name`, `funder_type`, `signed_on`, `started_on`,
            `ended_on`, `amount_eur`; the index is kept.
    """
    renewed_on = np.full(len(agreements), np.datetime64("NaT", "D"))
    ratio = np.full(len(agreements), np.nan)
    of_one = ["network_id", "funder_name", "funder_type"]
    groups = agreements.groupby(of_one, dropna=False, sort=False).ngroup().to_numpy()
    signed, started, ended = (
        agreements[name].to_numpy("datetime64[D]").astype(np.int64)
        for name in ("signed_on", "started_on", "ended_on")
    )
    monthly = agreements["amount_eur"].to_numpy(np.float64) / (ended - started + 1)
    order = np.lexsort((started, signed, groups))
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    for rows in np.split(order, starts[1:]):
        is_free = np.ones(rows.size, bool)
        for new in rows[1:]:
            ratios = monthly[new] / np.where(monthly[rows] > 0, monthly[rows], np.nan)
            fits = is_free & (ratios >= LIKE_AMOUNTS[0]) & (ratios <= LIKE_AMOUNTS[1])
            fits &= (signed[rows] < signed[new]) & (ended[rows] < ended[new])
            fits &= np.abs(signed[new] - ended[rows]) <= RENEWAL_DAYS
            if fits.any():
                gaps = np.where(fits, np.abs(started[new] - ended[rows] - 1), np.inf)
                old = int(gaps.argmin())
                is_free[old] = False
                renewed_on[rows[old]] = np.datetime64(int(signed[new]), "D")
                ratio[rows[old]] = ratios[old]
    return agreements[[]].assign(renewed_on=renewed_on, ratio=ratio)
