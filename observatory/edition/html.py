"""Pages of the edition as HTML, from the templates of this folder, with every value escaped.

Nothing runs in the browser: no script, no frame, no form, no external font or picture.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from itertools import repeat
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from method.build import Build
from method.settings import ROOT, edition_url
from method.wording import NBSP, NNBSP, fr, fr_date
from observatory.edition import addresses, picture
from observatory.edition.feed import Publication, feed_id
from observatory.edition.model import Definitions, Files, Link, Links, Page, Shown, Texts, Words
from observatory.figures.columns import texts
from observatory.figures.quoting import FICTIONAL, LICENCE, SITE

TEMPLATES = ROOT / "observatory" / "edition" / "templates"
# Rows printed on a page; the files have all of them.
LONGEST_TABLE = 100
MENU = (
    Link("Accueil", addresses.HOME),
    Link("Réseaux", addresses.NETWORKS),
    Link("Territoires", addresses.TERRITORIES),
    Link("Freins", "freins.html"),
    Link("Méthode", addresses.METHOD),
    Link("Données", addresses.DATA),
    Link("Plan de l’édition", addresses.PLAN),
)
FOOT = (
    Link(f"Accessibilité{NBSP}: non conforme, faute d’audit", addresses.ACCESSIBILITY),
    Link("Mentions légales", addresses.LEGAL),
    Link("Plan de l’édition", addresses.PLAN),
)
NAMES: dict[type, str] = {
    Words: "words",
    Links: "links",
    Shown: "figure",
    Definitions: "definitions",
    Files: "files",
    Texts: "texts",
}

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(
    page: Page,
    name: str,
    build: Build,
    known: Collection[str],
    pictures: Mapping[str, str],
    families: Mapping[str, str],
    application: str,
) -> str:
    """Render one page.

    Args:
        page: its content.
        name: title of its tab, unique in the edition.
        build: behind every figure.
        known: paths of the edition's pages.
        pictures: file of each picture drawn, by base of its figure.
        families: family of each indicator of the catalogue.
        application: address of the application, empty if not configured.
    """
    at = partial(addresses.relative, page=page.path)
    return _ENVIRONMENT.get_template("page.html").render(
        page=page,
        name=name,
        parts=[(NAMES[type(part)], part) for part in page.parts],
        build=build,
        stamp=FICTIONAL if build.is_fictional else "",
        site=SITE,
        licence=LICENCE,
        as_of=fr_date(build.as_of),
        built=fr_date(build.built_at.date()),
        menu=MENU,
        foot=FOOT,
        at=at,
        fr=fr,
        application=application,
        style=addresses.STYLE,
        feed=addresses.FEED,
        table=partial(_table, page=page.path, known=known),
        picture=partial(_picture, pictures=pictures, is_fictional=build.is_fictional),
        define=lambda one: at(addresses.definition(families[one.id], one.id)),
        file=lambda shown, kind: at(addresses.data(shown.base, kind)),
        nbsp=NBSP,
        nnbsp=NNBSP,
    )


def atom(publications: Sequence[Publication], build: Build) -> str:
    """Render the feed; its addresses are those where the edition is served, if configured."""
    return _ENVIRONMENT.get_template("atom.xml").render(
        publications=publications,
        base=edition_url(build.workspace),
        id=feed_id(build.workspace),
        label=build.label,
        stamp=FICTIONAL if build.is_fictional else "",
        site=SITE,
        licence=LICENCE,
        home=addresses.HOME,
        feed=addresses.FEED,
        package=addresses.PACKAGE,
        nbsp=NBSP,
    )


def _picture(
    shown: Shown, pictures: Mapping[str, str], *, is_fictional: bool
) -> dict[str, Any] | None:
    file = pictures.get(shown.base)
    if file is None:
        return None
    return {
        "path": f"{picture.FOLDER}/{file}",
        "width": picture.WIDTH,
        "height": picture.height(shown, is_fictional=is_fictional),
    }


def _table(shown: Shown, page: str, known: Collection[str]) -> dict[str, Any]:
    """The table as printed: its first rows, their cells, the number of rows."""
    figure = shown.figure
    rows = figure.rows.head(LONGEST_TABLE)
    cells = []
    for column in figure.columns:
        links: Any = rows[column.link].tolist() if column.link else repeat(None)
        targets = (addresses.in_edition(link, page, known) for link in links)
        # The iterator of links may be infinite.
        cells.append([*zip(texts(rows, column), targets)])  # noqa: B905
    return {"rows": [*zip(*cells, strict=True)], "count": len(figure.rows), "shown": len(rows)}
