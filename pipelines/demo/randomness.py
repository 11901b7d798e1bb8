"""Random streams, one for each subject, network and copy, so that they are independent."""

from __future__ import annotations

from zlib import crc32

import numpy as np


class Randomness:
    """Source of every generator of a run; `copy` is the number of a replica of `--scale`."""

    def __init__(self, seed: int, copy: int) -> None:
        self._entropy = (seed, copy)

    def stream(self, subject: str, network: str = "") -> np.random.Generator:
        """The generator of a subject; the same arguments give the same draws."""
        key = (crc32(subject.encode()), crc32(network.encode()))
        return np.random.default_rng(np.random.SeedSequence([*self._entropy, *key]))


def spread(rng: np.random.Generator, weights: np.ndarray, size: int) -> np.ndarray:
    """`size` indices drawn with replacement, in proportion to `weights`."""
    cumulated = np.cumsum(weights, dtype=float)
    if size == 0 or cumulated.size == 0 or cumulated[-1] <= 0:
        return np.empty(0, dtype=int)
    indices = np.searchsorted(cumulated, rng.random(size) * cumulated[-1], side="right")
    return np.minimum(indices, len(cumulated) - 1)
