"""The sheet of a territory to hand out: one page, with its map.

It contains the figures of the screen under the same keys: same rows, same order, same words. A
table too long for the page is cut, and its address gives the number of rows kept.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from method.wording import NBSP, fr, fr_date, is_missing
from observatory.exports import links
from observatory.exports.links import ROWS
from observatory.exports.model import Document, cut, quoted
from observatory.exports.report import document
from observatory.figures import asked_once
from observatory.figures.figure import Figure, View
from observatory.gate.store import Session
from observatory.territories import answers, fact_figures, figures, names, place, sheet_figures
from observatory.territories.mapped import INDICATOR, LEVEL, indicators, levels, offers

__all__ = ["Document", "sheet"]

# Rows that fit on one page beside its map, then those that fit with its figures too.
NETWORKS, FACTS = 6, 13
FEW_NETWORKS, FEW_FACTS, MAP_ROWS = 5, 4, 1


def sheet(session: Session, level: str, code: str, as_of: date) -> Document:
    """A territory in three sentences, its map, its figures compared, its gaps, whom to call.

    Args:
        session: of the reader, whose role decides the content.
        level: a key of `observatory.territories.maps.LEVELS`.
        code: of the territory.
        as_of: month end.
    """
    view = _default_view(session, level, code, as_of)
    here = place.chosen(view)
    if here is None:
        raise LookupError(f"Aucun territoire « {level}-{code} » n’est publié.")
    has_members = answers.has_members(view)
    networks, lines = (FEW_NETWORKS, FEW_FACTS) if has_members else (NETWORKS, FACTS)
    mapped, contacts = (_map(view), MAP_ROWS), (sheet_figures.contacts(view), networks)
    facts = (fact_figures.public_facts(view), lines)
    compared, gaps = (_compared(view), 0), (sheet_figures.gaps(view), 0)
    pairs = [compared, mapped, gaps, contacts, facts] if has_members else [contacts, mapped, facts]
    link, month = _link(view, here), (("Mois", fr_date(as_of)),)
    kept = [(_cut(figure, most), most) for figure, most in pairs if isinstance(figure, Figure)]
    parts = [
        # The first one is placed next to the map.
        replace(
            quoted(figure, _cut_link(link, most), month),
            is_wide=rank > 0 and figure.chart is None,
        )
        for rank, (figure, most) in enumerate(kept)
    ]
    title = f"{names.titled(here)}, fiche au {fr_date(as_of)}"
    return document(view, title, parts, answers.answer(view, here))


def _compared(view: View) -> Figure | None:
    """The figures compared, captioned with how the count of « région » differs from networks'."""
    figure = sheet_figures.compared(view)
    if not isinstance(figure, Figure):
        return None
    sentences = filter(None, (perimeter(view), figure.caption))
    return replace(figure, caption=" ".join(sentences))


def perimeter(view: View) -> str | None:
    """Which members « région » counts: fewer than the networks count."""
    whole = view.headline("companies_active") if answers.has_members(view) else None
    if whole is None or whole["status"] != "ok" or is_missing(whole.get("in_region")):
        return None
    return (
        f"La région et ses territoires comptent les entreprises qui y ont un établissement{NBSP}: "
        f"{fr(whole['in_region'])} des {fr(whole['value'])} adhérentes des réseaux."
    )


def _default_view(session: Session, level: str, code: str, as_of: date) -> View:
    """The view of the screen when only the territory has been chosen."""
    view = asked_once.view(session, as_of)
    offered = offers(view)
    labels = indicators(offered)
    options = {place.PLACE: f"{level}-{code}"}
    if labels:
        indicator = next(iter(labels))
        open_to = levels(offered, indicator)
        default_level = level if level in open_to else next(iter(open_to))
        options |= {INDICATOR: indicator, LEVEL: "epci" if level == "commune" else default_level}
    return view.having(**options)


def _map(view: View) -> Figure | None:
    """The map, drawn for the page; its table covers the whole region."""
    figure = figures.map_table(view)
    if figure is None or figure.picture is None:
        return None
    return replace(figure, chart=figure.picture, picture=None, caption="")


def _cut(figure: Figure, most: int) -> Figure:
    """A table with only its first rows, which says how many there are."""
    short, count = cut(figure, most), len(figure.rows)
    if figure.chart is not None or count == len(short.rows):
        return short
    sentence = f"{most} premières lignes sur {fr(count)}{NBSP}: toutes sont à la page Territoires."
    return replace(short, caption=f"{figure.caption} {sentence}".strip())


def _cut_link(link: str, most: int) -> str:
    return f"{link}&{ROWS}={most}" if most else link


def _link(view: View, here: place.Place) -> str:
    parameters = {
        "espace": view.build.workspace,
        "mois": view.as_of.strftime("%Y-%m"),
        place.PLACE: here["id"],
    }
    return links.link(links.of_page("/territoires", parameters), view.build.id)
