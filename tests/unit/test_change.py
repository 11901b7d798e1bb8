"""When a difference counts as a change, against published examples and values by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from method import change
from method.catalog import Indicator, load_catalog
from method.wording import NBSP

CATALOG = load_catalog().indicators
SHARE, CHURN, NEUTRAL_SHARE = (CATALOG[i] for i in ("tpe_pme_share", "churn_12m", "tpe_share"))
LEAVES, JOINS, APPLICATIONS = (CATALOG[i] for i in ("leaves_12m", "joins_12m", "applications_12m"))
MEMBERS, HEADCOUNT, CASH = (CATALOG[i] for i in ("members_active", "headcount", "cash_end"))


def part(count: float | None, of: float | None, n: float | None = None) -> dict[str, Any]:
    """Row of a proportion."""
    value = count / of if count is not None and of else None
    status = "ok" if value is not None else "no_data"
    n = of if n is None else n
    return {"value": value, "numerator": count, "denominator": of, "n": n, "status": status}


def number(value: float | None, status: str = "ok", n: float | None = None) -> dict[str, Any]:
    """Row of any other indicator."""
    return {"value": value, "numerator": value, "denominator": None, "n": n, "status": status}


def word(indicator: Indicator, now: dict[str, Any], then: dict[str, Any]) -> str | None:
    result = change.compare(indicator, now, then)
    return result and result.word


# Newcombe, « Interval estimation for the difference between independent proportions »,
# Statistics in Medicine 17 (1998), table II, method 10: whether the interval excludes 0.
@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        ((56, 70), (48, 80), True),  # 0.0524 to 0.3339
        ((9, 10), (3, 10), True),  # 0.1705 to 0.8090
        ((6, 7), (2, 7), True),  # 0.0582 to 0.8062
        ((5, 56), (0, 29), False),  # −0.0381 to 0.1926
        ((0, 10), (0, 20), False),  # −0.1611 to 0.2775
        ((0, 10), (0, 10), False),  # −0.2775 to 0.2775
        ((10, 10), (0, 20), True),  # 0.6791 to 1
        ((10, 10), (0, 10), True),  # 0.6075 to 1
        ((1, 1), (0, 1), False),  # one in one against none in one is not conclusive
    ],
)
def test_proportions_differ_as_newcombe_published(
    first: tuple[int, int], second: tuple[int, int], differ: bool
) -> None:
    assert change.proportions_differ(*first, *second) is differ
    assert change.proportions_differ(*second, *first) is differ


# By hand: all of n events on one side has p = 2 × 0.5ⁿ: 0.0625 for five, 0.03125 for six. Nine
# against two: 2 × (1 + 11 + 55) / 2048 = 0.065; ten against two: 2 × (1 + 12 + 66) / 4096 = 0.039.
@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [(5, 0, False), (6, 0, True), (9, 2, False), (10, 2, True), (0, 0, False), (40, 40, False)],
)
def test_events_differ_as_two_poisson_counts(one: int, other: int, differ: bool) -> None:
    assert change.events_differ(one, other) is differ
    assert change.events_differ(other, one) is differ


NOW, THEN = (
    st.integers(1, 100_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))
    for _ in range(2)
)


@given(NOW, THEN)
def test_the_interval_is_that_of_statsmodels(now: tuple[int, int], then: tuple[int, int]) -> None:
    from statsmodels.stats.proportion import confint_proportions_2indep

    numbers = (*map(float, now), *map(float, then))
    expected = confint_proportions_2indep(*numbers, method="newcomb", compare="diff")
    assert change.newcombe_interval(*numbers) == tuple(expected)


@given(st.integers(0, 3000), st.integers(-300, 300))
def test_events_differ_as_the_binomial_test_of_scipy(now: int, more: int) -> None:
    from scipy.stats import binomtest

    then = abs(now + more)
    pvalue = binomtest(now, now + then).pvalue if now + then else 1
    assert change.events_differ(now, then) is bool(pvalue < change.SIGNIFICANCE)


@pytest.mark.parametrize(
    ("indicator", "now", "then", "said"),
    [
        (SHARE, part(56, 70), part(48, 80), "s’améliore"),
        (SHARE, part(48, 80), part(56, 70), "se dégrade"),
        (CHURN, part(56, 70), part(48, 80), "se dégrade"),
        (CHURN, part(48, 80), part(56, 70), "s’améliore"),
        (NEUTRAL_SHARE, part(56, 70), part(48, 80), "en hausse"),
        (NEUTRAL_SHARE, part(48, 80), part(56, 70), "en baisse"),
        (SHARE, part(41, 50), part(40, 50), "stable"),  # two points that chance explains
        (LEAVES, number(6), number(0), "se dégrade"),
        (LEAVES, number(5), number(0), "stable"),
        (JOINS, number(10), number(2), "s’améliore"),
        (APPLICATIONS, number(2), number(10), "en baisse"),
        (MEMBERS, number(103), number(100), "s’améliore"),
        (MEMBERS, number(102), number(100), "stable"),  # 2 % and no more
        (MEMBERS, number(97), number(100), "se dégrade"),
        (MEMBERS, number(1), number(0), "s’améliore"),
        (MEMBERS, number(0), number(0), "stable"),
        (HEADCOUNT, number(6), number(5), "en hausse"),
        (CASH, number(-10_000), number(-9_900), "stable"),
        (CASH, number(-10_300), number(-10_000), "se dégrade"),
    ],
)
def test_a_change_is_named_by_one_of_six_words(
    indicator: Indicator, now: dict[str, Any], then: dict[str, Any], said: str
) -> None:
    assert word(indicator, now, then) == said


def test_what_prints_as_no_change_is_none() -> None:
    now, then = part(50_040_000, 10**8), part(50_000_000, 10**8)
    assert change.proportions_differ(50_040_000, 10**8, 50_000_000, 10**8)
    assert word(SHARE, now, then) == "stable"  # +0,0 point


def test_a_share_that_is_not_a_proportion_moves_by_points() -> None:
    growth, hhi = CATALOG["growth_12m"], CATALOG["funder_hhi"]
    assert word(growth, number(0.03), number(0.01)) == "stable"
    assert word(growth, number(0.031), number(0.01)) == "s’améliore"
    assert word(hhi, number(0.25), number(0.23)) == "stable"
    assert word(hhi, number(0.26), number(0.23)) == "se dégrade"


def test_the_tolerance_is_the_entry_s_own() -> None:
    strict = CASH.model_copy(update={"tolerance": 0.0})
    wide = CASH.model_copy(update={"tolerance": 0.2})
    assert word(strict, number(101), number(100)) == "s’améliore"
    assert word(wide, number(120), number(100)) == "stable"
    assert word(wide, number(79), number(100)) == "se dégrade"


def test_too_few_to_conclude_below_the_smallest_n() -> None:
    few = SHARE.model_copy(update={"n_min": 5})
    assert word(few, part(4, 4), part(1, 40)) == "trop peu pour conclure"
    assert word(few, part(40, 40), part(1, 4)) == "trop peu pour conclure"
    assert word(few, part(5, 5), part(1, 40)) == "s’améliore"
    result = change.compare(SHARE, part(9, 10), number(None, "insufficient"))
    assert result == change.Change("trop peu pour conclure", None, "unclear")


@pytest.mark.parametrize("status", ["no_data", "secret", None])
def test_no_change_is_named_where_a_date_is_not_known(status: str | None) -> None:
    empty = number(None) | {"status": status}
    assert change.compare(MEMBERS, number(3), empty) is None
    assert change.compare(MEMBERS, empty, number(3)) is None
    assert change.compare(SHARE, part(1, 2), number(0.5)) is None  # its parts are not published


def test_a_change_carries_its_difference_its_tone_and_its_mark() -> None:
    result = change.compare(LEAVES, number(10), number(2))
    assert result and (result.difference, result.tone, result.mark) == (8, "worse", "▼")
    tones = {
        change.compare(*case).tone  # ty: ignore[unresolved-attribute]
        for case in (
            (JOINS, number(10), number(2)),
            (APPLICATIONS, number(10), number(2)),
            (JOINS, number(2), number(2)),
            (SHARE, part(1, 2), number(None, "insufficient")),
        )
    }
    assert tones == {"better", "neutral", "stable", "unclear"}


def test_the_earlier_row_is_read_from_the_names_of_queries() -> None:
    row = part(56, 70) | {f"{name}_before": value for name, value in part(48, 80).items()}
    assert change.before(row) == part(48, 80)
    assert change.compare(SHARE, row, change.before(row)) == change.compare(
        SHARE, part(56, 70), part(48, 80)
    )
    assert change.compare(SHARE, row, change.before(part(56, 70))) is None


def test_every_count_says_whether_it_counts_events() -> None:
    events = {i.id for i in CATALOG.values() if i.counted == "events"}
    assert {"joins_12m", "leaves_12m", "requests_12m", "team_exits_12m"} <= events
    assert all((i.counted is None) == (i.unit != "count") for i in CATALOG.values())
    assert all("_12m" in name or "_24m" in name or "_36m" in name for name in events)
    with pytest.raises(ValueError, match="counted"):
        Indicator.model_validate(MEMBERS.model_dump() | {"counted": None})


def test_a_change_is_read_out_with_its_difference() -> None:
    since = "en douze mois"
    moved = change.Change("s’améliore", 0.1, "better")
    assert change.words(SHARE, moved, since) == f"+10,0{NBSP}points {since}{NBSP}: s’améliore"
    few = change.Change("trop peu pour conclure", None, "unclear")
    assert change.words(SHARE, few, since) == f"{since}{NBSP}: trop peu pour conclure"
