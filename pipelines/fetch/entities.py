"""Search « Recherche d’entreprises » for the legal entities that may be behind a network.

Directors are never requested; natural persons and bodies that refused full diffusion are dropped
before anything is stored.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from stdnum.fr import siren as siren_number

from method import plain_yaml
from pipelines.fetch.answers import Answers
from pipelines.fetch.client import Client, NotAccepted
from pipelines.fetch.matching import names
from pipelines.fetch.matching.score import POSSIBLE, Entity, Network, score
from pipelines.fetch.packages import FetchError

PUBLIC_URL = "https://recherche-entreprises.api.gouv.fr"
SOURCE = "recherche-entreprises"
CATEGORIES: dict[str, str] = plain_yaml.load(
    Path(__file__).with_name("matching").joinpath("categories.yaml").read_text(encoding="utf-8")
)
PAGE_SIZE = 25
# The search lists the nearest first: entities on later pages are not alike.
MAX_PAGES = 4
MOST = 8
# SIRENE's placeholder for an unknown date.
NO_DAY = "1900-01-01"


class _Seat(BaseModel):
    commune: str | None = None
    libelle_commune: str | None = None
    departement: str | None = None


class _Found(BaseModel):
    siren: str
    nom_complet: str
    sigle: str | None = None
    nature_juridique: str | None = None
    date_creation: str | None = None
    date_fermeture: str | None = None
    etat_administratif: str | None = None
    statut_diffusion: str | None = None
    siege: _Seat = _Seat()


class _Page(BaseModel):
    results: list[Any]
    total_pages: int = 1


@dataclass(frozen=True)
class Candidate:
    """A legal entity that may be a network; dates are ISO 8601 or empty."""

    siren: str
    entity: Entity
    town: str
    created_on: str
    ended_on: str
    score: float
    source: str
    read_at: str


def address() -> str:
    """Address of the site, which `OBSERVATOIRE_RECHERCHE_ENTREPRISES_URL` overrides in tests."""
    return os.environ.get("OBSERVATOIRE_RECHERCHE_ENTREPRISES_URL", PUBLIC_URL).rstrip("/")


@dataclass
class Search:
    """Search of the API for one fetch.

    Attributes:
        unreadable: number of unreadable entities and of refused requests.
    """

    client: Client
    raw: Path
    now: datetime
    unreadable: int = field(default=0, init=False)
    answers: Answers = field(init=False)

    def __post_init__(self) -> None:
        """Open the store of answers."""
        url = f"{address()}/search"
        self.answers = Answers(self.client, self.raw, SOURCE, url, self.now, self._shorten)

    def candidates(self, network: Network) -> list[Candidate]:
        """Entities that may be a network, the nearest first.

        Associations and groupings of the whole country, then of the network's départements if
        there are too many to read, then any legal category there if none is near enough.

        Raises:
            FetchError: no usable answer from the site.
        """
        seat = {network.seat_commune[:2]} if network.seat_commune else set()
        places = {"departement": ",".join(sorted(network.departments | seat))}
        places = places if places["departement"] else {}
        forms = {"nature_juridique": ",".join(CATEGORIES)}
        by_siren: dict[str, Candidate] = {}
        for text in names.parts(network.name):
            is_whole = self._add(network, {"q": text, **forms}, by_siren)
            if places and not is_whole:
                self._add(network, {"q": text, **forms, **places}, by_siren)
        if not by_siren and places:
            for text in names.parts(network.name):
                self._add(network, {"q": text, **places}, by_siren)
        return sorted(by_siren.values(), key=lambda one: (-one.score, one.siren))[:MOST]

    def entity(self, siren: str, network: Network) -> Candidate | None:
        """The entity of a SIREN, as a candidate for a network; None if the site has none."""
        for one, read_at in self._read({"q": siren})[0]:
            if one.siren == siren:
                return _candidate(one, network, read_at)
        return None

    def _add(self, network: Network, query: dict[str, str], by_siren: dict[str, Candidate]) -> bool:
        """Add the entities that are near enough; return whether every page was read."""
        rows, is_whole = self._read(query)
        for one, read_at in rows:
            candidate = _candidate(one, network, read_at)
            if candidate.score >= POSSIBLE:
                by_siren.setdefault(candidate.siren, candidate)
        return is_whole

    def _read(self, query: dict[str, str]) -> tuple[list[tuple[_Found, str]], bool]:
        rows: list[tuple[_Found, str]] = []
        for number in range(1, MAX_PAGES + 1):
            terms = query | {"page": str(number), "per_page": str(PAGE_SIZE), "minimal": "true",
                             "include": "siege"}  # fmt: skip
            try:
                answer = self.answers.get(terms)
            except NotAccepted:
                self.unreadable += 1
                return rows, True
            entities = [_Found.model_validate(one) for one in answer.content["results"]]
            rows += [(one, answer.read_at) for one in entities]
            if number >= answer.content["total_pages"]:
                return rows, True
        return rows, False

    def _shorten(self, content: Any) -> dict[str, Any]:
        try:
            page = _Page.model_validate(content)
        except ValidationError:
            raise FetchError(f"{address()} : la réponse n’a plus la forme attendue.") from None
        entities = list(self._sound(page.results))
        if page.results and not entities:
            raise FetchError(f"{address()} : la réponse n’a plus la forme attendue.")
        results = [one.model_dump() for one in entities if _may_be_kept(one)]
        return {"results": results, "total_pages": page.total_pages}

    def _sound(self, results: Iterable[Any]) -> Iterator[_Found]:
        for content in results:
            try:
                one = _Found.model_validate(content)
            except ValidationError:
                self.unreadable += 1
                continue
            if siren_number.is_valid(one.siren):
                yield one
            else:
                self.unreadable += 1


def _may_be_kept(one: _Found) -> bool:
    is_person = (one.nature_juridique or "1").startswith("1")
    return not is_person and one.statut_diffusion == "O"


def _candidate(one: _Found, network: Network, read_at: str) -> Candidate:
    seat = one.siege
    created = "" if one.date_creation in (None, NO_DAY) else one.date_creation or ""
    commune = seat.commune or ""
    entity = Entity(
        name=one.nom_complet,
        acronym=one.sigle or "",
        category=one.nature_juridique or "",
        commune=commune,
        department=seat.departement or commune[:2],
        created_year=created[:4],
        is_open=one.etat_administratif != "C",
    )
    return Candidate(
        one.siren, entity, seat.libelle_commune or "", created, one.date_fermeture or "",
        score(network, entity), f"{address()}/search?q={one.siren}", read_at,
    )  # fmt: skip
