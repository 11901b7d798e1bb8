"""Observations of INSEE's Mélodi, page by page, from the API or from saved pages."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from pipelines.fetch.client import Client
from pipelines.fetch.mirror import mirrored
from pipelines.fetch.packages import FetchError

PUBLIC_URL = "https://api.insee.fr/melodi"
# Thirty requests per minute are allowed.
PER_SECOND = 0.45
PAGE_SIZE = 10_000
MAX_PAGES = 200
MIRROR = "melodi"
# Vintage of the map, level and code: `2025-EPCI-243700754`.
PLACE = re.compile(r"(?:(\d{4})-)?([A-Z][A-Z0-9]*)-(\w+)")
VALUE = "OBS_VALUE_NIVEAU"


class _Measure(BaseModel):
    value: float | None = None


class _Observation(BaseModel):
    dimensions: dict[str, str]
    measures: dict[str, _Measure] = {}
    attributes: dict[str, str | None] = {}


class _Paging(BaseModel):
    isLast: bool | None = None
    next: str | None = None


class _Page(BaseModel):
    observations: list[_Observation]
    paging: _Paging = _Paging()

    @property
    def is_last(self) -> bool:
        return self.paging.isLast is True or not self.paging.next


@dataclass(frozen=True)
class Observation:
    """One figure: place, year, the other dimensions, and its value; `vintage` is the map's."""

    level: str
    code: str
    vintage: str
    year: str
    dimensions: dict[str, str]
    value: float
    status: str


@dataclass
class Melodi:
    """Reader of the API, or of the pages saved as `OBSERVATOIRE_MIROIR/melodi/<data set>*.json`."""

    client: Client
    digests: list[str] = field(default_factory=list)

    def observations(self, dataset: str, places: Sequence[str]) -> Iterator[Observation]:
        """Observations of a data set for some places.

        An observation under statistical secrecy has no value: it is skipped, not read as zero.

        Args:
            dataset: `DS_POPULATIONS_REFERENCE`.
            places: `DEP-28`, without the vintage of the map.

        Raises:
            FetchError: no answer, or an unexpected format.
        """
        place_set = set(places)
        files = mirrored(MIRROR, f"{dataset}*.json")
        pages = self._saved(files) if files else self._download(dataset, places)
        for page in pages:
            for one in page.observations:
                observation = _observation(one)
                if observation and f"{observation.level}-{observation.code}" in place_set:
                    yield observation

    def _saved(self, files: Sequence[Path]) -> Iterator[_Page]:
        for file in files:
            content = file.read_bytes()
            self.digests.append(hashlib.sha256(content).hexdigest())
            try:
                yield _page(json.loads(content), file.name)
            except ValueError:
                raise FetchError(f"{file.name} : ce n’est pas du JSON.") from None

    def _download(self, dataset: str, places: Sequence[str]) -> Iterator[_Page]:
        base = os.environ.get("OBSERVATOIRE_MELODI_URL", PUBLIC_URL).rstrip("/")
        url = f"{base}/data/{dataset}"
        for number in range(1, MAX_PAGES + 1):
            query = {"GEO": list(places), "maxResult": PAGE_SIZE, "page": number}
            content, received = self.client.json(url, query)
            self.digests.append(received.sha256)
            page = _page(content, url)
            yield page
            if page.is_last:
                return
            if not page.observations:
                raise FetchError(f"{url} : page {number} vide, avant la fin annoncée. Relancez.")
        raise FetchError(f"{url} : plus de {MAX_PAGES} pages de réponses.")


def _page(content: Any, where: str) -> _Page:
    try:
        return _Page.model_validate(content)
    except ValidationError:
        raise FetchError(f"{where} : la réponse n’a plus la forme attendue.") from None


def _observation(one: _Observation) -> Observation | None:
    """The observation, or None if its place cannot be parsed or its value is missing."""
    dimensions = dict(one.dimensions)
    place = PLACE.fullmatch(dimensions.pop("GEO", ""))
    value = one.measures[VALUE].value if VALUE in one.measures else None
    year = dimensions.pop("TIME_PERIOD", "")
    if place is None or value is None or not re.fullmatch(r"\d{4}", year):
        return None
    vintage, level, code = place.groups()
    status = one.attributes.get("OBS_STATUS") or "A"
    return Observation(level, code, vintage or "", year, dimensions, value, status)
