"""Membership fees: the grid, the yearly call in January, and the month of payment."""

from __future__ import annotations

import numpy as np

from pipelines.demo import parameters as p
from pipelines.demo import profiles
from pipelines.demo.firms import Firms
from pipelines.demo.members import COMPANY_KINDS, KINDS, Roster
from pipelines.demo.profiles import PROFILES
from pipelines.demo.timeline import LAST, MONTHS, YEARS, day, month_of

# Fee class of a band, in the order of `activities.BANDS`: under 6, 6-9, 10-49, 50-249, more.
BAND_CLASS = np.array([0, 0, 0, 0, 1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4])
GROUPING = KINDS.index("autre")


def base_fee_cents(roster: Roster, firms: Firms) -> np.ndarray:
    """Fee of each membership before any increase."""
    kind, band = firms.kind[roster.firm], firms.band[roster.firm]
    grid = np.array(p.FEE_GRID.value)
    institution, grouping = p.FEE_INSTITUTION.value
    fee = np.where(kind >= 2, grid[-1], grid[BAND_CLASS[band]]).astype(float)
    fee = np.where(kind >= COMPANY_KINDS, institution, fee)
    fee = np.where(kind == GROUPING, grouping, fee)
    factor = np.array([profile.fee_factor for profile in PROFILES])
    return np.rint(fee * factor[roster.network]).astype(np.int64) * 100


def raised(roster: Roster, firms: Firms) -> np.ndarray:
    """Memberships affected by an increase: the TPE of one network, still members at that date."""
    touched = np.array([profile.story == "hausse_des_cotisations" for profile in PROFILES])
    still = roster.left > day(profiles.FEE_RISE_YEAR, 1)
    return touched[roster.network] & (firms.kind[roster.firm] == 0) & still


def fee_cents(roster: Roster, firms: Firms) -> np.ndarray:
    """Fee of each membership today, or when it ended."""
    base = base_fee_cents(roster, firms)
    return np.where(raised(roster, firms), base * profiles.FEE_RISE_FACTOR, base).astype(np.int64)


def received_cents(roster: Roster, firms: Firms) -> np.ndarray:
    """Fees received by network × month; called each January, and on joining in the first year."""
    base, touched = base_fee_cents(roster, firms), raised(roster, firms)
    due = np.zeros((len(PROFILES), len(MONTHS)))
    for year in YEARS:
        january = day(year, 1)
        fee = np.where(
            touched & (year >= profiles.FEE_RISE_YEAR), base * profiles.FEE_RISE_FACTOR, base
        )
        renewed = (roster.joined < january) & (roster.left > january)
        np.add.at(due, (roster.network[renewed], month_of(january)), fee[renewed])
        new = roster.joined.astype("datetime64[Y]") == january.astype("datetime64[Y]")
        np.add.at(due, (roster.network[new], month_of(roster.joined[new])), fee[new])
    received = np.zeros_like(due)
    for lag, share in enumerate(p.FEE_LAG.value):
        received[:, lag:] += due[:, : due.shape[1] - lag] * share
    received[:, LAST + 1 :] = 0
    return np.rint(received).astype(np.int64)
