"""Scenario set by a reader, and its effect on each instalment of a treasury."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from method.forecast.delays import Floats, Ints
from method.forecast.treasury import Instalments


@dataclass(frozen=True)
class Scenario:
    """Changes to a treasury; the default changes nothing.

    Attributes:
        delay_days: days added to every public receipt.
        delay_by_funder: days added for a funder, by name or by type (the name wins).
        grant_cut_share: share cut from every instalment that is not due yet, 0 to 1.
        cut_funders: names or types of the funders that cut; None for all.
        members_lost_share: share of the fees lost, 0 to 1.
        bridge_eur: loan received at the start of month `bridge_month`, repaid after
            `bridge_months` months.
        bridge_month: 1 for the first month.
        bridge_months: duration of the loan.
        advance_eur: amount of the contracted instalments paid at the start of `advance_month`, and
            deducted from the next ones paid.
        advance_month: 1 for the first month.
    """

    delay_days: int = 0
    delay_by_funder: Mapping[str, int] = field(default_factory=dict)
    grant_cut_share: float = 0.0
    cut_funders: frozenset[str] | None = None
    members_lost_share: float = 0.0
    bridge_eur: float = 0.0
    bridge_month: int = 1
    bridge_months: int = 12
    advance_eur: float = 0.0
    advance_month: int = 1

    def __post_init__(self) -> None:
        """Check the values.

        Raises:
            ValueError: a share outside [0, 1], a negative amount or a month below 1.
        """
        shares = (self.grant_cut_share, self.members_lost_share)
        if not all(0 <= share <= 1 for share in shares):
            raise ValueError("a share lies between 0 and 1")
        if min(self.bridge_eur, self.advance_eur) < 0:
            raise ValueError("an advance is not negative")
        if min(self.bridge_month, self.advance_month, self.bridge_months) < 1:
            raise ValueError("months count from 1")

    def delays(self, instalments: Instalments) -> Ints:
        """Days added to each instalment; shape (instalments,)."""
        if not self.delay_by_funder:
            return np.full(instalments.due_day.size, self.delay_days)
        own = [
            self.delay_by_funder.get(name, self.delay_by_funder.get(kind, 0))
            for name, kind in zip(instalments.funder_name, instalments.funder_type, strict=True)
        ]
        return self.delay_days + np.array(own, dtype=np.int64)

    def amounts(self, instalments: Instalments) -> Floats:
        """Amount of each instalment after cuts; shape (instalments,)."""
        if not self.grant_cut_share:
            return instalments.amount_eur
        is_cut = instalments.due_day > 0
        if self.cut_funders is not None:
            funders = list(self.cut_funders)
            is_cut &= np.isin(instalments.funder_name, funders) | np.isin(
                instalments.funder_type, funders
            )
        return instalments.amount_eur * np.where(is_cut, 1 - self.grant_cut_share, 1.0)


UNCHANGED = Scenario()
