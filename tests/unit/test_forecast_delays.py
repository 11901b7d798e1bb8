"""Drawn delays: the order of the records, late claims, and claims never paid."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from method.forecast import DelayBook, Delays, Waits
from method.forecast.columns import stacked
from method.forecast.delays import NEVER_DAY

LEVELS = (np.arange(1_000) + 0.5) / 1_000


def waits(days, kind="region", paid=True, lost=False) -> Waits:
    count = len(days)
    is_lost = np.broadcast_to(np.array(lost), count).copy()
    is_paid = np.broadcast_to(np.array(paid), count) & ~is_lost
    return Waits(np.array(days, np.int64), is_paid, is_lost, np.full(count, kind))


def drawn_of(book: DelayBook, kind: str, waited: int) -> np.ndarray:
    """Delays drawn for one claim."""
    return book.draw(kind, np.array([waited]), LEVELS[None])[0]


def together(*parts: Waits) -> Waits:
    return stacked(parts)


def test_the_record_taken_is_the_first_that_holds_eight_payments() -> None:
    others = together(
        waits([100] * 8, "region"), waits([400] * 8, "europe"), waits([50] * 3, "epci")
    )
    pooled = DelayBook.observed(others)
    many = DelayBook.observed(together(waits([10] * 8), waits([20] * 8, "etat")), pooled)
    assert set(many.in_order("region")[0].days) == {10}
    # The own record of all types comes before all networks' record of that type.
    assert set(many.in_order("epci")[0].days) == {10, 20}
    few = DelayBook.observed(waits([10] * 7), pooled)
    assert set(few.in_order("europe")[0].days) == {400}
    # There are too few of that type anywhere.
    assert set(few.in_order("epci")[0].days) == {50, 100, 400}


def test_a_type_with_few_payments_weighs_more_in_the_whole_own_record() -> None:
    pooled = DelayBook.observed(
        together(waits([58, 60, 62] * 4, "region"), waits([390, 400, 410] * 4, "europe"))
    )
    own = DelayBook.observed(together(waits([60] * 10), waits([400], "europe")), pooled)
    record = own.in_order("europe")[0]
    # Between types, 57,800 of variance; within them, 2.9 and 72.7: noise is 0.0007.
    assert record.weights[record.days == 400].sum() > 0.99
    assert own.in_order("epci")[0].weights[-1] == pytest.approx(1 / 11)
    alone = DelayBook.observed(
        together(waits([60] * 10), waits([400], "europe")), DelayBook.observed(waits([60] * 9))
    )
    assert alone.in_order("europe")[0].weights[-1] == pytest.approx(1 / 11)


def test_few_payments_of_a_type_take_its_pace_from_all_networks() -> None:
    """Three claims paid by Europe do not predict the month in which the fourth is paid."""
    pace = waits(range(100, 600, 10), "europe")
    pooled = DelayBook.observed(together(waits(range(0, 100, 2), "region"), pace))
    # A network paid like the others: half of its regional payments came before 49 days.
    usual = together(waits(range(0, 100, 4)), waits([150, 160, 170], "europe"))
    late = together(waits(range(50, 100, 2)), waits([150, 160, 170], "europe"))
    trust = 3 / (3 + pooled.noise)
    assert 0.9 < trust < 1
    record = DelayBook.observed(usual, pooled).in_order("europe")[0]
    middle = np.median(drawn_of(DelayBook.observed(usual, pooled), "europe", -10))
    assert middle == pytest.approx(np.median(pace.days), abs=80)
    assert record.n == 28
    assert record.above(400) <= 12
    # Payments keep their rank: a network that waits longer for the Region also does for Europe.
    assert np.median(drawn_of(DelayBook.observed(late, pooled), "europe", -10)) > middle + 80
    # No payment of that type: the whole record is used as is, following the order of records.
    alone = DelayBook.observed(waits(range(0, 100, 4)), pooled)
    assert set(drawn_of(alone, "europe", -10)) <= set(range(0, 100, 4))


def test_many_claims_are_drawn_as_each_alone() -> None:
    book = DelayBook.observed(together(waits([*range(-10, 40, 2), 300]), waits([5], lost=True)))
    waited = np.array([-400, -5, 3, 90, 500])
    numbers = np.array([LEVELS, LEVELS[::-1], LEVELS, LEVELS, LEVELS])
    delays = book.draw("region", waited, numbers)
    for row, (days, uniform) in enumerate(zip(waited, numbers, strict=True)):
        assert (delays[row] == book.draw("region", np.array([days]), uniform[None])[0]).all()


def test_a_late_claim_looks_for_eight_later_payments() -> None:
    pooled = DelayBook.observed(waits([200, 300] * 5))
    book = DelayBook.observed(waits([*range(1, 11), 150]), pooled)
    assert set(drawn_of(book, "region", -5)) == {*range(1, 11), 150}
    assert set(drawn_of(book, "region", 120)) == {200, 300}  # only one later payment
    beyond = drawn_of(book, "region", 350)
    assert beyond.min() > 350
    # No payment took as long: exponential. Own median 6, excess of 7, 8, 9, 10 and 150: 30.8.
    assert np.mean(beyond - 350) == pytest.approx(30.8 + 0.5, abs=0.5)


def test_no_record_pays_on_the_due_date_and_late_money_in_a_month() -> None:
    book = DelayBook(Delays.none())
    assert set(drawn_of(book, "region", -10)) == {0}
    late = drawn_of(book, "region", 112)
    assert np.mean(late - 112) == pytest.approx(30.5, abs=0.5)


def test_claims_never_paid_are_a_share_of_the_draws() -> None:
    book = DelayBook.observed(waits([10] * 9 + [800], lost=[False] * 9 + [True]))
    assert book.every.lost_share == 0.1
    for waited in (-30, 5, 40):
        delays = drawn_of(book, "region", waited)
        assert (delays == NEVER_DAY).mean() == pytest.approx(0.1, abs=0.001)


def test_what_is_unpaid_counts_in_the_delays_as_what_still_runs() -> None:
    # Kaplan–Meier by hand: 4 at risk at 10, one paid → 3/4; 2 at risk at 50 (the one of 30 days
    # is censored), one paid → 3/8; the last is censored at 60 and its mass stays on 50.
    delays = Delays.observed(waits([10, 30, 50, 60], paid=[True, False, True, False]))
    assert delays.days.tolist() == [10, 50]
    assert delays.weights.tolist() == [0.25, 0.75]


@given(st.lists(st.integers(-40, 300), min_size=1, max_size=30))
def test_all_paid_the_delays_are_those_observed(days: list[int]) -> None:
    delays = Delays.observed(waits(days))
    assert delays.days.tolist() == sorted(days)
    assert delays.weights == pytest.approx(np.full(len(days), 1 / len(days)))


@given(st.lists(st.integers(-40, 300), min_size=1, max_size=20), st.integers(-200, 500))
def test_a_drawn_delay_exceeds_what_was_waited(days: list[int], waited: int) -> None:
    book = DelayBook.observed(waits(days))
    delays = drawn_of(book, "region", waited)
    assert (delays > waited).all()
    if waited < min(days):
        assert set(delays) <= {*days, 0} if waited < 0 else True


def test_draws_follow_the_weights() -> None:
    delays = Delays(np.repeat([0, 30, 90], 8), np.repeat([0.2, 0.3, 0.5], 8) / 8)
    drawn_delays = drawn_of(DelayBook(delays), "region", -400)
    assert [(drawn_delays == day).sum() for day in (0, 30, 90)] == [200, 300, 500]
    late = drawn_of(DelayBook(delays), "region", 0)
    assert [(late == day).sum() for day in (30, 90)] == [375, 625]
