"""Build ledgers from `core` rows: claims, agreements and the schedule a renewal would repeat."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from method.forecast.columns import rows_of, stacked
from method.forecast.delays import Ints, Texts
from method.forecast.ledger import NEVER, Agreements, Claims, Ledger, Schedule
from method.forecast.renewals import successors

_QUERIES = Path(__file__).parent / "queries"
LEDGER_QUERIES = {
    "cash": _QUERIES / "ledger_cash.sql",
    "instalments": _QUERIES / "ledger_instalments.sql",
    "agreements": _QUERIES / "ledger_agreements.sql",
    "accounts": _QUERIES / "ledger_accounts.sql",
}
"""SELECTs that give the arguments of `read_ledgers`. The pipeline and the simulators both run
them: the same rows in the same order give the same draws."""
CENT = 0.005
# Columns of one table, of the same length: a frame for each network would cost more than its rows.
Columns = dict[str, NDArray[Any]]


def read_ledgers(
    cash: pd.DataFrame,
    instalments: pd.DataFrame,
    agreements: pd.DataFrame,
    accounts: pd.DataFrame,
) -> dict[str, Ledger]:
    """Build the ledger of each network from the rows of `LEDGER_QUERIES`."""
    bills = instalments.dropna(subset=["network_id", "due_on", "due_eur", "signed_on"])
    dated = agreements.dropna(
        subset=["network_id", "reference", "signed_on", "started_on", "ended_on", "amount_eur"]
    )
    dated = dated[dated["amount_eur"] > 0].reset_index(drop=True)
    dated = dated.join(successors(dated))
    months = cash.sort_values("month_end", kind="stable")
    bill, deal = _bills(bills), _agreements(dated)
    tables = (bill, deal, _schedule(dated, deal, bills, bill), _accounts(accounts))
    others = [(_by_network(columns), _rows(columns, slice(0))) for columns in tables]
    return {
        name: _ledger(name, of_months, *(by_name.get(name, none) for by_name, none in others))
        for name, of_months in _by_network(_months(months)).items()
    }


def _ledger(
    network_id: str,
    cash: Columns,
    bills: Columns,
    agreements: Columns,
    schedule: Columns,
    accounts: Columns,
) -> Ledger:
    month_end = cash["month_end"]
    paid = _rows(bills, bills["is_paid"])
    subsidies = ((paid["paid_month_end"][None, :] == month_end[:, None]) * paid["paid_eur"]).sum(
        axis=1
    )
    closed = agreements["closed_on"]
    return Ledger(
        network_id=network_id,
        month_end=month_end,
        calendar_month=cash["calendar_month"],
        balance_eur=cash["balance_eur"],
        receipts_eur=cash["receipts_eur"] - subsidies,
        payments_eur=cash["payments_eur"],
        claims=_claims(bills),
        agreements=Agreements(*(agreements[name] for name in Agreements._fields)),
        schedule=Schedule(*(schedule[name] for name in Schedule._fields)),
        closed_on=int(closed[0]) if closed.size else NEVER,
        fees_share_by_year=dict(
            zip(accounts["year"].tolist(), accounts["share"].tolist(), strict=True)
        ),
    )


def _months(cash: pd.DataFrame) -> Columns:
    amounts = ("balance_eur", "receipts_eur", "payments_eur")
    return {
        "network_id": _texts(cash["network_id"]),
        "month_end": _days(cash["month_end"]),
        "calendar_month": pd.to_datetime(cash["month_end"]).dt.month.to_numpy(np.int64),
        **{name: cash[name].to_numpy(np.float64) for name in amounts},
    }


def _bills(bills: pd.DataFrame) -> Columns:
    paid_on = pd.to_datetime(bills["paid_on"])
    names = zip(bills["reference"], bills["rank"], strict=True)
    return {
        "network_id": _texts(bills["network_id"]),
        "key": np.array([f"{reference}#{rank:g}" for reference, rank in names], np.str_),
        "signed_on": _days(bills["signed_on"]),
        "due_on": _days(bills["due_on"]),
        "ended_on": _days(paid_on),
        "due_eur": bills["due_eur"].to_numpy(np.float64),
        "is_paid": (bills["paid_on"].notna() & bills["paid_eur"].notna()).to_numpy(bool),
        "paid_eur": bills["paid_eur"].to_numpy(np.float64),
        "paid_month_end": _days(paid_on + pd.offsets.MonthEnd(0)),
        "funder_name": _texts(bills["funder_name"]),
        "funder_type": _texts(bills["funder_type"]),
    }


def _agreements(agreements: pd.DataFrame) -> Columns:
    return {
        "network_id": _texts(agreements["network_id"]),
        "reference": _texts(agreements["reference"]),
        "funder_type": _texts(agreements["funder_type"]),
        "signed_on": _days(agreements["signed_on"]),
        "ended_on": _days(agreements["ended_on"]),
        "renewed_on": _days(agreements["renewed_on"]),
        "ratio": agreements["ratio"].to_numpy(np.float64),
        "started_on": _days(agreements["started_on"]),
        "closed_on": _days(agreements["network_ended_on"]),
    }


def _accounts(accounts: pd.DataFrame) -> Columns:
    income = accounts["fees_eur"] + accounts["services_eur"] + accounts["other_income_eur"]
    shares = (accounts["fees_eur"] / income.where(income > 0)).to_numpy(np.float64)
    is_known = ~np.isnan(shares) & accounts["network_id"].notna().to_numpy(bool)
    known = accounts[is_known]
    return {
        "network_id": _texts(known["network_id"]),
        "year": known["fiscal_year"].to_numpy(np.int64),
        "share": shares[is_known],
    }


def _claims(bills: Columns) -> Claims:
    """One claim per instalment, and one more for the rest of each partly paid one."""
    ended_on, due = bills["ended_on"], bills["due_eur"]
    is_dated = ended_on < NEVER
    paid = np.where(is_dated, np.where(np.isnan(bills["paid_eur"]), due, bills["paid_eur"]), due)
    whole = Claims(
        key=bills["key"],
        signed_on=bills["signed_on"],
        opened_on=np.full(len(due), -NEVER),
        due_on=bills["due_on"],
        ended_on=ended_on,
        is_written_off=is_dated & (paid == 0),
        amount_eur=np.where(is_dated & (paid > 0), np.minimum(paid, due), due),
        funder_name=bills["funder_name"],
        funder_type=bills["funder_type"],
    )
    is_part = is_dated & (paid > 0) & (paid < due - CENT)
    rest = rows_of(whole, is_part)._replace(
        opened_on=ended_on[is_part],
        ended_on=np.full(int(is_part.sum()), NEVER),
        amount_eur=(due - paid)[is_part],
    )
    return stacked([whole, rest])


def _schedule(
    agreements: pd.DataFrame, agreement: Columns, bills: pd.DataFrame, bill: Columns
) -> Columns:
    """Schedule of a renewal: first instalment after the signature, the others by the calendar.

    An instalment without purpose is of the first agreement of its decision.

    Args:
        agreements: rows of agreements.
        agreement: their columns.
        bills: rows of instalments.
        bill: their columns.
    """
    decision, own = ["network_id", "reference"], ["network_id", "reference", "purpose"]
    placed = agreements[own].assign(
        place=np.arange(len(agreements)), agreement=agreements.groupby("network_id").cumcount()
    )
    numbered = bills[[*own, "rank"]].assign(bill=np.arange(len(bills)))
    has_purpose = numbered["purpose"].notna()
    rows = pd.concat(
        [
            numbered[has_purpose].merge(placed.drop_duplicates(own), on=own),
            numbered[~has_purpose].merge(placed.drop_duplicates(decision), on=decision),
        ]
    ).sort_values("bill", ignore_index=True)
    of = _rows(agreement, rows["place"].to_numpy(np.intp))
    due = _rows(bill, rows["bill"].to_numpy(np.intp))
    rank = rows["rank"].to_numpy(np.float64)
    is_first = rank == rows.groupby("place")["rank"].transform("min").to_numpy(np.float64)
    wait = np.maximum(due["due_on"] - np.maximum(of["signed_on"], of["started_on"]), 0)
    return {
        "network_id": due["network_id"],
        "agreement": rows["agreement"].to_numpy(np.intp),
        "key": due["key"],
        "due_on": due["due_on"] + of["ended_on"] - of["started_on"] + 1,
        "wait_days": np.where(is_first, wait, -1),
        "amount_eur": due["due_eur"],
        "funder_name": due["funder_name"],
    }


def _by_network(columns: Columns) -> dict[str, Columns]:
    """The rows of each network, in the order that they have."""
    names, place = np.unique(columns["network_id"], return_inverse=True)
    order = np.argsort(place, kind="stable")
    ends = np.cumsum(np.bincount(place, minlength=len(names)))[:-1]
    rows = np.split(order, ends)
    return {str(name): _rows(columns, of_name) for name, of_name in zip(names, rows, strict=False)}


def _rows(columns: Columns, rows: NDArray[Any] | slice) -> Columns:
    return {name: values[rows] for name, values in columns.items()}


def _texts(column: pd.Series) -> Texts:
    return column.fillna("").to_numpy(np.str_)


def _days(dates: pd.Series) -> Ints:
    stamps = pd.to_datetime(dates).to_numpy("datetime64[D]")
    return np.where(np.isnat(stamps), NEVER, stamps.astype(np.int64))
