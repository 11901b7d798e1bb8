"""The candidate nearest to a value, in a long list of keys as in a short one."""

from __future__ import annotations

import random

from pipelines.ingest.headers import MANY, nearest


def slip(key: str, rng: random.Random) -> str:
    """One digit wrong, missing or doubled, or two digits swapped."""
    at = rng.randrange(1, len(key) - 1)
    return rng.choice(
        (
            key[:at] + str((int(key[at]) + 1) % 10) + key[at + 1 :],
            key[:at] + key[at + 1 :],
            key[:at] + key[at] + key[at:],
            key[:at] + key[at + 1] + key[at] + key[at + 2 :],
        )
    )


def test_one_slip_in_a_long_list_is_found_again() -> None:
    rng = random.Random(24)
    keys = [f"{rng.randrange(10**14):014}" for _ in range(3 * MANY)]
    pairs = [(key, slip(key, rng)) for key in rng.sample(keys, 40)]
    assert [nearest(value, keys) for _, value in pairs] == [key for key, _ in pairs]


def test_nothing_is_near_what_is_far_or_empty() -> None:
    keys = [f"{n:014}" for n in range(2 * MANY)]
    assert nearest("", keys) is None
    assert nearest("Bois", keys) is None
    assert nearest("adhesion", ["adhesions", "projets"]) == "adhesions"
