"""The full edition of a workspace: figures computed once, files, pages, feed, then the swap."""

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
    """The content of the edition before it is written.

    Attributes:
        view: the public's, of all networks, at the last month end.
        pages: every page.
        files: figures that also have files, each once.
        summary: first sentence of the home page.
    """

    view: View
    pages: tuple[Page, ...]
    files: tuple[Shown, ...]
    summary: str


def write(workspace: str, out: Path, curated: Path | None, progress: Progress) -> Path:
    """Write the edition of a workspace, replacing the former one.

    Args:
        workspace: name of the published workspace.
        out: folder, which becomes a link to the edition written next to it.
        curated: root of the published workspaces, by default the project's.
        progress: called with a label, steps done and total steps.

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
    """Query everything that the public may read, through the gate."""
    session = store.session(workspace, PUBLIC)
    views = Views(session)
    view = views.of(session.build.as_of)
    names = dict(session.query("network_names").itertuples(index=False))
    names = {one: seen(name) for one, name in names.items()}
    figures = pages.of_region(view)
    progress("chiffres de la région", 1, STEPS)
    all_series, maps = long_series.every(view, [*names]), long_series.territories(view)
    all_pages = [
        pages.home(view, figures),
        pages.networks(view, figures, names),
        *(pages.network(views.of(view.as_of, one)) for one in names),
        *(pages.subject(view, entry, figures) for entry in pages.subjects(view.role)),
    ]
    progress("réseaux et territoires", 2, STEPS)
    all_pages += [
        *pages.territories(view),
        *pages.method(view, figures),
        *pages.of_figures(view, figures),
        *pages.data(view, [*figures.values()], all_series, maps),
        *legal.pages(view.build),
    ]
    all_pages.append(_plan(all_pages))
    files = {one.base: one for one in (*all_series, *maps)}
    files |= {one.base: one for page in all_pages for one in page.parts if isinstance(one, Shown)}
    facts = view.query("overview_facts").iloc[0].to_dict()
    first = summary.overview(facts, view.as_of)
    return Content(view, tuple(all_pages), tuple(files[base] for base in sorted(files)), first)


def _write(content: Content, new: folder.Folder, former: Path) -> None:
    build = content.view.build
    pictures = _draw(content.files, new, former, is_fictional=build.is_fictional)
    paths = {page.path for page in content.pages}
    families = {one.id: one.family for one in load_catalog().indicators.values()}
    application = os.environ.get("OBSERVATOIRE_URL", "")
    for page, name in zip(content.pages, _names(content.pages), strict=True):
        text = html.render(page, name, build, paths, pictures, families, application)
        new.write(page.path, text.encode())
    for one in content.files:
        new.write(addresses.data(one.base, "csv"), data_files.csv(one, build))
        new.write(addresses.data(one.base, "json"), data_files.as_json(one, build))
    new.write(addresses.PACKAGE, data_files.package(content.files, build))
    new.write(addresses.FIGURE_SCHEMA, data_files.packed(data_files.FIGURE_SCHEMA))
    publications = feed.history(feed.publication(build, content.summary), former)
    new.write(addresses.PUBLICATIONS, data_files.packed(feed.as_json(publications)))
    new.write(addresses.FEED, html.atom(publications, build).encode())
    new.write(addresses.STYLE, (html.TEMPLATES / addresses.STYLE).read_bytes())


def _draw(
    files: Sequence[Shown], new: folder.Folder, former: Path, *, is_fictional: bool
) -> dict[str, str]:
    """Draw the figures that have a chart; return picture names by base of the figure."""
    names: dict[str, str] = {}
    files_written: set[str] = set()
    for one in files:
        if one.figure.chart is None:
            continue
        name = picture.name(one, is_fictional=is_fictional)
        if name not in files_written:
            content = picture.draw(one, former, is_fictional=is_fictional)
            if content is None:
                continue
            new.write(f"{picture.FOLDER}/{name}", content)
            files_written.add(name)
        names[one.base] = name
    return names


def _names(all_pages: Sequence[Page]) -> list[str]:
    """A unique title for each page: two figures may share a title, two tabs may not."""
    counts: dict[str, int] = {}
    names = []
    for page in all_pages:
        rank = counts[page.title] = counts.get(page.title, 0) + 1
        names.append(page.title if rank == 1 else f"{page.title} ({rank})")
    return names


def _plan(all_pages: Sequence[Page]) -> Page:
    """List of every page, except those of single figures and territories, listed elsewhere."""
    groups: dict[str, list[Link]] = {"Pages": [], "Réseaux": [], "Définitions": []}
    folders = {"": "Pages", "reseaux": "Réseaux", "methode": "Définitions"}
    for page in all_pages:
        heading = folders.get(page.path.rpartition("/")[0])
        if heading:
            groups[heading].append(Link(page.title, page.path, page.question))
    parts = tuple(Links(heading, tuple(links)) for heading, links in groups.items() if links)
    title = "Plan de l’édition"
    return Page(addresses.PLAN, title, parts, trail=(pages.HOME,))
