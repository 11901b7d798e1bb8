"""Classes on ordinary and degenerate values."""

from __future__ import annotations

import numpy as np
import pytest

from observatory.territories.classes import METHODS, Classes, classify, parse_bounds

FREE = [method for method in METHODS if method != "fixe"]
VALUES = [0.1, 0.12, 0.13, 0.4, 0.42, 0.45, 0.8, 0.82, 0.85]


@pytest.mark.parametrize("method", FREE)
def test_every_value_falls_in_one_class_between_its_bounds(method) -> None:
    rng = np.random.default_rng(7)
    values = rng.gamma(2, 3, 900)
    classes = classify(values, method, 5)
    assert len(classes) == 5
    assert classes.uppers[-1] == values.max()
    for value, index in zip(values, classes.index_of(values), strict=True):
        low, high = classes.intervals()[index]
        assert low <= value <= high


def test_jenks_cuts_between_the_groups_that_one_sees() -> None:
    classes = classify(VALUES, "jenks", 3)
    assert classes.uppers == (0.13, 0.45, 0.85)


def test_quantiles_hold_as_many_values_each() -> None:
    index = classify(VALUES, "quantiles", 3).index_of(VALUES)
    assert [index.count(i) for i in range(3)] == [3, 3, 3]


def test_equal_intervals_have_one_width() -> None:
    widths = np.diff([0.1, *classify(VALUES, "egal", 3).uppers])
    assert widths == pytest.approx([0.25, 0.25, 0.25])


@pytest.mark.parametrize("method", FREE)
def test_all_equal_or_one_territory_is_one_class(method) -> None:
    for values in ([0.5] * 40, [0.5]):
        classes = classify(values, method, 5)
        assert classes == Classes((0.5,), 0.5, is_reduced=True)
        assert classes.index_of(values) == [0] * len(values)


@pytest.mark.parametrize("method", METHODS)
def test_a_missing_value_has_no_class_and_zero_is_never_classed(method) -> None:
    for values in ([], [0.0, 0.0], [float("nan")], [None]):
        assert classify(values, method, 5, [0.5]) == Classes((), 0.0)
    assert classify([0.0, 0.0, 0.3, 0.6], method, 2, [0.4]).lowest == pytest.approx(0.3)


@pytest.mark.parametrize("method", FREE)
def test_fewer_distinct_values_than_classes_are_classes_of_their_own(method) -> None:
    classes = classify([1, 1, 2, 3, 3], method, 5)
    assert classes.uppers == (1, 2, 3)
    assert classes.is_reduced


@pytest.mark.parametrize("method", FREE)
def test_ties_never_make_an_empty_or_inverted_class(method) -> None:
    values = [1.0] * 5000 + [2.0, 3.0, 4.0, 5.0, 6.0, 7.0]
    classes = classify(values, method, 4)
    assert list(classes.uppers) == sorted(set(classes.uppers))
    assert set(classes.index_of(values)) == set(range(len(classes)))


def test_fixed_bounds_stay_where_they_are_put() -> None:
    classes = classify(VALUES, "fixe", 5, (0.25, 0.5))
    assert classes.intervals() == [(0.1, 0.25), (0.25, 0.5), (0.5, 0.85)]
    # The bounds do not change while the panel stays below the last one.
    assert classify([0.2], "fixe", 5, (0.25, 0.5)).uppers == (0.25, 0.5)
    assert classify([0.2, 0.3], "fixe", 5).intervals() == [(0.2, 0.3)]


def test_a_value_beyond_the_panel_falls_in_the_end_class() -> None:
    assert classify(VALUES, "egal", 3).index_of([-1, 9]) == [0, 2]


def test_bounds_are_read_as_a_reader_writes_them() -> None:
    assert parse_bounds("0,5 ; 2;1") == (0.5, 1, 2)
    assert parse_bounds("25 % ; 50 %") == (25, 50)
    for text in ("", "a ; 2", "nan", "1;2;3;4;5;6;7"):
        with pytest.raises(ValueError):
            parse_bounds(text)
