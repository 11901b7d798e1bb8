"""Dated events drawn month by month, with seasonal factors."""

from __future__ import annotations

import numpy as np

from pipelines.demo.profiles import PROFILES
from pipelines.demo.timeline import FIRST, LAST, STARTS, month_of


def draw(
    rng: np.random.Generator, monthly: np.ndarray, seasons: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Poisson events of each network over the history, from the month after its creation.

    Args:
        rng: source of the draws.
        monthly: mean number per month, by network.
        seasons: twelve factors, January first.

    Returns:
        Index of the network and day of each event, by network, then by month.
    """
    months = np.arange(FIRST, LAST + 1)
    born = np.array([month_of(np.datetime64(profile.created, "D")) for profile in PROFILES])
    alive = months[None, :] > born[:, None]
    count = rng.poisson(monthly[:, None] * seasons[months % 12] * alive)
    network, column = np.nonzero(count)
    repeat = count[network, column]
    network, month = np.repeat(network, repeat), np.repeat(months[column], repeat)
    return network, STARTS[month] + rng.integers(0, 28, len(month)).astype("timedelta64[D]")
