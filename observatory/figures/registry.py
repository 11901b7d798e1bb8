"""Every figure that can be computed without a screen, by key."""

from __future__ import annotations

from collections.abc import Callable

from observatory.comparison import figures as comparison
from observatory.desk import figures as desk
from observatory.detection import figures as detection
from observatory.figures import indicators, origins
from observatory.figures.figure import Empty, Figure, View
from observatory.fragility import figures as fragility
from observatory.fragility import worth
from observatory.funders import figures as funders
from observatory.funders import quarter
from observatory.funding import figures as funding
from observatory.interclustering import figures as interclustering
from observatory.membership import figures as membership
from observatory.opinion import figures as opinion
from observatory.overview import figures as overview
from observatory.overview import month
from observatory.own import figures as own
from observatory.sheet import figures as sheet
from observatory.simulators import figures as simulators
from observatory.team import figures as team
from observatory.territories import departments
from observatory.territories import figures as territories
from observatory.treasury import figures as treasury

Make = Callable[[View], Figure | Empty | None]

FIGURES: dict[str, Make] = {
    **overview.FIGURES,
    **month.FIGURES,
    **membership.FIGURES,
    **team.FIGURES,
    **funding.FIGURES,
    **fragility.FIGURES,
    **sheet.FIGURES,
    **comparison.FIGURES,
    **opinion.FIGURES,
    **treasury.FIGURES,
    **simulators.FIGURES,
    **funders.FIGURES,
    **quarter.FIGURES,
    **territories.FIGURES,
    **departments.FIGURES,
    **detection.FIGURES,
    **interclustering.FIGURES,
    **indicators.FIGURES,
    **origins.FIGURES,
    **desk.FIGURES,
    **worth.FIGURES,
    **own.FIGURES,
}
