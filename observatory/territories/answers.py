"""Answer to the page's question: for the region or a place, from members or from public facts."""

from __future__ import annotations

from method import elision
from method.catalog import load_catalog
from method.wording import NNBSP, fr, fr_list, is_missing, plural
from observatory.figures.figure import View
from observatory.territories import maps, names, sheet, words
from observatory.territories.fact_figures import fact_rows
from observatory.territories.mapped import VALUES, rows_of
from observatory.territories.measures import OUTSIDE, PENETRATION
from observatory.territories.place import EPCI, Place, departments_of, epci_of, every
from observatory.territories.sheet_figures import SHARE, sheet_rows

# Levels whose figures nobody publishes: their population is the sum of their communes.
NO_FACTS = ("canton", "circonscription")
CHOOSE = "Choisissez un territoire pour lire ses chiffres publics et les réseaux qui y agissent."


def has_members(view: View) -> bool:
    """Whether lists of members have been sent, so that territories have figures."""
    return view.can_read(VALUES) and bool(len(view.ask("territory_offer", network_id="*")))


def answer(view: View, place: Place | None) -> list[str]:
    """One to three sentences: where gaps and members are, or what is known about the place."""
    if not has_members(view):
        return _unsent(view) if place is None else _by_facts(view, place)
    if place is None:
        whole = view.of_all()
        return words.region_answer(
            rows_of(whole, OUTSIDE, EPCI),
            whole.headline(PENETRATION).to_dict(),
            whole.headline("companies_active").to_dict(),
        )
    return sheet.sentences(
        place,
        sheet_rows(view, place),
        load_catalog().indicators[SHARE],
        "" if view.scope == "*" else view.subject,
        blurred=maps.is_blurred(place["level"], view.scope),
    )


def _unsent(view: View) -> list[str]:
    """The number of networks, when none has sent its list."""
    networks = view.query("territory_contacts", level="region", code="", departments=[])
    act = "réseau recensé agit" if len(networks) < 2 else "réseaux recensés agissent"
    return [
        f"{fr(len(networks))} {act} en région{NNBSP}; aucun n’a encore transmis la liste de ses "
        "adhérents.",
        CHOOSE,
    ]


def _by_facts(view: View, place: Place) -> list[str]:
    """The EPCI of a commune, or the place itself, from facts published by others."""
    area = epci_of(view, place) or place
    rows = fact_rows(view, area)
    codes = departments_of(view, place)
    contacts = view.query(
        "territory_contacts", level=place["level"], code=place["code"], departments=codes
    )
    places = every(view)
    departments = places[(places["level"] == "departement") & places["code"].isin(codes)]
    where = fr_list(names.definite(one) for one in departments.to_dict("records"))
    subject = names.opening(area)
    if area["id"] != place["id"]:
        subject = f"{names.opening(place)} fait partie {elision.of(names.definite(area))}, qui"
    sentences = words.facts_answer(subject, rows, len(contacts), f"dans {where}")
    if place["level"] in NO_FACTS and not is_missing(place["population"]):
        people = plural(place["population"], "habitant")
        sentences.insert(0, f"{names.opening(place)} compte {people} (population légale).")
    return sentences or [CHOOSE]
