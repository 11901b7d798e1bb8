"""The sheet of a territory to hand out: one page, with its map.

It holds the figures of the screen under their own keys: same rows, same order, same words. A table
that would not hold on the page is cut, and its address says after how many rows.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from method.wording import NBSP, fr, fr_date, is_missing
from observatory.exports import links
from observatory.exports.links import ROWS
from observatory.exports.model import Document, Paragraphs, QuotedFigure, cut, quoted
from observatory.figures import views
from observatory.figures.figure import Figure, View
from observatory.gate.store import Session
from observatory.territories import answers, figures, place, sheet_figures
from observatory.territories.mapped import INDICATOR, LEVEL, indicators, levels, offers

__all__ = ["Document", "sheet"]

# What one page holds under its map.
NETWORKS, FACTS, SHORT, MAP_ROWS = 6, 13, 4, 1
CAPTIONED = ("territoires.comparaison", "territoires.reperes")
MAP_SIZE = {"width": 700, "height": 420}


def sheet(session: Session, level: str, code: str, as_of: date) -> Document:
    """A territory in three sentences, its map, its figures compared, its gaps, whom to call.

    Args:
        session: of the reader, whose role decides what is in it.
        level: a key of `observatory.territories.maps.LEVELS`.
        code: of the territory.
        as_of: month end.
    """
    view = _asked(session, level, code, as_of)
    here = place.chosen(view)
    if here is None:
        raise LookupError(f"Aucun territoire « {level}-{code} » n’est publié.")
    has_members = answers.has_members(view)
    made = [
        (_map(view), MAP_ROWS),
        (sheet_figures.compared(view), 0),
        (sheet_figures.gaps(view), 0),
        (sheet_figures.contacts(view), NETWORKS),
        (sheet_figures.public_facts(view), SHORT if has_members else FACTS),
    ]
    link = _link(view, here)
    parts: list[QuotedFigure | Paragraphs] = [
        Paragraphs("Le territoire", tuple(answers.answer(view, here)))
    ]
    parts += [
        quoted(cut(figure, most), _cut_link(link, most), (("Mois", fr_date(as_of)),))
        for figure, most in made
        if isinstance(figure, Figure)
    ]
    told = [
        figure.caption
        for figure, _ in made
        if isinstance(figure, Figure) and figure.key in CAPTIONED
    ]
    parts.append(Paragraphs("Pour lire cette fiche", tuple(filter(None, [perimeter(view), *told]))))
    today = datetime.now(UTC).astimezone().date()
    title = f"{here['name']}, fiche au {fr_date(as_of)}"
    return Document(title, session.build, session.label, today, tuple(parts), is_one_page=True)


def perimeter(view: View) -> str | None:
    """Whom « région » counts, which is not everybody that networks count."""
    whole = view.headline("companies_active") if answers.has_members(view) else None
    if whole is None or whole["status"] != "ok" or is_missing(whole.get("in_region")):
        return None
    return (
        f"La région et ses territoires comptent les entreprises qui y ont un établissement{NBSP}: "
        f"{fr(whole['in_region'])} des {fr(whole['value'])} adhérentes des réseaux."
    )


def _asked(session: Session, level: str, code: str, as_of: date) -> View:
    """The view of the screen when nothing but the territory was chosen."""
    view = views.of(session, as_of)
    offered = offers(view)
    labels = indicators(offered)
    options = {place.PLACE: f"{level}-{code}"}
    if labels:
        indicator = next(iter(labels))
        open_to = levels(offered, indicator)
        shown = level if level in open_to else next(iter(open_to))
        options |= {INDICATOR: indicator, LEVEL: "epci" if level == "commune" else shown}
    return view.having(**options)


def _map(view: View) -> Figure | None:
    """The map, drawn for the page; its table is that of the whole region."""
    found = figures.map_table(view)
    if found is None or found.picture is None:
        return None
    return replace(found, chart=found.picture.update_layout(MAP_SIZE), picture=None)


def _cut_link(link: str, most: int) -> str:
    return f"{link}&{ROWS}={most}" if most else link


def _link(view: View, here: place.Place) -> str:
    asked = {
        "espace": view.build.workspace,
        "mois": view.as_of.strftime("%Y-%m"),
        place.PLACE: here["id"],
    }
    return links.link(links.view("/territoires", asked), view.build.id)
