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
import pandas as pd
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
    successors,
)
from method.forecast.treasury import HISTORY_MONTHS, Instalments, Treasury

MIN_YEARS = 2
"""With a single year nothing tells how far a month may stray: no fan is drawn."""
NEVER = np.iinfo(np.int64).max // 2
CENT = 0.005


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

    def expected(self, as_of: date, *, foresight: bool = False) -> Instalments:
        """Instalments of the agreements signed at `as_of` and not paid then.

        What is held never paid is not expected.

        Args:
            as_of: month end.
            foresight: count the agreements signed since too. Only a back-test may, to tell the
                error of the engine from that of renewals.
        """
        day = _day(as_of)
        claims = self.claims
        expected = (foresight | (claims.signed_on <= day)) & (claims.ended_on > day)
        found = claims.of(expected & (day - claims.due_on <= NEVER_PAID_DAYS))
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


def read_ledgers(
    cash: pd.DataFrame,
    instalments: pd.DataFrame,
    agreements: pd.DataFrame,
    accounts: pd.DataFrame,
) -> dict[str, Ledger]:
    """Ledgers by network, from rows of `core`.

    Args:
        cash: `core.cash_month`.
        instalments: `core.instalment` with `signed_on` of its grant.
        agreements: `core.grant`, with `network_ended_on` of its network.
        accounts: `core.annual_account`.
    """
    bills = instalments.dropna(subset=["network_id", "due_on", "due_eur", "signed_on"])
    dated = agreements.dropna(
        subset=["network_id", "reference", "signed_on", "started_on", "ended_on", "amount_eur"]
    )
    dated = dated[dated["amount_eur"] > 0].reset_index(drop=True)
    dated = dated.join(successors(dated))
    bills_of, dated_of, accounts_of = (
        dict(list(frame.groupby("network_id"))) for frame in (bills, dated, accounts)
    )
    return {
        str(network_id): _ledger(
            str(network_id),
            rows.sort_values("month_end"),
            bills_of.get(network_id, bills.iloc[:0]),
            dated_of.get(network_id, dated.iloc[:0]),
            accounts_of.get(network_id, accounts.iloc[:0]),
        )
        for network_id, rows in cash.groupby("network_id")
    }


def _ledger(
    network_id: str,
    cash: pd.DataFrame,
    bills: pd.DataFrame,
    agreements: pd.DataFrame,
    accounts: pd.DataFrame,
) -> Ledger:
    month_end = _days(cash["month_end"])
    paid = bills.dropna(subset=["paid_on", "paid_eur"])
    paid_month_end = _days(pd.to_datetime(paid["paid_on"]) + pd.offsets.MonthEnd(0))
    subsidies = (
        (paid_month_end[None, :] == month_end[:, None]) * paid["paid_eur"].to_numpy(np.float64)
    ).sum(axis=1)
    income = accounts["fees_eur"] + accounts["services_eur"] + accounts["other_income_eur"]
    shares = (accounts["fees_eur"] / income.where(income > 0)).dropna()
    closed = _days(agreements["network_ended_on"])
    return Ledger(
        network_id=network_id,
        month_end=month_end,
        calendar_month=pd.to_datetime(cash["month_end"]).dt.month.to_numpy(np.int64),
        balance_eur=cash["balance_eur"].to_numpy(np.float64),
        receipts_eur=cash["receipts_eur"].to_numpy(np.float64) - subsidies,
        payments_eur=cash["payments_eur"].to_numpy(np.float64),
        claims=_claims(bills),
        agreements=Agreements(
            agreements["reference"].to_numpy(np.str_),
            _texts(agreements["funder_type"]),
            _days(agreements["signed_on"]),
            _days(agreements["ended_on"]),
            _days(agreements["renewed_on"]),
            agreements["ratio"].to_numpy(np.float64),
        ),
        schedule=_schedule(agreements, bills),
        closed_on=int(closed[0]) if closed.size else NEVER,
        fees_share_by_year={
            int(year): float(share)
            for year, share in zip(accounts.loc[shares.index, "fiscal_year"], shares, strict=True)
        },
    )


def _claims(bills: pd.DataFrame) -> Claims:
    """One claim an instalment, and one more for the rest of each that was paid in part."""
    ended_on = _days(bills["paid_on"])
    is_dated = ended_on < NEVER
    due = bills["due_eur"].to_numpy(np.float64)
    paid = np.where(is_dated, bills["paid_eur"].fillna(bills["due_eur"]).to_numpy(np.float64), due)
    whole = Claims(
        key=_keys(bills),
        signed_on=_days(bills["signed_on"]),
        opened_on=np.full(len(bills), -NEVER),
        due_on=_days(bills["due_on"]),
        ended_on=ended_on,
        is_written_off=is_dated & (paid == 0),
        amount_eur=np.where(is_dated & (paid > 0), np.minimum(paid, due), due),
        funder_name=_texts(bills["funder_name"]),
        funder_type=_texts(bills["funder_type"]),
    )
    is_part = is_dated & (paid > 0) & (paid < due - CENT)
    rest = whole.of(is_part)._replace(
        opened_on=ended_on[is_part],
        ended_on=np.full(int(is_part.sum()), NEVER),
        amount_eur=(due - paid)[is_part],
    )
    return whole.with_rest(rest)


def _schedule(agreements: pd.DataFrame, bills: pd.DataFrame) -> Schedule:
    """The first instalment follows the signature; the others keep their place in the calendar."""
    known = agreements.reset_index(drop=True)
    first = pd.DataFrame({"reference": known["reference"], "agreement": known.index})
    rows = bills.merge(first.drop_duplicates("reference"), on="reference")
    of = known.iloc[rows["agreement"].to_numpy(np.intp)]
    signed, started, ended = (_days(of[name]) for name in ("signed_on", "started_on", "ended_on"))
    due_on = _days(rows["due_on"])
    rank = rows["rank"].to_numpy(np.float64)
    is_first = rank == rows.groupby("reference")["rank"].transform("min").to_numpy(np.float64)
    wait = np.maximum(due_on - np.maximum(signed, started), 0)
    return Schedule(
        agreement=rows["agreement"].to_numpy(np.intp),
        key=_keys(rows),
        due_on=due_on + ended - started + 1,
        wait_days=np.where(is_first, wait, -1),
        amount_eur=rows["due_eur"].to_numpy(np.float64),
        funder_name=_texts(rows["funder_name"]),
    )


def _keys(bills: pd.DataFrame) -> Texts:
    return np.array(
        [f"{r}#{n:g}" for r, n in zip(bills["reference"], bills["rank"], strict=True)], np.str_
    )


def _texts(column: pd.Series) -> Texts:
    return column.fillna("").to_numpy(np.str_)


def _days(dates: pd.Series) -> Ints:
    stamps = pd.to_datetime(dates).to_numpy("datetime64[D]")
    return np.where(np.isnat(stamps), NEVER, stamps.astype(np.int64))


def _day(day: date) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))


def _month_end(day: date, months: int) -> date:
    return ((np.datetime64(day, "M") + months + 1).astype("datetime64[D]") - 1).item()
