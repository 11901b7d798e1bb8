"""Whether a difference between two dates counts as a change: the single rule, for every screen.

A difference alone means nothing: one more departure out of nine is chance, and a stock that moves
by one in a thousand has not moved. The test depends on what is counted, which the catalogue states.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from scipy.special import bdtr, ndtri

from method.catalog import Indicator
from method.wording import NBSP, fr_change, is_missing

Tone = Literal["better", "worse", "neutral", "stable", "unclear"]
Word = Literal[
    "s’améliore", "se dégrade", "en hausse", "en baisse", "stable", "trop peu pour conclure"
]
SIGNIFICANCE = 0.05
# Standard errors on either side of the centre of a 95 % interval.
_ERRORS = float(-ndtri(SIGNIFICANCE / 2))
MARKS: dict[Tone, str] = {
    "better": "▲",
    "worse": "▼",
    "neutral": "↕",
    "stable": "=",
    "unclear": "·",
}
_FIELDS = ("value", "numerator", "denominator", "n", "status")
_SUFFIX = "_before"
# Units that are already fractions: a tolerance of 2 % is 0.02 on their own scale, since 2 % of a
# growth of 1 % would be negligible.
_SHARES = ("%", "0–1")


@dataclass(frozen=True)
class Change:
    """How an indicator changed between two dates.

    Attributes:
        word: one of six, as printed.
        difference: now minus then, in the unit of the catalogue; None if either is unknown.
        tone: what the word means to a reader, for a colour next to it and never instead of it.
    """

    word: Word
    difference: float | None
    tone: Tone

    @property
    def mark(self) -> str:
        """Symbol of the tone, placed before the word."""
        return MARKS[self.tone]


def before(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Earlier row, which a query joined to this one as `value_before`, …

    Args:
        row: a row of `indicator_headlines`.
    """
    return {field: row.get(f"{field}{_SUFFIX}") for field in _FIELDS}


def between(indicator: Indicator, now: float, then: float) -> Change | None:
    """Change of a quantity known only by its two values, without numerators or denominators.

    Args:
        indicator: entry whose rule applies.
        now: value at the later date.
        then: value at the earlier date.
    """
    return compare(
        indicator, *({"value": value, "n": None, "status": "ok"} for value in (now, then))
    )


def words(indicator: Indicator, change: Change, since: str) -> str:
    """Difference and verdict in words: `+0,2 point en douze mois : stable`.

    Args:
        indicator: its catalogue entry.
        change: result of `tell`.
        since: the period (« en douze mois », « depuis mai 2026 »).
    """
    if change.tone == "unclear" or change.difference is None:
        return f"{since}{NBSP}: {change.word}"
    difference = fr_change(change.difference, indicator.unit, indicator.decimals)
    return f"{difference} {since}{NBSP}: {change.word}"


def compare(indicator: Indicator, now: Mapping[Any, Any], then: Mapping[Any, Any]) -> Change | None:
    """Change of an indicator, or None if one of the two dates has nothing to compare.

    A proportion has moved when Newcombe's 95 % interval of the difference excludes 0; a count of
    events when the exact conditional test on two Poisson counts gives p < 0.05; anything else when
    it moved by more than the tolerance of its entry. A difference that prints as zero is no change.

    Args:
        indicator: its catalogue entry.
        now: `value`, `numerator`, `denominator`, `n`, `status` at the later date.
        then: the same at the earlier date.
    """
    states = {now["status"], then["status"]}
    difference = _difference(now, then)
    if not states <= {"ok", "insufficient"}:
        return None
    if "insufficient" in states or _is_small(indicator, now) or _is_small(indicator, then):
        return Change("trop peu pour conclure", difference, "unclear")
    has_moved = None if difference is None else _has_moved(indicator, now, then)
    if difference is None or has_moved is None:
        return None
    if not has_moved or _prints_as_none(indicator, difference):
        return Change("stable", difference, "stable")
    return _moved(indicator, difference)


def _moved(indicator: Indicator, difference: float) -> Change:
    if indicator.direction == "neutral":
        return Change("en hausse" if difference > 0 else "en baisse", difference, "neutral")
    if (difference > 0) == (indicator.direction == "better"):
        return Change("s’améliore", difference, "better")
    return Change("se dégrade", difference, "worse")


def _difference(now: Mapping[Any, Any], then: Mapping[Any, Any]) -> float | None:
    values = now["value"], then["value"]
    if any(is_missing(value) for value in values):
        return None
    return float(values[0]) - float(values[1])


def _is_small(indicator: Indicator, row: Mapping[Any, Any]) -> bool:
    return not is_missing(row["n"]) and float(row["n"]) < indicator.n_min


def _prints_as_none(indicator: Indicator, difference: float) -> bool:
    unit, decimals = indicator.unit, indicator.decimals
    return fr_change(difference, unit, decimals) == fr_change(0, unit, decimals)


def _has_moved(
    indicator: Indicator, now: Mapping[Any, Any], then: Mapping[Any, Any]
) -> bool | None:
    """Whether it moved; None for a proportion published without numerator and denominator."""
    if indicator.is_proportion:
        return proportions_differ(*(r.get(f) for r in (now, then) for f in _FIELDS[1:3]))
    values = float(now["value"]), float(then["value"])
    if indicator.counted == "events":
        return events_differ(*(round(value) for value in values))
    limit = indicator.tolerance
    if indicator.unit not in _SHARES:
        limit *= abs(values[1])
    distance = abs(values[0] - values[1])
    return distance > limit and not math.isclose(distance, limit)


def proportions_differ(count: Any, nobs: Any, count_then: Any, nobs_then: Any) -> bool | None:
    """Whether Newcombe's 95 % interval of the difference of two proportions excludes 0.

    Args:
        count: units counted now.
        nobs: total number of units now.
        count_then: units counted at the earlier date.
        nobs_then: total number of units at the earlier date.

    Returns:
        None if a number is missing or a total is zero.
    """
    numbers = (count, nobs, count_then, nobs_then)
    if any(is_missing(number) for number in numbers) or not (nobs > 0 and nobs_then > 0):
        return None
    low, high = newcombe_interval(*map(float, numbers))
    return low > 0 or high < 0


def newcombe_interval(
    count: float, nobs: float, count_then: float, nobs_then: float
) -> tuple[float, float]:
    """Newcombe's 95 % interval of the difference of two proportions, now minus then.

    `statsmodels` has it too, but is two seconds longer to load, at every start. The arguments are
    those of `proportions_differ`, totals above zero.
    """
    now, then = count / nobs, count_then / nobs_then
    low, high = _wilson_interval(now, nobs)
    low_then, high_then = _wilson_interval(then, nobs_then)
    down = math.sqrt((now - low) ** 2 + (high_then - then) ** 2)
    up = math.sqrt((then - low_then) ** 2 + (high - now) ** 2)
    return now - then - down, now - then + up


def _wilson_interval(share: float, nobs: float) -> tuple[float, float]:
    squared = _ERRORS**2
    scale = 1 + squared / nobs
    centre = (share + squared / (2 * nobs)) / scale
    half = _ERRORS * math.sqrt(share * (1 - share) / nobs + squared / (4 * nobs**2)) / scale
    return max(centre - half, 0.0), min(centre + half, 1.0)


def events_differ(now: int, then: int) -> bool:
    """Whether two counts of events over windows of equal length differ, at p < 0.05.

    Given their sum, the first of two Poisson counts of equal rate is binomial with probability ½.
    """
    if now + then == 0:
        return False
    return bool(2 * bdtr(min(now, then), now + then, 0.5) < SIGNIFICANCE)
