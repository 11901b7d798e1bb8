"""Cash and accounts: both come from one set of flows, so that they agree to the cent.

Income and spending are first booked (earned, owed), then received and paid with their delays; the
difference goes to the balance sheet. All amounts are integers, in cents, by network × month.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.demo import parameters as p
from pipelines.demo import profiles
from pipelines.demo.grants import Grants
from pipelines.demo.profiles import PROFILES
from pipelines.demo.team import wanted_fte
from pipelines.demo.timeline import CLOSED_YEARS, FIRST, LAST, MONTHS, YEARS, month_of
from pipelines.demo.writing import Columns, euros, text, whole

OTHER_INCOME_SHARE = 0.01
RAISE_A_YEAR = 1.02
# Loans are repaid from July 2021.
LOAN_FIRST, LOAN_MONTHS = 6, 60
CAPITAL_MONTH = 5
LOWEST_DAYS = 5


@dataclass(frozen=True)
class Flows:
    """Flows in cents, by network × month."""

    fees: np.ndarray
    services: np.ndarray
    other_income: np.ndarray
    payroll: np.ndarray
    overheads: np.ndarray
    receipts: np.ndarray
    payments: np.ndarray
    balance: np.ndarray
    capital: np.ndarray
    repaid: np.ndarray
    contribution: np.ndarray


def budget_cents(payroll: np.ndarray) -> np.ndarray:
    """Charges of the year, payroll and overheads, by network × year."""
    return _yearly(payroll) + _overheads_of_the_year()


def grants_needed_cents(payroll: np.ndarray) -> np.ndarray:
    """Public grants needed for the target share of income, by network × year."""
    share = np.array([profile.public_share for profile in PROFILES])
    return np.rint(budget_cents(payroll) * share[:, None]).astype(np.int64)


def flows(payroll: np.ndarray, fees: np.ndarray, grants: Grants) -> Flows:
    """All flows; income from services balances the budget of each year."""
    live = _living()
    budget = budget_cents(payroll)
    overheads = _by_month(_overheads_of_the_year(), p.SPENDING_MONTHS.value) * live
    other = _by_month(np.rint(budget * OTHER_INCOME_SHARE).astype(np.int64), (1 / 12,) * 12) * live
    earned = np.zeros((len(PROFILES), len(YEARS)), dtype=np.int64)
    np.add.at(earned, np.array(grants.network), np.diff(grants.earned_cents(), axis=1))
    target = np.rint(budget * (1 + p.MARGIN.value)).astype(np.int64)
    missing = np.maximum(target - _yearly(fees) - earned - _yearly(other), 0)
    services = _by_month(missing, p.SERVICE_MONTHS.value) * live

    fte = np.array([[wanted_fte(profile, year) for year in YEARS] for profile in PROFILES])
    capital = np.zeros_like(payroll)
    bought = np.rint(fte * p.CAPITAL_EUR.value[1]).astype(np.int64) * 100
    capital[:, CAPITAL_MONTH::12] = bought
    capital *= live
    repaid = _loans()
    social, later = p.PAYMENT_LAG.value
    first, second = p.SERVICE_LAG.value
    receipts = fees + other + _late(services, ((1, first), (2, second))) + grants.received_cents()
    payments = (
        _late(payroll, ((0, 1 - social), (1, social)))
        + _late(overheads, ((0, 1 - later), (1, later)))
        + capital
        + repaid
    )
    opening = _opening(receipts, payments)
    # A network created within the calendar starts with its founders' contribution.
    contribution = np.zeros_like(receipts)
    for index, profile in enumerate(PROFILES):
        born = int(month_of(np.datetime64(profile.created, "D")))
        if born >= 0:
            contribution[index, born] = opening[index]
            opening[index] = 0
    receipts = receipts + contribution
    balance = opening[:, None] + np.cumsum(receipts - payments, axis=1)
    return Flows(
        fees, services, other, payroll, overheads, receipts, payments, balance, capital, repaid,
        contribution,
    )  # fmt: skip


def _living() -> np.ndarray:
    """1 from the month after the network's creation, 0 before."""
    born = np.array([month_of(np.datetime64(profile.created, "D")) for profile in PROFILES])
    return (np.arange(len(MONTHS))[None, :] > born[:, None]).astype(np.int64)


def _overheads_of_the_year() -> np.ndarray:
    fte = np.array([[wanted_fte(profile, year) for year in YEARS] for profile in PROFILES])
    factor = np.array([profile.cost_factor for profile in PROFILES])[:, None]
    raises = RAISE_A_YEAR ** np.arange(len(YEARS))
    eur = (
        fte * p.OVERHEAD_EUR.value * factor * raises * _living().reshape(-1, len(YEARS), 12).mean(2)
    )
    return np.rint(eur * 100).astype(np.int64)


def _yearly(monthly: np.ndarray) -> np.ndarray:
    return monthly.reshape(len(PROFILES), len(YEARS), 12).sum(axis=2)


def _by_month(yearly: np.ndarray, weights: tuple[float, ...]) -> np.ndarray:
    """Split yearly amounts between months, to the cent."""
    steps = np.cumsum(np.array(weights)) / np.sum(weights)
    until = np.rint(yearly[:, :, None] * steps).astype(np.int64)
    return np.diff(until, axis=2, prepend=0).reshape(len(PROFILES), -1)


def _late(booked: np.ndarray, shares: tuple[tuple[int, float], ...]) -> np.ndarray:
    """Cash flows of booked amounts: each share some months later, with the total kept to the cent.

    Amounts booked in the last months of 2020 are taken from the same months of 2021.
    """
    first_year = booked[:, 12 - 2 : 12]
    longer = np.concatenate([first_year, booked], axis=1)
    shifted = np.zeros_like(longer)
    remaining = longer.copy()
    for turn, (lag, share) in enumerate(shares):
        last = turn == len(shares) - 1
        part = remaining if last else np.rint(longer * share).astype(np.int64)
        remaining = remaining - part
        shifted[:, lag:] += part[:, : part.shape[1] - lag]
    return shifted[:, 2:]


def _loans() -> np.ndarray:
    repaid = np.zeros((len(PROFILES), len(MONTHS)), dtype=np.int64)
    for index, profile in enumerate(PROFILES):
        monthly = p.LOANS_EUR.value.get(profile.slug, 0) * 100 // LOAN_MONTHS
        repaid[index, LOAN_FIRST : LOAN_FIRST + LOAN_MONTHS] = monthly
    return repaid


def _opening(receipts: np.ndarray, payments: np.ndarray) -> np.ndarray:
    """Opening cash such that the lowest balance of the last two years is the profile's floor."""
    moves = np.cumsum(receipts - payments, axis=1)
    daily = payments[:, LAST - 11 : LAST + 1].sum(axis=1) / 365
    floor = np.array([profile.floor_days for profile in PROFILES]) * daily
    recent = floor - moves[:, LAST - 23 : LAST + 1].min(axis=1)
    always = LOWEST_DAYS * daily - moves[:, : LAST + 1].min(axis=1)
    return np.rint(np.maximum(recent, always)).astype(np.int64)


def cash_columns(flows: Flows, slugs: np.ndarray) -> Columns:
    """The rows of `tresorerie`, for the months that each network has sent."""
    months = np.arange(FIRST, LAST + 1)
    born = np.array([month_of(np.datetime64(profile.created, "D")) for profile in PROFILES])
    silent = np.array([profile.story == "tresorerie_absente" for profile in PROFILES])
    last_sent = np.where(silent, month_of(np.datetime64(profiles.LAST_CASH_MONTH, "M")), LAST)
    is_sent = (months[None, :] >= born[:, None]) & (months[None, :] <= last_sent[:, None])
    network, column = np.nonzero(is_sent)
    month = months[column]
    return {
        "id_reseau": text(slugs[network]),
        "mois": text(MONTHS[month].astype(str).astype(object)),
        "solde_fin_mois": euros(flows.balance[network, month]),
        "encaissements": euros(flows.receipts[network, month]),
        "decaissements": euros(flows.payments[network, month]),
    }


def account_columns(flows: Flows, grants: Grants, slugs: np.ndarray) -> Columns:
    """The rows of `comptes`: closed years, from the year in which the network was created."""
    sheet = _accounts(flows, grants)
    first = np.array([int(profile.created[:4]) for profile in PROFILES])
    network, column = np.nonzero(first[:, None] <= np.array(CLOSED_YEARS)[None, :])
    return {
        "id_reseau": text(slugs[network]),
        "exercice": whole(np.array(CLOSED_YEARS)[column]),
        **{name: euros(values[network, column]) for name, values in sheet.items()},
    }


def _accounts(flows: Flows, grants: Grants) -> dict[str, np.ndarray]:
    """Income statement and balance sheet in cents, by network × year, in the contract's order."""
    size = (len(PROFILES), len(YEARS))
    earned, paid = grants.earned_cents(), grants.paid_to_date_cents()
    due, ahead, granted = (np.zeros(size, dtype=np.int64) for _ in range(3))
    network = np.array(grants.network)
    np.add.at(due, network, np.maximum(earned - paid, 0)[:, 1:])
    np.add.at(ahead, network, np.maximum(paid - earned, 0)[:, 1:])
    np.add.at(granted, network, np.diff(earned, axis=1))

    fte = np.array([[wanted_fte(profile, year) for year in YEARS] for profile in PROFILES])
    lived = _living().reshape(-1, len(YEARS), 12).mean(axis=2)
    start, _, worn = p.CAPITAL_EUR.value
    wear = np.rint(fte * worn * lived).astype(np.int64) * 100
    born_before = np.array([profile.created < "2021" for profile in PROFILES])
    opening_assets = np.rint(fte[:, 0] * start * born_before).astype(np.int64) * 100
    assets = opening_assets[:, None] + np.cumsum(_yearly(flows.capital) - wear, axis=1)

    social, later = p.PAYMENT_LAG.value
    first, _ = p.SERVICE_LAG.value
    december, november = flows.services[:, 11::12], flows.services[:, 10::12]
    receivable = december + november - np.rint(november * first).astype(np.int64)
    payroll, overheads = flows.payroll[:, 11::12], flows.overheads[:, 11::12]
    owed = payroll - np.rint(payroll * (1 - social)).astype(np.int64)
    owed = owed + overheads - np.rint(overheads * (1 - later)).astype(np.int64)
    loans = np.array([p.LOANS_EUR.value.get(profile.slug, 0) * 100 for profile in PROFILES])
    long_debt = loans[:, None] - np.cumsum(_yearly(flows.repaid), axis=1)
    long_debt = long_debt + np.cumsum(_yearly(flows.contribution), axis=1)
    cash = flows.balance[:, 11::12]
    equity = assets + receivable + due + cash - owed - ahead - long_debt
    return {
        "cotisations": _yearly(flows.fees),
        "prestations": _yearly(flows.services),
        "subventions_publiques": granted,
        "autres_produits": _yearly(flows.other_income),
        "charges_personnel": _yearly(flows.payroll),
        "autres_charges": _yearly(flows.overheads) + wear,
        "fonds_propres": equity,
        "dettes_long_terme": long_debt,
        "immobilisations_nettes": assets,
        "creances": receivable,
        "subventions_a_recevoir": due,
        "dettes_court_terme": owed + ahead,
        "disponibilites": cash,
    }
