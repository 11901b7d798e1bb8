"""Random numbers keyed by what they decide, so that unrelated changes cannot affect them.

Philox generates the numbers of a key independently of any other: an instalment keeps the same ones
whatever the name of its network, the row order or the other grants.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SEED = 20_260_101


def seed_of(as_of: date) -> int:
    """Seed of a month end: two builds and a page give the same figures."""
    return SEED + as_of.toordinal()


def uniforms(seed: int, key: str, draws: int) -> Floats:
    """Random numbers in [0, 1[ for a key; shape (draws,)."""
    digest = blake2b(f"{seed}/{key}".encode(), digest_size=16).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest))).random(draws)


@lru_cache(maxsize=256)
def shared_uniforms(seed: int, key: str, draws: int) -> Floats:
    """The same, cached and read-only: numbers shared by all networks."""
    values = uniforms(seed, key, draws)
    values.flags.writeable = False
    return values
