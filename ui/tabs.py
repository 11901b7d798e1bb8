"""Tabs named after the page's question: only the open one runs, and the address records which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from observatory.figures.figure import View
from ui import filters
from ui.figure import Make, draw


@dataclass(frozen=True)
class Tab:
    """One tab.

    Attributes:
        id: its key in the address; it never changes.
        label: part of the page's question, in French, written by the page.
        draw: draws its content; called when it is open.
    """

    id: str
    label: str
    draw: Callable[[], object]


def of_figures(id: str, label: str, view: View, *figures: Make) -> Tab:
    """A tab that draws figures of one view, one below another."""
    return Tab(id, label, partial(_draw_all, view, figures))


def _draw_all(view: View, figures: tuple[Make, ...]) -> None:
    for make in figures:
        draw(make, view)


def show(*tabs: Tab, key: str = "onglet") -> None:
    """Draw tabs and run the open one.

    Args:
        tabs: in order; the first one is open by default.
        key: key in the address; different from `onglet` where a page has two rows of tabs.
    """
    opened = filters.tab({tab.id: tab.label for tab in tabs}, key)
    for tab in tabs:
        if tab.id in opened:
            with opened[tab.id]:
                tab.draw()
