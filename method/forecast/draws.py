"""Random numbers keyed by what they decide, so that unrelated changes cannot affect them.

Philox generates the numbers of a key independently of any other: an instalment keeps the same ones
whatever the name of its network, the row order or the other grants.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from threading import local

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SEED = 20_260_101


def seed_of(as_of: date) -> int:
    """Seed of a month end: two builds and a page give the same figures."""
    return SEED + as_of.toordinal()


def uniforms(seed: int, key: str, draws: int) -> Floats:
    """Random numbers in [0, 1[ for a key; shape (draws,)."""
    return uniform_rows(seed, [key], draws)[0]


def uniform_rows(seed: int, keys: Iterable[str], draws: int) -> Floats:
    """The same for several keys, a row each; shape (keys, draws)."""
    names = list(keys)
    rows = np.empty((len(names), draws))
    generator = _generator()
    for row, name in zip(rows, names, strict=True):
        digest = blake2b(f"{seed}/{name}".encode(), digest_size=16).digest()
        # A new generator would first gather entropy that its key replaces.
        generator.bit_generator.state = _state(np.frombuffer(digest, ">u8")[::-1])
        generator.random(out=row)
    return rows


_OWN = local()


def _generator() -> np.random.Generator:
    """Generator of this thread."""
    if not hasattr(_OWN, "generator"):
        _OWN.generator = np.random.Generator(np.random.Philox(key=0))
    return _OWN.generator


def _state(key: NDArray[np.unsignedinteger]) -> dict[str, object]:
    """State of `Philox` as its constructor leaves it for a key; shape (2,), lower half first."""
    nothing = np.zeros(4, np.uint64)
    return {
        "bit_generator": "Philox",
        "state": {"counter": nothing, "key": key.astype(np.uint64)},
        "buffer": nothing,
        "buffer_pos": 4,
        "has_uint32": 0,
        "uinteger": 0,
    }


@lru_cache(maxsize=256)
def shared_uniforms(seed: int, key: str, draws: int) -> Floats:
    """The same, cached and read-only: numbers shared by all networks."""
    values = uniforms(seed, key, draws)
    values.flags.writeable = False
    return values
