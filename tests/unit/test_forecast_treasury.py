"""What a forecast knows at a month end, and the delays it draws from."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from method.forecast import DelayBook, Delays, pool_delays, read_ledgers
from method.forecast.engine import draw_delays

NONE = DelayBook(Delays.none())
MONTHS = pd.date_range("2022-01-31", "2025-12-31", freq="ME")


def ledgers(bills: list[dict], months=MONTHS, networks=("a",)):
    cash = pd.DataFrame(
        {
            "network_id": np.repeat(networks, len(months)),
            "month_end": np.tile(months, len(networks)),
            "balance_eur": 100.0,
            "receipts_eur": 30.0,
            "payments_eur": 20.0,
        }
    )
    columns = [
        "network_id", "funder_name", "funder_type", "signed_on", "due_on", "due_eur", "paid_on",
        "paid_eur",
    ]  # fmt: skip
    accounts = pd.DataFrame(
        {
            "network_id": ["a", "a"],
            "fiscal_year": [2023, 2024],
            "fees_eur": [50.0, 60.0],
            "services_eur": [30.0, 20.0],
            "other_income_eur": [20.0, 20.0],
        }
    )
    return read_ledgers(cash, pd.DataFrame(bills, columns=columns), accounts)


def bill(due: str, paid: str | None, signed="2022-01-01", network="a", kind="region") -> dict:
    return {
        "network_id": network, "funder_name": "Région", "funder_type": kind,
        "signed_on": pd.Timestamp(signed), "due_on": pd.Timestamp(due), "due_eur": 10.0,
        "paid_on": pd.Timestamp(paid) if paid else pd.NaT, "paid_eur": 10.0 if paid else None,
    }  # fmt: skip


def test_subsidies_paid_in_a_month_are_taken_off_its_receipts() -> None:
    ledger = ledgers([bill("2025-03-01", "2025-05-31"), bill("2025-03-01", "2025-05-02")])["a"]
    treasury = ledger.treasury(date(2025, 12, 31), NONE)
    assert treasury.receipts_eur[[-9, -8, -7]].tolist() == [30, 10, 30]
    assert treasury.payments_eur.size == 36


def test_only_what_was_known_at_the_month_end_is_expected() -> None:
    ledger = ledgers(
        [
            bill("2025-05-01", None),  # overdue, stays expected
            bill("2025-04-01", "2025-07-15"),  # paid later: expected on 30 June
            bill("2025-05-01", "2025-06-30"),  # paid that day
            bill("2025-09-01", None, signed="2025-07-01"),  # not signed yet
        ]
    )["a"]
    at = date(2025, 6, 30)
    known = ledger.treasury(at, NONE).instalments.due_day
    assert known.tolist() == [-60, -90]
    told = ledger.expected(at, foresight=True).due_day
    assert told.tolist() == [-60, -90, 63]


@pytest.mark.parametrize(
    ("months", "is_known"),
    [
        (MONTHS[-24:], True),
        (MONTHS[-23:], False),  # one calendar month seen once
        (MONTHS[:-1], False),  # no balance that day
        (MONTHS.delete(-5), False),  # a hole in the last year
        (MONTHS.delete(-20), True),
    ],
)
def test_a_fan_needs_two_years_and_no_hole_in_the_last(months, is_known: bool) -> None:
    treasury = ledgers([], months)["a"].treasury(date(2025, 12, 31), NONE)
    assert (treasury is not None) == is_known


def test_the_share_of_fees_is_that_of_the_last_closed_year() -> None:
    ledger = ledgers([])["a"]
    assert ledger.treasury(date(2025, 12, 31), NONE).fees_share == 0.6
    assert ledger.treasury(date(2024, 11, 30), NONE).fees_share == 0.5


def test_fewer_than_eight_payments_take_the_delays_of_all() -> None:
    own = [bill("2025-01-01", f"2025-02-{day:02}") for day in range(1, 9)]
    other = [bill("2025-01-01", "2025-01-11", network="b") for _ in range(20)]
    at = date(2025, 12, 31)
    book = ledgers(own + other, networks=("a", "b"))
    pooled = pool_delays(book.values(), at)
    assert (pooled.every.n, pooled.every.is_pooled) == (28, True)
    delays = book["a"].treasury(at, pooled).delays
    assert delays.every.days.tolist() == delays.of("region").days.tolist() == list(range(31, 39))
    book = ledgers(own[1:] + other, networks=("a", "b"))
    delays = book["a"].treasury(at, pooled).delays
    assert delays.every is pooled.every
    assert delays.of("region") is pooled.of("region")


def test_a_type_of_funder_keeps_its_own_delays() -> None:
    soon = [bill("2025-01-01", "2025-01-31") for _ in range(10)]
    late = [bill("2024-01-01", "2025-06-01", network="b", kind="europe") for _ in range(8)]
    few = [bill("2024-01-01", "2024-02-01", kind="epci") for _ in range(2)]
    at = date(2025, 12, 31)
    book = ledgers(soon + late + few, networks=("a", "b"))
    delays = book["a"].treasury(at, pool_delays(book.values(), at)).delays
    assert delays.of("region").days.tolist() == [30]
    assert delays.of("europe").days.tolist() == [517]  # no own record: those of all networks
    assert delays.of("epci").days.tolist() == [30, 31]  # too few anywhere: the network's, of all


def test_what_is_unpaid_counts_in_the_delays_as_what_still_runs() -> None:
    # Kaplan–Meier by hand: 4 at risk at 10, one paid → 3/4; 2 at risk at 50 (the one of 30 days
    # still runs), one paid → 3/8; the last still runs at 60 and its mass stays on 50.
    delays = Delays.observed(np.array([10, 30, 50, 60]), np.array([True, False, True, False]))
    assert delays.days.tolist() == [10, 50]
    assert delays.weights.tolist() == [0.25, 0.75]


@settings(deadline=None)
@given(st.lists(st.integers(-40, 300), min_size=1, max_size=30))
def test_all_paid_the_delays_are_those_observed(days: list[int]) -> None:
    delays = Delays.observed(np.array(days), np.ones(len(days), bool))
    values, counts = np.unique(days, return_counts=True)
    assert delays.days.tolist() == values.tolist()
    assert delays.weights == pytest.approx(counts / len(days))


@settings(deadline=None)
@given(
    st.lists(st.integers(-40, 300), min_size=1, max_size=10, unique=True),
    st.integers(-200, 500),
)
def test_a_drawn_delay_exceeds_what_was_waited(days: list[int], waited: int) -> None:
    delays = Delays.observed(np.array(days), np.ones(len(days), bool))
    uniform = np.linspace(0, 1, 50, endpoint=False)[None, :]
    drawn = draw_delays(delays, np.array([waited]), uniform)
    assert (drawn > waited).all()
    if waited < min(days):
        assert set(drawn.ravel()) <= set(days)


def test_draws_follow_the_weights() -> None:
    delays = Delays(np.array([0, 30, 90]), np.array([0.2, 0.3, 0.5]), 10)
    uniform = (np.arange(1000)[None, :] + 0.5) / 1000
    drawn = draw_delays(delays, np.array([-400]), uniform)
    assert [(drawn == day).sum() for day in (0, 30, 90)] == [200, 300, 500]
    late = draw_delays(delays, np.array([0]), uniform)
    assert [(late == day).sum() for day in (30, 90)] == [375, 625]
