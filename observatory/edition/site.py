"""The whole edition of a workspace: figures asked for once, files, pages, feed, then the swap."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from method.catalog import load_catalog
from method.plain_text import seen
from method.settings import curated_root
from observatory.edition import addresses, data_files, feed, folder, html, legal, pages, picture
from observatory.edition import series as long_series
from observatory.edition.model import Link, Links, Page, Shown
from observatory.figures.asked_once import Views
from observatory.figures.figure import View
from observatory.gate.access import PUBLIC
from observatory.gate.store import Store
from observatory.overview import summary

Progress = Callable[[str, int, int], None]
STEPS = 5


@dataclass(frozen=True)
class Content:
    """What the edition holds before it is written.

    Attributes:
        view: the public's, of all networks, at the last month end.
        pages: every page.
        files: figures that are files too, each once.
        summary: what the home page says first.
    """

    view: View
    pages: tuple[Page, ...]
    files: tuple[Shown, ...]
    summary: str


def write(workspace: str, out: Path, curated: Path | None, progress: Progress) -> Path:
    """Write the edition of a workspace in the place of the former one.

    Args:
        workspace: name of the published workspace.
        out: folder, which becomes a link to what was written beside it.
        curated: root of the published workspaces, by default the project's.
        progress: called with a label, steps done and steps in all.

    Returns:
        The folder.

    Raises:
        NotPublishedError: the workspace is not published.
        EditionRefused: something else is at `out`.
    """
    with folder.swapped(out) as new:
        progress("lecture", 0, STEPS)
        content = gather(Store(curated or curated_root()), workspace, progress)
        progress("dessin et écriture", 3, STEPS)
        _write(content, new, out)
        progress("échange", 4, STEPS)
    progress("terminé", STEPS, STEPS)
    return out


def gather(store: Store, workspace: str, progress: Progress) -> Content:
    """Ask for everything that the public reads, through the gate."""
    session = store.session(workspace, PUBLIC)
    views = Views(session)
    view = views.of(session.build.as_of)
    names = dict(session.query("network_names").itertuples(index=False))
    names = {one: seen(name) for one, name in names.items()}
    made = pages.of_region(view)
    progress("chiffres de la région", 1, STEPS)
    long, maps = long_series.every(view, [*names]), long_series.territories(view)
    found = [
        pages.home(view, made),
        pages.networks(view, made, names),
        *(pages.network(views.of(view.as_of, one)) for one in names),
        *(pages.subject(view, entry, made) for entry in pages.subjects(view.role)),
    ]
    progress("réseaux et territoires", 2, STEPS)
    found += [
        *pages.territories(view),
        *pages.method(view, made),
        *pages.of_figures(view, made),
        *pages.data(view, [*made.values()], long, maps),
        *legal.pages(view.build),
    ]
    found.append(_plan(found))
    files = {one.base: one for one in (*long, *maps)}
    files |= {one.base: one for page in found for one in page.parts if isinstance(one, Shown)}
    facts = view.query("overview_facts").iloc[0].to_dict()
    said = summary.overview(facts, view.as_of)
    return Content(view, tuple(found), tuple(files[base] for base in sorted(files)), said)


def _write(content: Content, new: folder.Folder, former: Path) -> None:
    build = content.view.build
    drawn = _draw(content.files, new, former, is_fictional=build.is_fictional)
    known = {page.path for page in content.pages}
    families = {one.id: one.family for one in load_catalog().indicators.values()}
    application = os.environ.get("OBSERVATOIRE_URL", "")
    for page, name in zip(content.pages, _names(content.pages), strict=True):
        text = html.render(page, name, build, known, drawn, families, application)
        new.write(page.path, text.encode())
    for one in content.files:
        new.write(addresses.data(one.base, "csv"), data_files.csv(one, build))
        new.write(addresses.data(one.base, "json"), data_files.as_json(one, build))
    new.write(addresses.PACKAGE, data_files.package(content.files, build))
    new.write(addresses.FIGURE_SCHEMA, data_files.packed(data_files.FIGURE_SCHEMA))
    told = feed.history(feed.publication(build, content.summary), former)
    new.write(addresses.PUBLICATIONS, data_files.packed(feed.as_json(told)))
    new.write(addresses.FEED, html.atom(told, build).encode())
    new.write(addresses.STYLE, (html.TEMPLATES / addresses.STYLE).read_bytes())


def _draw(
    files: Sequence[Shown], new: folder.Folder, former: Path, *, is_fictional: bool
) -> dict[str, str]:
    """Draw what has a chart; name of the picture by the base of its figure."""
    drawn: dict[str, str] = {}
    written: set[str] = set()
    for one in files:
        if one.figure.chart is None:
            continue
        name = picture.name(one, is_fictional=is_fictional)
        if name not in written:
            content = picture.draw(one, former, is_fictional=is_fictional)
            if content is None:
                continue
            new.write(f"{picture.FOLDER}/{name}", content)
            written.add(name)
        drawn[one.base] = name
    return drawn


def _names(found: Sequence[Page]) -> list[str]:
    """A title of its own for each page: two figures may be called alike, two tabs may not."""
    seen_before: dict[str, int] = {}
    names = []
    for page in found:
        rank = seen_before[page.title] = seen_before.get(page.title, 0) + 1
        names.append(page.title if rank == 1 else f"{page.title} ({rank})")
    return names


def _plan(found: Sequence[Page]) -> Page:
    """Every page but those of single figures, networks and territories, which are listed above."""
    groups: dict[str, list[Link]] = {"Pages": [], "Réseaux": [], "Définitions": []}
    folders = {"": "Pages", "reseaux": "Réseaux", "methode": "Définitions"}
    for page in found:
        heading = folders.get(page.path.rpartition("/")[0])
        if heading:
            groups[heading].append(Link(page.title, page.path, page.question))
    parts = tuple(Links(heading, tuple(links)) for heading, links in groups.items() if links)
    title = "Plan de l’édition"
    return Page(addresses.PLAN, title, parts, trail=(pages.HOME,))
