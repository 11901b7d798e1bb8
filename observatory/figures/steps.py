"""The step between two ticks of an axis: round, and an integer for what cannot be halved."""

from __future__ import annotations

# Ticks are about a quarter of the span apart.
QUARTERS = 4
ROUND = (1, 2, 2.5, 5, 10)


def step(span: float, *, is_whole: bool) -> float:
    """The smallest round step of at least a quarter of the span.

    Args:
        span: length of the axis, above zero.
        is_whole: the axis counts things: there is no half company.
    """
    aim = max(span / QUARTERS, 1.0 if is_whole else 0.0)
    magnitude = 10 ** int(f"{aim:e}".split("e")[1])
    steps = (factor * magnitude for factor in ROUND)
    return next(one for one in steps if one >= aim and (not is_whole or one == int(one)))
