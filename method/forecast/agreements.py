"""Compare the same grants under annual and three-year agreements, over 36 months.

The differences are the number of application files, the hours they take, and when the money comes.
An annual agreement is signed again each year, and its instalments cannot be due before that; a
three-year one is signed once. The amounts are the same, and every renewal is granted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from method.forecast.columns import rows_of
from method.forecast.delays import NEVER_DAY, Floats, Ints
from method.forecast.draws import seed_of
from method.forecast.engine import (
    DRAWS,
    SAFE_DAYS,
    Forecast,
    Sample,
    balances,
    forecast,
    quantiles,
    sample,
)
from method.forecast.money import Joined, Money
from method.forecast.renewals import Renewable
from method.forecast.treasury import Instalments, Treasury

if TYPE_CHECKING:
    import pandas as pd

YEARS = 3
MONTHS = 12 * YEARS

Range = tuple[float, float]
"""Lowest and highest plausible value; values between them are equally likely."""


class Due(NamedTuple):
    """One instalment, repeated in each year of an agreement.

    Attributes:
        day: days after the start of the year, or after the signature in a year with one.
        share: share of the year's money.
        is_on_signature: whether the day counts from the signature.
    """

    day: int
    share: float
    is_on_signature: bool = False


@dataclass(frozen=True)
class Agreement:
    """Terms of a network's public funding.

    Attributes:
        duration_years: 1 or 3.
        files: number of agreements running at once, hence of files at each signature.
        yearly_eur: money for one year, all agreements together.
        schedule: instalments of each year; shares sum to 1.
        signature_days: shape (k,), observed days from start to signature, which draws pick from.
        preparation_hours: hours to prepare one file.
        yearly_hours: hours of reporting and audit per agreement and year.
        funder_type: type of funder whose payment delays apply.
    """

    duration_years: int
    files: int
    yearly_eur: float
    schedule: tuple[Due, ...]
    signature_days: Ints
    preparation_hours: Range
    yearly_hours: Range
    funder_type: str = "region"

    def __post_init__(self) -> None:
        """Check the terms.

        Raises:
            ValueError: a duration that does not divide three years, shares that do not sum to 1.
        """
        if self.duration_years not in (1, YEARS):
            raise ValueError("an agreement lasts one year or three")
        if abs(sum(due.share for due in self.schedule) - 1) > 1e-9:
            raise ValueError("shares of the schedule do not sum to 1")

    @property
    def applications(self) -> int:
        """Number of files written over three years."""
        return self.files * (YEARS // self.duration_years)


@dataclass(frozen=True)
class AgreementOutcome:
    """Three years under one kind of agreement; hours and cost are P10, P50, P90.

    Attributes:
        applications: number of files written.
        hours: hours of work.
        cost_eur: these hours at the hourly cost.
        days_under_30d: mean number of days in months that end with under 30 days of spending.
        forecast: fan of 36 months.
    """

    applications: int
    hours: tuple[float, float, float]
    cost_eur: tuple[float, float, float]
    days_under_30d: float
    forecast: Forecast


@dataclass(frozen=True)
class Comparison:
    """Annual and three-year agreements side by side, on the same draws."""

    annual: AgreementOutcome
    three_year: AgreementOutcome
    hours_saved: tuple[float, float, float]
    cost_saved_eur: tuple[float, float, float]


def compare_agreements(
    treasury: Treasury,
    annual: Agreement,
    three_year: Agreement,
    hourly_cost_eur: float,
    first_month: int = 1,
    draws: int = DRAWS,
    seed: int | None = None,
) -> Comparison:
    """Simulate 36 months under both kinds of agreement.

    Contracted instalments due before the agreements start are kept; later ones are part of what is
    compared and would be counted twice.

    Args:
        treasury: network at a month end.
        annual: terms of one-year agreements.
        three_year: terms of three-year agreements.
        hourly_cost_eur: loaded cost of one hour.
        first_month: month of the horizon in which the first agreement starts.
        draws: number of futures.
        seed: by default, the seed of the month end.
    """
    seed = seed_of(treasury.as_of) if seed is None else seed
    ends = np.concatenate([[0], treasury.month_end_days(MONTHS)])
    start_day = int(ends[first_month - 1]) + 1
    before = treasury.instalments.due_day < start_day
    earlier = rows_of(treasury.instalments, before)
    # Every renewal is granted here, so none is drawn.
    baseline = replace(treasury, instalments=earlier, renewable=Renewable.none())
    drawn = sample(baseline, draws, seed, MONTHS)
    outcomes, hours = [], []
    for agreement in (annual, three_year):
        # The same seed for both, so that they differ by their terms and not by chance.
        rng = np.random.default_rng(seed)
        worked_hours = _hours(agreement, rng.random((2, draws)))
        futures = _with_agreement(drawn, agreement, start_day, rng)
        hours.append(worked_hours)
        outcomes.append(_outcome(agreement, futures, worked_hours, hourly_cost_eur))
    hours_saved = _spread(hours[0] - hours[1])
    return Comparison(outcomes[0], outcomes[1], hours_saved, _priced(hours_saved, hourly_cost_eur))


def observed_agreement(
    grants: pd.DataFrame, instalments: pd.DataFrame, applications: pd.DataFrame, as_of: date
) -> Agreement | None:
    """Annual terms observed in a network's own record; None if there are none.

    Args:
        grants: `core.grant` of the network.
        instalments: `core.instalment` of the network.
        applications: `core.application` of the network.
        as_of: month end; grants signed in the 36 months before are read.
    """
    # pandas takes half a second to import: not for a process that only draws.
    import pandas as pd

    day = np.datetime64(as_of, "D")
    dated = grants.assign(
        signed=pd.to_datetime(grants["signed_on"]),
        started=pd.to_datetime(grants["started_on"]),
        ended=pd.to_datetime(grants["ended_on"]),
    )
    is_recent = (dated["signed"] <= day) & (dated["signed"] > day - np.timedelta64(365 * YEARS))
    annual = dated[is_recent & (dated["duration_months"] <= 12) & (dated["amount_eur"] > 0)]
    running = annual[(annual["started"] <= day) & (annual["ended"] >= day)]
    # One decision may cover several grants: its instalments are counted once.
    decisions = annual.sort_values("signed").drop_duplicates("reference")
    bills = instalments.merge(decisions[["reference", "signed", "started"]], on="reference")
    filed = pd.to_datetime(applications["filed_on"]) <= day
    files = applications[filed & applications["funder_type"].isin(running["funder_type"])]
    preparation = _observed_range(files["preparation_hours"])
    control = _observed_range(files["control_hours"])
    if running.empty or bills.empty or preparation is None or control is None:
        return None
    lag = (annual["signed"] - annual["started"]).dt.days.clip(lower=0)
    # The first instalment depends on the signature, the others on the calendar of the year.
    signature = bills[["signed", "started"]].max(axis=1)
    origin = bills["started"].where(bills["rank"] > 1, signature)
    offset = (pd.to_datetime(bills["due_on"]) - origin).dt.days.clip(lower=0)
    by_rank = pd.DataFrame({"rank": bills["rank"], "day": offset, "eur": bills["due_eur"]})
    ranks = by_rank.groupby("rank").agg(day=("day", "median"), eur=("eur", "sum"))
    return Agreement(
        duration_years=1,
        files=len(running),
        yearly_eur=float(running["amount_eur"].sum()),
        schedule=tuple(
            Due(int(after), float(eur / ranks["eur"].sum()), is_on_signature=rank == 1)
            for rank, after, eur in zip(ranks.index, ranks["day"], ranks["eur"], strict=True)
        ),
        signature_days=lag.to_numpy(np.int64),
        preparation_hours=preparation,
        yearly_hours=control,
        funder_type=str(running.groupby("funder_type")["amount_eur"].sum().idxmax()),
    )


def _observed_range(hours: pd.Series) -> Range | None:
    values = hours.dropna()
    return (float(values.quantile(0.1)), float(values.quantile(0.9))) if len(values) else None


def _hours(agreement: Agreement, uniform: Floats) -> Floats:
    """Hours of three years; shape (draws,)."""
    preparation, yearly = (
        low + (high - low) * u
        for (low, high), u in zip(
            (agreement.preparation_hours, agreement.yearly_hours), uniform, strict=True
        )
    )
    return agreement.applications * preparation + agreement.files * YEARS * yearly


def _with_agreement(
    drawn: Sample, agreement: Agreement, start_day: int, rng: np.random.Generator
) -> Sample:
    """Add the money of three years of agreements to the draws."""
    draws = drawn.receipts_eur.shape[1]
    days, shares, on_signature = (
        np.array(column)[:, None] for column in zip(*agreement.schedule, strict=True)
    )
    picked = rng.random((YEARS, draws)) * agreement.signature_days.size
    signature = agreement.signature_days[picked.astype(np.intp)]
    uniform = rng.random((YEARS, days.size, draws))
    delays = drawn.treasuries[0].delays
    pay_days, due_days = [], []
    for year in range(YEARS):
        begin = start_day + 365 * year
        is_signed_now = year % agreement.duration_years == 0
        wait = signature[year] if is_signed_now else np.zeros(draws, np.int64)
        due = begin + np.where(on_signature, days + wait, np.maximum(days, wait))
        # No payment before the due date here: an early payment needs a signed agreement.
        delay = delays.draw(agreement.funder_type, np.full(len(uniform[year]), -1), uniform[year])
        pay_days.append(np.minimum(due + delay, NEVER_DAY))
        due_days.append(begin + days[:, 0])
    count = YEARS * days.size
    more = Instalments(
        np.concatenate(due_days),
        np.tile(agreement.yearly_eur * shares[:, 0], YEARS),
        np.full(count, "agreement"),
        np.full(count, agreement.funder_type),
        np.array([f"agreement#{rank}" for rank in range(count)], np.str_),
    )
    money = Money(more, np.concatenate(pay_days))
    return replace(drawn, contracted=Joined.of([drawn.contracted, money]))


def _outcome(
    agreement: Agreement, futures: Sample, hours: Floats, hourly_cost_eur: float
) -> AgreementOutcome:
    spread = _spread(hours)
    safe = SAFE_DAYS * futures.treasuries[0].daily_spending_eur
    month_days = np.diff(futures.month_end_days, prepend=0)
    under = (balances(futures) < safe).mean(axis=1)
    return AgreementOutcome(
        applications=agreement.applications,
        hours=spread,
        cost_eur=_priced(spread, hourly_cost_eur),
        days_under_30d=float((under * month_days).sum()),
        forecast=forecast(futures),
    )


def _spread(values: Floats) -> tuple[float, float, float]:
    low, middle, high = (float(v) for v in quantiles(values[None, :], (0.1, 0.5, 0.9))[:, 0])
    return low, middle, high


def _priced(
    hours: tuple[float, float, float], hourly_cost_eur: float
) -> tuple[float, float, float]:
    low, middle, high = hours
    return low * hourly_cost_eur, middle * hourly_cost_eur, high * hourly_cost_eur
