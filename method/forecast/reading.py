"""Build ledgers from `core` rows: claims, agreements and the schedule a renewal would repeat."""

from __future__ import annotations

import numpy as np
import pandas as pd

from method.forecast.columns import rows_of, stacked
from method.forecast.delays import Ints, Texts
from method.forecast.ledger import NEVER, Agreements, Claims, Ledger, Schedule
from method.forecast.renewals import successors

CENT = 0.005


def read_ledgers(
    cash: pd.DataFrame,
    instalments: pd.DataFrame,
    agreements: pd.DataFrame,
    accounts: pd.DataFrame,
) -> dict[str, Ledger]:
    """Build the ledger of each network from rows of `core`.

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
    """One claim per instalment, and one more for the rest of each partly paid one."""
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
    rest = rows_of(whole, is_part)._replace(
        opened_on=ended_on[is_part],
        ended_on=np.full(int(is_part.sum()), NEVER),
        amount_eur=(due - paid)[is_part],
    )
    return stacked([whole, rest])


def _schedule(agreements: pd.DataFrame, bills: pd.DataFrame) -> Schedule:
    """Schedule of a renewal: first instalment after the signature, the others by the calendar."""
    numbered = agreements.reset_index(drop=True)
    first = pd.DataFrame({"reference": numbered["reference"], "agreement": numbered.index})
    rows = bills.merge(first.drop_duplicates("reference"), on="reference")
    of = numbered.iloc[rows["agreement"].to_numpy(np.intp)]
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
