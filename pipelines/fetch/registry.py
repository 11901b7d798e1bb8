"""The official sources in the order of a first day: the one list of `fetch`, its help and docs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from method.settings import ROOT, TERRITORIES
from pipelines.build.progress import Progress
from pipelines.fetch import territoires
from pipelines.fetch.client import Client
from pipelines.fetch.projets import fetch_projets
from pipelines.fetch.siren import fetch_siren
from pipelines.fetch.sirene import fetch_sirene
from pipelines.fetch.subventions import fetch_subventions

# Raw folder, a database with the schema `reference`, moment, progress, client → a French sentence.
Run = Callable[[Path, duckdb.DuckDBPyConnection, datetime, Progress, Client | None], str]


@dataclass(frozen=True)
class Fetcher:
    """One official source.

    Attributes:
        name: what is typed after `fetch`.
        title: what it brings, in French.
        run: reads it and deposits it; raises `FetchError` having changed nothing.
        minutes: longest time that `fetch tout` gives it.
        is_shared: it belongs to no workspace.
        needs_siren: what it brings depends on the SIREN known of the networks: it is asked
            again when one is confirmed.
        is_cheap: asked again each time, its answers being kept.
    """

    name: str
    title: str
    run: Run
    minutes: int = 20
    is_shared: bool = False
    needs_siren: bool = False
    is_cheap: bool = False


def _territories(
    raw: Path,
    connection: duckdb.DuckDBPyConnection,
    now: datetime,
    progress: Progress,
    client: Client | None,
) -> str:
    """The snapshot that every workspace shares; its packages come from their own registries."""
    territoires.run(TERRITORIES.parent, ROOT / "static", progress)
    return "Communes, EPCI, départements et contours relevés."


FETCHERS = (
    Fetcher("territoires", "Territoires et contours", _territories, is_shared=True),
    Fetcher("siren", "SIREN des réseaux", fetch_siren, 30, is_cheap=True),
    Fetcher("sirene", "Établissements des adhérents (SIRENE)", fetch_sirene, 60, needs_siren=True),
    Fetcher("subventions", "Subventions publiées (SCDL)", fetch_subventions, 40, needs_siren=True),
    Fetcher("projets", "Projets européens (CORDIS)", fetch_projets, 30, needs_siren=True),
)
# What is typed for every source, one after the other.
ALL = "tout"
BY_NAME = {one.name: one for one in FETCHERS}
