"""The pages of the edition and the figures that each one shows.

What is shown is what the public reads: figures of the registry, made for the public role by the
functions that the application calls. A page of the application that the public may open and that
shows figures has its page here; nothing lists them twice.
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
    shown,
)
from observatory.figures.figure import Figure, View
from observatory.figures.registry import FIGURES
from observatory.opinion import standing
from observatory.opinion import words as opinion_words
from observatory.overview import summary
from observatory.pages import PageEntry, pages_for
from observatory.sheet import figures as sheet
from observatory.sheet import words as sheet_words
from observatory.territories import answers, place, sheet_figures

HOME = Link("Accueil", addresses.HOME)
# Pages of the application that ask their reader for a choice, or that have their own page here.
APART = frozenset({"vue_d_ensemble", "fiche", "comparer", "exports", "methode"})
# What the page of a subject shows at once; its other figures are one link away.
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
    sheet_figures.public_facts,
)


def subjects(role: str) -> list[PageEntry]:
    """Pages of the application that have theirs here, in the order of the menu."""
    return [
        page
        for page in pages_for(role)
        if page.id not in APART and any(key.startswith(f"{page.id}.") for key in FIGURES)
    ]


def home(view: View, made: dict[str, Shown]) -> Page:
    """How the networks are, and where everything is."""
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
    first = [made[key] for key in _keys("vue_d_ensemble", FIRST) if key in made]
    rest = [
        one for key, one in made.items() if key.startswith("vue_d_ensemble.") and one not in first
    ]
    return Page(
        addresses.HOME,
        "Les réseaux d’entreprises du Centre-Val de Loire",
        (
            Words("", (summary.overview(facts, view.as_of),)),
            Words("", (opinion_words.verdict(standing.headlines(view)),)),
            Links("Dans cette édition", ways),
            *first,
            *_others(rest),
        ),
        "Comment vont les réseaux d’entreprises de la région ?",
    )


def subject(view: View, entry: PageEntry, made: dict[str, Shown]) -> Page:
    """The figures of one page of the application: the first whole, the others by a link."""
    own = {key: one for key, one in made.items() if key.startswith(f"{entry.id}.")}
    first = [own[key] for key in _keys(entry.id, FIRST) if key in own] or [*own.values()][:1]
    others = _others([one for one in own.values() if one not in first])
    more: list[Part] = []
    if entry.id == "territoires":
        more = [Words("", tuple(answers.answer(view, None))), *_places(view)]
    if not own and not more:
        said = "Aucun chiffre public n’est encore connu ici."
        more = [Words("", (said,))]
    path = addresses.subject(entry.id)
    return Page(path, entry.title, (*more, *first, *others), entry.question, (HOME,))


def of_figures(view: View, made: dict[str, Shown]) -> Iterator[Page]:
    """A page a figure, at the address of its key."""
    entries = {entry.id: entry for entry in pages_for(view.role)}
    for key, one in made.items():
        page_id = key.split(".")[0]
        above = addresses.HOME if page_id in APART else addresses.subject(page_id)
        trail = (HOME,)
        if page_id in entries and page_id not in APART:
            trail = (HOME, Link(entries[page_id].title, above))
        whole = replace(one, page="")
        yield Page(addresses.figure(key), one.figure.title, (whole,), trail=trail)


def networks(view: View, made: dict[str, Shown], names: dict[str, str]) -> Page:
    """Every network, each leading to its sheet."""
    links = tuple(Link(name, addresses.network(one)) for one, name in names.items())
    table = made.get("vue_d_ensemble.reseaux")
    parts: tuple[Part, ...] = (Words("", (f"{plural(len(names), 'réseau', 'réseaux')}.",)),)
    parts += (Links("Une fiche par réseau", links),)
    parts += (table,) if table else ()
    return Page(addresses.NETWORKS, "Les réseaux", parts, "Que sait-on de chaque réseau ?", (HOME,))


def network(view: View) -> Page:
    """What the public reads of one network; the view's scope is that network."""
    found = of_keys(view, SHEET, f"reseaux/{view.scope}")
    said = Words("", tuple(sheet_words.answer(view)))
    trail = (HOME, Link("Les réseaux", addresses.NETWORKS))
    path = addresses.network(view.scope)
    return Page(path, view.subject, (said, *found.values()), "Que sait-on de ce réseau ?", trail)


def territories(view: View) -> Iterator[Page]:
    """A page a département and an intercommunalité."""
    entry = next(entry for entry in pages_for(view.role) if entry.id == "territoires")
    trail = (HOME, Link(entry.title, addresses.TERRITORIES))
    for here in _chosen_places(view):
        asked = view.having(**{place.PLACE: here["id"]})
        parts: list[Part] = [Words("", tuple(answers.answer(asked, here)))]
        for make in PLACE_FIGURES:
            figure = make(asked)
            if isinstance(figure, Figure):
                base = f"territoires/{here['id']}/{figure.key.split('.')[1]}"
                parts.append(shown(figure, view.build, base))
        yield Page(addresses.territory(here["id"]), str(here["name"]), tuple(parts), trail=trail)


def method(view: View, made: dict[str, Shown]) -> Iterator[Page]:
    """What figures mean, family by family, then what the public reads and the sources."""
    catalog = load_catalog()
    links = tuple(
        Link(
            family.label,
            addresses.family(family.id),
            plural(len(catalog.of_family(family.id)), "définition") + ".",
        )
        for family in catalog.families
    )
    own = [one for key, one in made.items() if key.startswith("methode.")]
    title, question = "Méthode et sources", "Que veut dire ce chiffre, et d’où vient-il ?"
    told = Words(
        "Signes",
        (
            f"n.d.{NBSP}: non disponible, et jamais zéro.",
            f"s{NBSP}: couvert par le secret statistique.",
            "Les arrondis peuvent ne pas s’additionner.",
        ),
    )
    parts: tuple[Part, ...] = (Links("Définitions par famille", links), told, *_others(own))
    yield Page(addresses.METHOD, title, parts, question, (HOME,))
    trail = (HOME, Link(title, addresses.METHOD))
    for family in catalog.families:
        entries = Definitions(tuple(catalog.of_family(family.id)))
        heading = f"Définitions{NBSP}: {family.label}"
        yield Page(addresses.family(family.id), heading, (entries,), trail=trail)


def of_keys(
    view: View, keys: Sequence[str], folder: str = "", page: Callable[[str], str] | None = None
) -> dict[str, Shown]:
    """Figures of the registry of which the view has something, by their key.

    Args:
        view: the public's.
        keys: of the registry.
        folder: of their files under `donnees`, empty for the first.
        page: gives the page of a figure from its key; none without it.
    """
    found = {}
    for key in keys:
        made = FIGURES[key](view)
        # Two keys may call one function: the figure is shown once.
        if isinstance(made, Figure) and not made.rows.empty and made.key not in found:
            base = f"{folder}/{made.key}" if folder else made.key
            found[made.key] = shown(made, view.build, base, page(made.key) if page else "")
    return found


def of_region(view: View) -> dict[str, Shown]:
    """Every figure of all networks together that the public reads, by its key."""
    ids = {entry.id for entry in pages_for(view.role)} - {"fiche", "comparer"}
    keys = [key for key in FIGURES if key.split(".")[0] in ids]
    return of_keys(view, keys, page=addresses.figure)


def data(
    view: View, made: Sequence[Shown], long: Sequence[Shown], maps: Sequence[Shown]
) -> Iterator[Page]:
    """The index of the files, then a page for each kind of them."""
    warning = "Ce sont des données fictives. " if view.build.is_fictional else ""
    said = (
        f"{warning}Données arrêtées au {fr_date(view.as_of)}, version {view.build.id}.",
        "Chaque chiffre est un CSV (point-virgule, virgule décimale) et un JSON (une part y est "
        "une fraction), à une adresse qui ne change pas. Ceux d’un réseau ou d’un territoire sont "
        "sur sa page, et dans l’index.",
    )
    title, question = "Données à réutiliser", "Comment reprendre ces chiffres ?"
    kinds = (
        ("Indicateurs, mois par mois et réseau par réseau", "donnees-indicateurs.html", long),
        ("Chiffres des territoires", "donnees-territoires.html", maps),
        ("Chiffres de la région", "donnees-region.html", made),
    )
    files = tuple(
        Link(heading, path, plural(len(held), "chiffre") + ".") for heading, path, held in kinds
    )
    index = (
        Link("Index de tous les fichiers (Data Package)", addresses.PACKAGE),
        Link("Schéma JSON d’un chiffre", addresses.FIGURE_SCHEMA),
        Link("Publications (Atom)", addresses.FEED),
        Link("Publications (JSON)", addresses.PUBLICATIONS),
    )
    parts = (Words("", said), Links("Fichiers", files), Links("Index, schéma, publications", index))
    yield Page(addresses.DATA, title, parts, question, (HOME,))
    trail = (HOME, Link(title, addresses.DATA))
    for heading, path, held in kinds:
        listed: Part = Files("Fichiers", tuple(held))
        if not held:
            listed = Words("", ("Aucun chiffre public n’est encore connu ici.",))
        yield Page(path, heading, (listed,), trail=trail)


def _keys(page_id: str, first: dict[str, tuple[str, ...]]) -> list[str]:
    return [f"{page_id}.{name}" for name in first.get(page_id, ())]


def _others(found: Sequence[Shown]) -> list[Links]:
    links = tuple(
        Link(one.figure.title, addresses.figure(one.figure.key), one.figure.note.lecture)
        for one in found
    )
    return [Links("Les autres chiffres", links)] if links else []


def _places(view: View) -> list[Links]:
    headings = {"departement": "Départements", "epci": "Intercommunalités"}
    chosen = _chosen_places(view)
    return [
        Links(
            headings[level],
            tuple(
                Link(str(one["name"]), addresses.territory(one["id"]))
                for one in chosen
                if one["level"] == level
            ),
        )
        for level in PLACE_LEVELS
    ]


def _chosen_places(view: View) -> list[place.Place]:
    every = place.every(view)
    kept = every[every["level"].isin(PLACE_LEVELS)].sort_values("name", kind="stable")
    return kept.to_dict("records")
