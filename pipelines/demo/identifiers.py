"""SIREN and SIRET with valid keys, in a range reserved for fiction.

Base numbers go from 00010000 to 00099999: such a SIREN begins with exactly three zeros, a range in
which public files have no SIREN (SIRENE's lowest begin with 00 and a number of an old register; its
recent ones are consecutive and far higher). Up to three zeros lost in a spreadsheet are also
repaired on reading. Only a run with `--scale`, used for benchmarks, goes beyond this range.
"""

from __future__ import annotations

import numpy as np

FIRST_BASE = 10_000
# Numbers reserved at the start of the range for the networks and the public bodies of a copy.
RESERVED = 100


def _luhn_key(digits: np.ndarray) -> np.ndarray:
    """Check digit of numbers given as rows of digits without the key."""
    doubled = digits.copy()
    odd = doubled[:, ::-1][:, ::2] * 2
    doubled[:, ::-1][:, ::2] = np.where(odd > 9, odd - 9, odd)
    return (10 - doubled.sum(axis=1) % 10) % 10


def _digits(numbers: np.ndarray, width: int) -> np.ndarray:
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return numbers[:, None] // powers % 10


def siren(base: np.ndarray) -> np.ndarray:
    """SIREN as integers, from base numbers of eight digits."""
    base = np.asarray(base, dtype=np.int64)
    return base * 10 + _luhn_key(_digits(base, 8))


def siret(siren_numbers: np.ndarray, site: np.ndarray) -> np.ndarray:
    """SIRET as integers: the SIREN, the number of the site (four digits) and its key."""
    body = np.asarray(siren_numbers, dtype=np.int64) * 10_000 + np.asarray(site, dtype=np.int64)
    return body * 10 + _luhn_key(_digits(body, 13))
