"""`fetch reperes`: published figures of the region, its départements and its EPCI, from Mélodi.

They are kept in a separate file: figures of another source for the same place and year stay beside
them, with their own address, and both are shown.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

import duckdb
from pydantic import BaseModel

from method import plain_yaml
from method.wording import plural
from pipelines.fetch.errand import Errand
from pipelines.fetch.melodi import Melodi, Observation
from pipelines.fetch.official import Key, Official, Row
from pipelines.fetch.packages import FetchError
from pipelines.ingest.folder import ingest_workspace

OFFICIAL = Official("reperes", "insee-melodi.csv", "commande fetch reperes", "repères")
FIGURES = Path(__file__).with_name("landmarks.yaml")
# The page of a data set, the same whatever site or folder it was read from.
PAGE = "https://catalogue-donnees.insee.fr/fr/catalogue/recherche/{dataset}"
LEVELS = {"region": "REG", "departement": "DEP", "epci": "EPCI"}
NAMES = {code: level for level, code in LEVELS.items()}
TOTAL, YEARLY = "_T", ("FREQ", "A")
# SDMX statuses that readers must see; A is a normal value.
STATUSES = {"P": "provisoire", "E": "estimé", "B": "rupture de série"}


class Figure(BaseModel):
    """One figure of the file `reperes`; `where` fixes the dimensions of its observations."""

    indicator: str
    unit: str
    where: dict[str, str]


class Dataset(BaseModel):
    """A data set of Mélodi and the figures read from it."""

    dataset: str
    producer: str
    figures: list[Figure]


@cache
def datasets() -> list[Dataset]:
    """The declared data sets."""
    rows = plain_yaml.load(FIGURES.read_text(encoding="utf-8"))
    return [Dataset.model_validate(row) for row in rows]


def fetch_reperes(errand: Errand) -> str:
    """Read the declared data sets and deposit their figures beside those of other sources.

    A data set that cannot be read is reported and skipped, if it gave nothing the last time.

    Raises:
        FetchError: no data set could be read; nothing was changed.
    """
    melodi = Melodi(errand.client)
    ingest_workspace(errand.connection, errand.raw, errand.now.date())
    already_sent = OFFICIAL.sent(errand.connection)
    places = _places(errand.connection)
    rows: dict[Key, Row] = {}
    unread = 0
    for index, one in enumerate(datasets()):
        errand.progress(f"Mélodi : {one.producer}", index, len(datasets()))
        try:
            observations = list(melodi.observations(one.dataset, list(places)))
        except FetchError as error:
            print(f"{one.dataset} : {error}", file=sys.stderr)
            unread += 1
            continue
        # If a territory has two vintages of its map, the latest one counts.
        observations.sort(key=lambda observation: observation.vintage)
        dataset_rows = {_key(row): row for row in _rows(one, observations, places, errand.now)}
        if not dataset_rows:
            print(f"{one.dataset} : aucun des chiffres attendus.", file=sys.stderr)
            unread += 1
        rows |= dataset_rows
    own_rows = OFFICIAL.keep([rows[key] for key in sorted(rows)], already_sent, is_whole=not unread)
    if unread == len(datasets()):
        raise FetchError("Aucun jeu de données de Mélodi n’a donné de chiffre.")
    count = OFFICIAL.publish(errand.raw, errand.connection, errand.now, own_rows)
    digest = hashlib.sha256("".join(melodi.digests).encode()).hexdigest()
    answers = plural(len(melodi.digests), "réponse")
    return f"{plural(count, 'repère')} ({answers}, SHA-256 {digest})."


def _places(connection: duckdb.DuckDBPyConnection) -> dict[str, bool]:
    """Places such as `EPCI-200040277`, and whether only a part of each is in the region."""
    rows = connection.execute(
        "select level, code, is_partial from reference.territory "
        "where list_contains($levels, level) order by all",
        {"levels": list(LEVELS)},
    ).fetchall()
    return {f"{LEVELS[level]}-{code}": bool(is_partial) for level, code, is_partial in rows}


def _rows(
    dataset: Dataset, observations: list[Observation], places: dict[str, bool], now: datetime
) -> Iterator[Row]:
    for figure in dataset.figures:
        for one in observations:
            if not _is(figure, one):
                continue
            is_partial = places[f"{one.level}-{one.code}"]
            yield {
                "niveau": NAMES[one.level],
                "code": one.code,
                "indicateur": figure.indicator,
                "annee": one.year,
                "valeur": f"{one.value:.10g}",
                "unite": figure.unit,
                "source_url": PAGE.format(dataset=dataset.dataset),
                "date_source": now.date().isoformat(),
                "note": _note(dataset, one, is_partial=is_partial),
            }


def _is(figure: Figure, one: Observation) -> bool:
    """Whether an observation is this figure, and not a part of it."""
    dimensions = {name: value for name, value in one.dimensions.items() if (name, value) != YEARLY}
    return figure.where.items() <= dimensions.items() and all(
        value == TOTAL for name, value in dimensions.items() if name not in figure.where
    )


def _note(dataset: Dataset, one: Observation, *, is_partial: bool) -> str:
    mentions = [dataset.producer]
    if one.vintage:
        mentions.append(f"géographie {one.vintage}")
    if is_partial:
        mentions.append("territoire entier, communes hors région comprises")
    if one.status in STATUSES:
        mentions.append(STATUSES[one.status])
    return f"{', '.join(mentions)}."


def _key(row: Row) -> Key:
    return tuple(row[name] for name in OFFICIAL.identity)
