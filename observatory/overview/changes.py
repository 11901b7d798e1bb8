"""What changed since the month before, one sentence each: the page and the monthly note say it."""

from __future__ import annotations

from observatory.figures.figure import View
from observatory.overview import summary, words


def said(view: View) -> list[str]:
    """What changed for all networks; alerts and levels for those alone who read them."""
    told = summary.network_moves(view.query("network_moves"))
    told += summary.month_changes(view.query("month_changes"))
    told += summary.growth(view.query("overview_facts").iloc[0])
    told += summary.share_change(view.series("tpe_pme_share"))
    if ending := words.labels_ending(view.query("labels_ending")):
        told.append(ending)
    if view.can_read("marts.fragility"):
        told += summary.level_changes(view.query("level_changes"))
        told += summary.new_alerts(view.query("new_alerts"))
    return told
