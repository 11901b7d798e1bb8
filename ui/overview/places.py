"""The maps of the first page: seats and members or, without lists, the areas of activity."""

from __future__ import annotations

from method.wording import plural
from observatory.figures.figure import Figure, View
from observatory.overview import figures as overview
from observatory.overview import reach
from ui import territories as map
from ui.figure import draw
from ui.territories import Layers


def members(view: View) -> None:
    """Draw the seats, and the member points if the reader may see them."""
    rows = view.of_scope("territory_members") if view.can_read("core.establishment") else None
    seats = view.ask("territory_seats", network_id="*")
    draw(
        overview.seats,
        view,
        drawing=lambda: map.seats_map(
            seats, key="carte_sieges", members=None if rows is None or rows.empty else rows
        ),
    )


def action(view: View) -> None:
    """Draw départements shaded by the number of networks active there, and the seats as points."""
    figure = reach.departments(view)
    if isinstance(figure, Figure):
        draw(figure, drawing=lambda: _shaded(view, figure))


def _shaded(view: View, figure: Figure) -> None:
    map.territories(
        reach.painting(figure.rows),
        "departement",
        f"Carte de {plural(len(figure.rows), 'département')}, par nombre de réseaux qui y agissent",
        layers=Layers(map.seat_points(view.ask("overview_seats"))),
        key="carte_action",
        legend=reach.LEGEND,
        on_choice=lambda _: None,
    )
