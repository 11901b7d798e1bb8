"""Score of a legal entity as the one behind a network: its name, then facts of the register.

The score sorts a list and decides what is left out of it; only a person confirms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipelines.fetch.matching.names import similarity

Level = Literal["probable", "possible", "unlikely"]
# Measured on a labelled list: see docs/matching.md.
PROBABLE, POSSIBLE = 0.75, 0.45
# Minimum likeness of names: below it, nothing else can make a match.
LEAST_NAME = 0.5
# Weight of the likeness of names, then what each fact of the register adds or removes. A name alone
# is never certain; with every favourable fact the score is 1.
NAME = 0.8
SAME_TOWN, SAME_DEPARTMENT, ELSEWHERE = 0.1, 0.05, -0.15
ASSOCIATION, GROUPING, COMPANY, PUBLIC = 0.05, 0.0, -0.25, -0.25
SAME_YEAR, CLOSED = 0.05, -0.1
# Legal categories of INSEE: 92 associations, 93 foundations, 62 economic interest groupings,
# 84 professional bodies, 5 companies, 1 natural persons, 4 and 7 public bodies.
FORMS = {"92": ASSOCIATION, "93": ASSOCIATION, "62": GROUPING, "84": GROUPING, "5": COMPANY,
         "1": COMPANY, "4": PUBLIC, "7": PUBLIC}  # fmt: skip


@dataclass(frozen=True)
class Network:
    """What is known of a network; unknown values are empty."""

    name: str
    departments: frozenset[str] = frozenset()
    seat_commune: str = ""
    created_year: str = ""
    is_over: bool = False


@dataclass(frozen=True)
class Entity:
    """What the register says of a legal entity; unknown values are empty.

    Attributes:
        name: name, followed by its usual name in brackets.
        acronym: `sigle`.
        category: legal category, four digits.
        commune: INSEE code of the seat.
        department: of the seat.
        created_year: four digits.
        is_open: whether it has not closed.
    """

    name: str
    acronym: str = ""
    category: str = ""
    commune: str = ""
    department: str = ""
    created_year: str = ""
    is_open: bool = True


def score(network: Network, entity: Entity) -> float:
    """Likeness of a network and a legal entity, 0 to 1."""
    name = similarity(network.name, _full_name(entity))
    if name < LEAST_NAME:
        return 0.0
    signs = _place(network, entity) + _form(entity) + _life(network, entity)
    return round(max(0.0, NAME * name + signs), 3)


def level(value: float) -> Level:
    """Level of a score."""
    if value >= PROBABLE:
        return "probable"
    return "possible" if value >= POSSIBLE else "unlikely"


def _full_name(entity: Entity) -> str:
    has_acronym = entity.acronym and entity.acronym in entity.name
    return entity.name if has_acronym or not entity.acronym else f"{entity.name} ({entity.acronym})"


def _place(network: Network, entity: Entity) -> float:
    if network.seat_commune and entity.commune == network.seat_commune:
        return SAME_TOWN
    if not entity.department or not network.departments:
        return 0.0
    # A seat outside the region does not count against a network whose own seat is there.
    seat = network.seat_commune[:2]
    near = network.departments | ({seat} if seat else set())
    return SAME_DEPARTMENT if entity.department in near else ELSEWHERE


def _form(entity: Entity) -> float:
    return next((value for start, value in FORMS.items() if entity.category.startswith(start)), 0.0)


def _life(network: Network, entity: Entity) -> float:
    years = network.created_year, entity.created_year
    is_same_year = all(years) and abs(int(years[0]) - int(years[1])) <= 1
    is_closed = not entity.is_open and not network.is_over
    return (SAME_YEAR if is_same_year else 0.0) + (CLOSED if is_closed else 0.0)
