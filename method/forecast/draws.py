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
from typing import Any

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
    generator, start = _generator(), blake2b(f"{seed}/".encode(), digest_size=16)
    digests = []
    for name in names:
        whole = start.copy()
        whole.update(name.encode())
        digests.append(whole.digest())
    halves = np.frombuffer(b"".join(digests), ">u8").reshape(-1, 2)[:, ::-1].astype(np.uint64)
    state = _state()
    for row, state["state"]["key"] in zip(rows, halves, strict=True):
        # A new generator would first gather entropy that its key replaces.
        generator.bit_generator.state = state
        generator.random(out=row)
    return rows


_OWN = local()


def _generator() -> np.random.Generator:
    """Generator of this thread."""
    if not hasattr(_OWN, "generator"):
        _OWN.generator = np.random.Generator(np.random.Philox(key=0))
    return _OWN.generator


def _state() -> dict[str, Any]:
    """State of `Philox` as its constructor leaves it; its key, lower half first, is to be set."""
    nothing = np.zeros(4, np.uint64)
    return {
        "bit_generator": "Philox",
        "state": {"counter": nothing, "key": nothing[:2]},
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
