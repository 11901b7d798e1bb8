"""The pages of the edition and the figures on each.

They show what the public may read: figures of the registry, computed for the public role by the
functions that the application calls. Every page of the application that the public may open and
that has figures gets a page here, without a second list of pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from method.catalog import load_catalog
from method.wording import NBSP, fr_date, plural
from observatory.edition import addresses
from observatory.edition.model import (
    Definitions,
    Files,
    Link,
    Links,
    Page,
    Part,
    Shown,
    Words,
    shown_figure,
)
from observatory.figures.figure import Figure, View
from observatory.figures.registry import FIGURES
from observatory.opinion import standing
from observatory.opinion import words as opinion_words
from observatory.overview import summary
from observatory.pages import PageEntry, pages_for
from observatory.sheet import figures as sheet
from observatory.sheet import words as sheet_words
from observatory.territories import answers, fact_figures, names, place, sheet_figures

HOME = Link("Accueil", addresses.HOME)
# Pages of the application that need a choice from the reader, or are written separately here.
APART = frozenset({"vue_d_ensemble", "fiche", "comparer", "exports", "methode"})
# Figures shown directly on the page of a subject; its other figures are linked.
FIRST = {
    "vue_d_ensemble": ("freins", "entreprises", "adherents_declares", "territoires_action"),
    "territoires": ("chiffres",),
    "freins": ("six", "mesures"),
}
SHEET = (
    "fiche.identite",
    *sheet.FAMILIES,
    "fiche.companies_active.courbe",
    "fiche.tpe_pme_share.courbe",
    "fiche.projets",
    "fiche.subventions",
    "fiche.declares",
)
PLACE_LEVELS = ("departement", "epci")
PLACE_FIGURES = (
    sheet_figures.compared,
    sheet_figures.gaps,
    sheet_figures.contacts,
    fact_figures.public_facts,
)


def subjects(role: str) -> list[PageEntry]:
    """Pages of the application that have a page here, in menu order."""
    return [
        page
        for page in pages_for(role)
        if page.id not in APART and any(key.startswith(f"{page.id}.") for key in FIGURES)
    ]


def home(view: View, figures: dict[str, Shown]) -> Page:
    """The home page: the state of the networks, and links to everything."""
    facts = view.query("overview_facts").iloc[0].to_dict()
    entries = [
        Link(entry.title, addresses.subject(entry.id), entry.question)
        for entry in subjects(view.role)
        if entry.id != "territoires"
    ]
    ways = (
        Link("Les réseaux", addresses.NETWORKS, "La fiche de chaque réseau suivi."),
        Link("Les territoires", addresses.TERRITORIES, "Départements et intercommunalités."),
        *entries,
        Link("Méthode", addresses.METHOD, "Ce que veut dire chaque chiffre, et le secret."),
        Link("Données", addresses.DATA, "Chaque chiffre en CSV et en JSON, sous licence ouverte."),
    )
    first = [figures[key] for key in _keys("vue_d_ensemble", FIRST) if key in figures]
    rest = [
        one
        for key, one in figures.items()
        if key.startswith("vue_d_ensemble.") and one not in first
    ]
    return Page(
        addresses.HOME,
        "Les réseaux d’entreprises du Centre-Val de Loire",
        (
            Words("", (summary.overview(facts, view.as_of),)),
            Words("", (opinion_words.verdict(standing.headlines(view)),)),
            Links("Dans cette édition", ways),
            *first,
            *_other_figures(rest),
        ),
        "Comment vont les réseaux d’entreprises de la région ?",
    )


def subject(view: View, entry: PageEntry, figures: dict[str, Shown]) -> Page:
    """The figures of one page of the application: the first in full, the others as links."""
    own = {key: one for key, one in figures.items() if key.startswith(f"{entry.id}.")}
    first = [own[key] for key in _keys(entry.id, FIRST) if key in own] or [*own.values()][:1]
    others = _other_figures([one for one in own.values() if one not in first])
    more: list[Part] = []
    if entry.id == "territoires":
        more = [Words("", tuple(answers.answer(view, None))), *_places(view)]
    if not own and not more:
        sentence = "Aucun chiffre public n’est encore connu ici."
        more = [Words("", (sentence,))]
    path = addresses.subject(entry.id)
    return Page(path, entry.title, (*more, *first, *others), entry.question, (HOME,))


def of_figures(view: View, figures: dict[str, Shown]) -> Iterator[Page]:
    """One page per figure, at the address of its key."""
    entries = {entry.id: entry for entry in pages_for(view.role)}
    for key, one in figures.items():
        page_id = key.split(".")[0]
        above = addresses.HOME if page_id in APART else addresses.subject(page_id)
        trail = (HOME,)
        if page_id in entries and page_id not in APART:
            trail = (HOME, Link(entries[page_id].title, above))
        whole = replace(one, page="")
        yield Page(addresses.figure(key), one.figure.title, (whole,), trail=trail)


def networks(view: View, figures: dict[str, Shown], names: dict[str, str]) -> Page:
    """The list of networks, each linked to its sheet."""
    links = tuple(Link(name, addresses.network(one)) for one, name in names.items())
    table = figures.get("vue_d_ensemble.reseaux")
    parts: tuple[Part, ...] = (Words("", (f"{plural(len(names), 'réseau', 'réseaux')}.",)),)
    parts += (Links("Une fiche par réseau", links),)
    parts += (table,) if table else ()
    return Page(addresses.NETWORKS, "Les réseaux", parts, "Que sait-on de chaque réseau ?", (HOME,))


def network(view: View) -> Page:
    """What the public may read about one network, the scope of the view."""
    figures = of_keys(view, SHEET, f"reseaux/{view.scope}")
    answer = Words("", tuple(sheet_words.answer(view)))
    trail = (HOME, Link("Les réseaux", addresses.NETWORKS))
    path = addresses.network(view.scope)
    return Page(
        path,
        view.subject,
        (answer, *figures.values()),
        "Que sait-on de ce réseau ?",
        trail,
    )


def territories(view: View) -> Iterator[Page]:
    """One page per département and per intercommunalité."""
    entry = next(entry for entry in pages_for(view.role) if entry.id == "territoires")
    trail = (HOME, Link(entry.title, addresses.TERRITORIES))
    for here in _chosen_places(view):
        place_view = view.having(**{place.PLACE: here["id"]})
        parts: list[Part] = [Words("", tuple(answers.answer(place_view, here)))]
        for make in PLACE_FIGURES:
            figure = make(place_view)
            if isinstance(figure, Figure):
                base = f"territoires/{here['id']}/{figure.key.split('.')[1]}"
                parts.append(shown_figure(figure, view.build, base))
        yield Page(addresses.territory(here["id"]), names.titled(here), tuple(parts), trail=trail)


def method(view: View, figures: dict[str, Shown]) -> Iterator[Page]:
    """The definitions of figures by family, what the public may read, and the sources."""
    catalog = load_catalog()
    links = tuple(
        Link(
            family.label,
            addresses.family(family.id),
            plural(len(catalog.of_family(family.id)), "définition") + ".",
        )
        for family in catalog.families
    )
    method_figures = [one for key, one in figures.items() if key.startswith("methode.")]
    title, question = "Méthode et sources", "Que veut dire ce chiffre, et d’où vient-il ?"
    signs = Words(
        "Signes",
        (
            f"n.d.{NBSP}: non disponible, et jamais zéro.",
            f"s{NBSP}: couvert par le secret statistique.",
            "Les arrondis peuvent ne pas s’additionner.",
        ),
    )
    parts: tuple[Part, ...] = (
        Links("Définitions par famille", links),
        signs,
        *_other_figures(method_figures),
    )
    yield Page(addresses.METHOD, title, parts, question, (HOME,))
    trail = (HOME, Link(title, addresses.METHOD))
    for family in catalog.families:
        entries = Definitions(tuple(catalog.of_family(family.id)))
        heading = f"Définitions{NBSP}: {family.label}"
        yield Page(addresses.family(family.id), heading, (entries,), trail=trail)


def of_keys(
    view: View, keys: Sequence[str], folder: str = "", page: Callable[[str], str] | None = None
) -> dict[str, Shown]:
    """Figures of the registry for which the view has data, by key.

    Args:
        view: the public's.
        keys: of the registry.
        folder: of their files under `donnees`, empty for the top folder.
        page: gives the page of a figure from its key; without it, figures have no page.
    """
    figures = {}
    for key in keys:
        made = FIGURES[key](view)
        # Two keys may call the same function: show the figure once.
        if isinstance(made, Figure) and not made.rows.empty and made.key not in figures:
            base = f"{folder}/{made.key}" if folder else made.key
            figures[made.key] = shown_figure(made, view.build, base, page(made.key) if page else "")
    return figures


def of_region(view: View) -> dict[str, Shown]:
    """Every figure over all networks that the public may read, by key."""
    ids = {entry.id for entry in pages_for(view.role)} - {"fiche", "comparer"}
    keys = [key for key in FIGURES if key.split(".")[0] in ids]
    return of_keys(view, keys, page=addresses.figure)


def data(
    view: View, figures: Sequence[Shown], long: Sequence[Shown], maps: Sequence[Shown]
) -> Iterator[Page]:
    """The index of the files, then one page per kind of file."""
    warning = "Ce sont des données fictives. " if view.build.is_fictional else ""
    texts = (
        f"{warning}Données arrêtées au {fr_date(view.as_of)}, version {view.build.id}.",
        "Chaque chiffre est un CSV (point-virgule, virgule décimale) et un JSON (une part y est "
        "une fraction), à une adresse qui ne change pas. Ceux d’un réseau ou d’un territoire sont "
        "sur sa page, et dans l’index.",
    )
    title, question = "Données à réutiliser", "Comment reprendre ces chiffres ?"
    kinds = (
        ("Indicateurs, mois par mois et réseau par réseau", "donnees-indicateurs.html", long),
        ("Chiffres des territoires", "donnees-territoires.html", maps),
        ("Chiffres de la région", "donnees-region.html", figures),
    )
    files = tuple(
        Link(heading, path, plural(len(part), "chiffre") + ".") for heading, path, part in kinds
    )
    index = (
        Link("Index de tous les fichiers (Data Package)", addresses.PACKAGE),
        Link("Schéma JSON d’un chiffre", addresses.FIGURE_SCHEMA),
        Link("Publications (Atom)", addresses.FEED),
        Link("Publications (JSON)", addresses.PUBLICATIONS),
    )
    parts = (
        Words("", texts),
        Links("Fichiers", files),
        Links("Index, schéma, publications", index),
    )
    yield Page(addresses.DATA, title, parts, question, (HOME,))
    trail = (HOME, Link(title, addresses.DATA))
    for heading, path, part in kinds:
        listed: Part = Files("Fichiers", tuple(part))
        if not part:
            listed = Words("", ("Aucun chiffre public n’est encore connu ici.",))
        yield Page(path, heading, (listed,), trail=trail)


def _keys(page_id: str, first: dict[str, tuple[str, ...]]) -> list[str]:
    return [f"{page_id}.{name}" for name in first.get(page_id, ())]


def _other_figures(figures: Sequence[Shown]) -> list[Links]:
    links = tuple(
        Link(one.figure.title, addresses.figure(one.figure.key), one.figure.note.lecture)
        for one in figures
    )
    return [Links("Les autres chiffres", links)] if links else []


def _places(view: View) -> list[Links]:
    headings = {"departement": "Départements", "epci": "Intercommunalités"}
    places = _chosen_places(view)
    return [
        Links(
            headings[level],
            tuple(
                Link(names.titled(one), addresses.territory(one["id"]))
                for one in places
                if one["level"] == level
            ),
        )
        for level in PLACE_LEVELS
    ]


def _chosen_places(view: View) -> list[place.Place]:
    places = place.every(view)
    selected = places[places["level"].isin(PLACE_LEVELS)].sort_values("name", kind="stable")
    return selected.to_dict("records")
