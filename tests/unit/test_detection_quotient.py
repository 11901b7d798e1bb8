"""The shrunk location quotient: the arithmetic of the posterior, and the fit of the prior."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import gamma, poisson

from pipelines.steps.detection_quotient import log_likelihood, prior, shrunk


def _drawn(shape: float, rate: float, size: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Random counts of a region whose quotients are Gamma(shape, rate)."""
    rng = np.random.default_rng(24)
    expected = rng.uniform(0.5, 60, size)
    return rng.poisson(rng.gamma(shape, 1 / rate, size) * expected).astype(float), expected


def test_the_likelihood_is_poisson_integrated_over_gamma() -> None:
    shape, rate, expected, observed = 2.5, 2.0, 7.0, 11
    whole, _ = quad(
        lambda theta: (
            poisson.pmf(observed, theta * expected) * gamma.pdf(theta, shape, scale=1 / rate)
        ),
        0,
        20,
    )
    result = log_likelihood(np.array([observed]), np.array([expected]), shape, rate)
    assert result == pytest.approx(np.log(whole), rel=1e-6)


def test_the_prior_is_found_again() -> None:
    shape, rate = prior(*_drawn(8, 7.5))
    assert shape == pytest.approx(8, rel=0.1)
    assert rate == pytest.approx(7.5, rel=0.1)


def test_no_other_prior_is_likelier() -> None:
    observed, expected = _drawn(3, 3, 300)
    shape, rate = prior(observed, expected)
    best = log_likelihood(observed, expected, shape, rate)
    for factor in (0.9, 1.1):
        assert log_likelihood(observed, expected, shape * factor, rate) < best
        assert log_likelihood(observed, expected, shape, rate * factor) < best


def test_the_smaller_the_expected_count_the_stronger_the_pull() -> None:
    observed, expected = _drawn(8, 8)
    shape, rate = prior(observed, expected)
    table = shrunk(np.append(observed, [9, 300]), np.append(expected, [3, 100])).tail(2)
    small, large = table["quotient"]
    # Both are three times what the industry mix predicts.
    assert 1 < small < large < 3
    assert small == pytest.approx((shape + 9) / (rate + 3), rel=0.02)
    low, high = table["quotient_low"], table["quotient_high"]
    assert (low < table["quotient"]).all()
    assert (table["quotient"] < high).all()
    assert (high - low).iloc[0] > (high - low).iloc[1]


def test_pairs_all_alike_are_all_at_one() -> None:
    expected = np.linspace(2, 40, 60).round()
    result = shrunk(expected.copy(), expected)
    assert result["quotient"].to_numpy() == pytest.approx(np.ones(60), abs=0.01)
    assert np.isfinite(result.to_numpy()).all()


def test_one_pair_has_a_quotient() -> None:
    assert np.isfinite(shrunk(np.array([4.0]), np.array([4.0])).to_numpy()).all()
