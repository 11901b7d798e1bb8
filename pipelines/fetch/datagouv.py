"""Files of known public bodies on data.gouv.fr that declare a schema."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, Field, ValidationError

from method import plain_yaml
from pipelines.fetch.client import Client
from pipelines.fetch.packages import FetchError

PUBLIC_URL = "https://www.data.gouv.fr"
PUBLISHERS = Path(__file__).with_name("publishers.yaml")
PAGE_SIZE = 50
MAX_PAGES = 20

M = TypeVar("M", bound=BaseModel)


class Publisher(BaseModel):
    """A public body; `type` is its `type_financeur` in the contract of grants."""

    name: str
    siren: str
    type: Literal["region", "departement", "epci"]
    search: str


@dataclass(frozen=True)
class Resource:
    """One file of a dataset."""

    publisher: Publisher
    title: str
    url: str
    format: str
    modified: datetime | None


class _Organization(BaseModel):
    id: str
    business_number_id: str | None = None


class _Schema(BaseModel):
    name: str | None = None


class _Resource(BaseModel):
    title: str | None = None
    url: str
    format: str | None = None
    last_modified: datetime | None = None
    schema_: _Schema | None = Field(None, alias="schema")


class _Dataset(BaseModel):
    title: str
    resources: list[_Resource] = []


class _Page(BaseModel):
    data: list[dict]
    next_page: str | None = None


@cache
def publishers() -> list[Publisher]:
    """The declared public bodies."""
    rows = plain_yaml.load(PUBLISHERS.read_text(encoding="utf-8"))
    return [Publisher.model_validate(row) for row in rows]


def address() -> str:
    """Address of the site, which `OBSERVATOIRE_DATA_GOUV_URL` overrides in tests."""
    return os.environ.get("OBSERVATOIRE_DATA_GOUV_URL", PUBLIC_URL).rstrip("/")


def resources(client: Client, publisher: Publisher, schema: str) -> list[Resource] | None:
    """Files of a public body that declare a schema, the last modified first.

    The search gives candidates; an organisation is kept if its SIRET starts with the SIREN.

    Returns:
        None when the site knows no organisation of that SIREN.

    Raises:
        FetchError: no answer, or an unexpected format.
    """
    query = {"q": publisher.search}
    organizations = [
        one.id
        for one in _pages(client, "organizations", query, _Organization)
        if (one.business_number_id or "").replace(" ", "").startswith(publisher.siren)
    ]
    if not organizations:
        return None
    files = [
        Resource(
            publisher,
            f"{dataset.title} – {one.title}",
            one.url,
            (one.format or "").lower(),
            one.last_modified,
        )
        for organization in organizations
        for dataset in _pages(
            client, "datasets", {"organization": organization, "schema": schema}, _Dataset
        )
        for one in dataset.resources
        if one.schema_ and one.schema_.name == schema
    ]
    return sorted(files, key=lambda one: str(one.modified or ""), reverse=True)


def _pages(client: Client, kind: str, query: dict[str, str], model: type[M]) -> Iterator[M]:
    url = f"{address()}/api/1/{kind}/"
    for number in range(1, MAX_PAGES + 1):
        content, _ = client.json(url, query | {"page": number, "page_size": PAGE_SIZE})
        try:
            page = _Page.model_validate(content)
            yield from [model.model_validate(one) for one in page.data]
        except ValidationError:
            raise FetchError(f"{url} : la réponse n’a plus la forme attendue.") from None
        if page.next_page is None:
            return
    raise FetchError(f"{url} : plus de {MAX_PAGES} pages de réponses.")
