"""The sheet of a territory to hand out: one page, with its map.

It holds the figures of the screen under the keys of reports: same rows, same order, same words.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from method.wording import NBSP, fr, fr_date, is_missing
from observatory.exports import links
from observatory.exports.model import Document, Paragraphs, QuotedFigure, quoted
from observatory.figures import views
from observatory.figures.figure import Figure, View
from observatory.gate.access import ROLE_LABELS
from observatory.gate.store import Session
from observatory.territories import answers, figures, place, sheet_figures
from observatory.territories.mapped import INDICATOR, LEVEL, indicators, levels, offers

__all__ = ["Document", "sheet"]

KEY = "rapport."
# What one page holds under its map.
NETWORKS, FACTS, SHORT = 6, 13, 4
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
        ("carte", _map(view), 0),
        ("chiffres", sheet_figures.compared(view), 0),
        ("manques", sheet_figures.gaps(view), 0),
        ("reseaux", sheet_figures.contacts(view), NETWORKS),
        ("reperes", sheet_figures.public_facts(view), SHORT if has_members else FACTS),
    ]
    link = _link(view, here)
    parts: list[QuotedFigure | Paragraphs] = [
        Paragraphs("Le territoire", tuple(answers.answer(view, here)))
    ]
    parts += [
        quoted(_short(figure, name, most), link, (("Mois", fr_date(as_of)),))
        for name, figure, most in made
        if isinstance(figure, Figure)
    ]
    told = [
        figure.caption
        for name, figure, _ in made
        if name in ("chiffres", "reperes") and isinstance(figure, Figure)
    ]
    parts.append(Paragraphs("Pour lire cette fiche", tuple(filter(None, [perimeter(view), *told]))))
    today = datetime.now(UTC).astimezone().date()
    title = f"{here['name']}, fiche au {fr_date(as_of)}"
    return Document(
        title, session.build, ROLE_LABELS[session.role], today, tuple(parts), is_one_page=True
    )


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
    """The map alone: its table is that of the whole region."""
    found = figures.map_table(view)
    if found is None or found.picture is None:
        return None
    return replace(
        found, rows=found.rows.head(1), chart=found.picture.update_layout(MAP_SIZE), picture=None
    )


def _short(figure: Figure, name: str, most: int) -> Figure:
    """The figure under its key of reports, at most so many rows where a page would overflow."""
    rows = figure.rows.head(most) if most else figure.rows
    return replace(figure, key=f"{KEY}territoires.{name}", rows=rows)


def _link(view: View, here: place.Place) -> str:
    asked = {
        "espace": view.build.workspace,
        "mois": view.as_of.strftime("%Y-%m"),
        place.PLACE: here["id"],
    }
    return links.link(links.view("/territoires", asked), view.build.id)
