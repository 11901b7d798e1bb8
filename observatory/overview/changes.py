"""What changed since the previous month, one sentence each, for the page and the monthly note."""

from __future__ import annotations

from observatory.figures.figure import View
from observatory.overview import summary, words


def sentences_of(view: View) -> list[str]:
    """Changes over all networks; alerts and levels only for readers who may see them."""
    sentences = summary.network_moves(view.query("network_moves"))
    sentences += summary.month_changes(view.query("month_changes"))
    sentences += summary.growth(view.query("overview_facts").iloc[0])
    sentences += summary.share_change(view.series("tpe_pme_share"))
    if ending := words.labels_ending(view.query("labels_ending")):
        sentences.append(ending)
    if view.can_read("marts.fragility"):
        sentences += summary.level_changes(view.query("level_changes"))
        sentences += summary.new_alerts(view.query("new_alerts"))
    return sentences
