"""Location quotients shrunk towards the mean: few expected companies give little evidence.

The companies n of a pair (EPCI, division) are Poisson with mean θ·E, where E is what the region's
mix would give, and θ follows a Gamma(α, β) over all pairs; the quotient shown is the posterior mean
(n + α) ÷ (E + β), its interval the 2.5 % and 97.5 % quantiles of the posterior Gamma. α and β
maximise the marginal likelihood, a negative binomial (Clayton and Kaldor, 1987, « Empirical Bayes
estimates of age-standardized relative risks for use in disease mapping », Biometrics 43, 671–681).
"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import gamma, nbinom

INPUTS = ("indicators.pair_fabric",)
OUTPUTS = ("indicators.pair_quotient",)

Counts = NDArray[np.float64]
TABLE = (
    "epci_code varchar, naf_division varchar, quotient double, quotient_low double, "
    "quotient_high double"
)
# ln α and ln β: beyond these, pairs only differ by Poisson noise and the likelihood is flat.
BOUNDS = (-10.0, 15.0)
INTERVAL = (0.025, 0.975)


def run(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `indicators.pair_quotient`, one row per pair of `indicators.pair_fabric`."""
    pairs = connection.execute(
        "select epci_code, naf_division, company_count, expected from indicators.pair_fabric "
        "order by all"
    ).df()
    connection.execute(f"create or replace table {OUTPUTS[0]} ({TABLE})")
    if pairs.empty:
        return
    estimates = shrunk(
        pairs["company_count"].to_numpy(dtype=float), pairs["expected"].to_numpy(dtype=float)
    )
    found = pd.concat([pairs[["epci_code", "naf_division"]], estimates], axis=1)
    connection.register("found", found)
    connection.execute(f"insert into {OUTPUTS[0]} by name from found")
    connection.unregister("found")


def shrunk(observed: Counts, expected: Counts) -> pd.DataFrame:
    """Posterior `quotient`, `quotient_low` and `quotient_high` of each pair.

    Args:
        observed: companies, whole numbers.
        expected: companies that the region's mix would give, above zero.
    """
    shape, rate = prior(observed, expected)
    posterior = gamma(shape + observed, scale=1 / (rate + expected))
    low, high = (posterior.ppf(level) for level in INTERVAL)
    return pd.DataFrame({"quotient": posterior.mean(), "quotient_low": low, "quotient_high": high})


def prior(observed: Counts, expected: Counts) -> tuple[float, float]:
    """α and β of the Gamma common to all pairs, by maximum marginal likelihood."""

    def loss(logs: Counts) -> float:
        return -log_likelihood(observed, expected, *np.exp(logs))

    optimum = minimize(loss, np.zeros(2), method="L-BFGS-B", bounds=[BOUNDS, BOUNDS])
    shape, rate = np.exp(optimum.x)
    return float(shape), float(rate)


def log_likelihood(observed: Counts, expected: Counts, shape: float, rate: float) -> float:
    """Log of the probability of the counts once θ is integrated out: negative binomials."""
    return float(nbinom.logpmf(observed, shape, rate / (rate + expected)).sum())
