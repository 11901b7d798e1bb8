"""Every figure that can be made without a screen, by its key."""

from __future__ import annotations

from collections.abc import Callable

from observatory.comparison import figures as comparison
from observatory.figures import indicators, origins
from observatory.figures.figure import Empty, Figure, View
from observatory.fragility import figures as fragility
from observatory.membership import figures as membership
from observatory.overview import figures as overview
from observatory.sheet import figures as sheet
from observatory.territories import place

Make = Callable[[View], Figure | Empty | None]

FIGURES: dict[str, Make] = {
    **overview.FIGURES,
    **membership.FIGURES,
    **fragility.FIGURES,
    **sheet.FIGURES,
    **comparison.FIGURES,
    **place.FIGURES,
    **indicators.FIGURES,
    **origins.FIGURES,
}
