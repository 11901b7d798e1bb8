"""Official sources in the order of a first run: the only list, for `fetch`, its help and docs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from method.settings import ROOT, TERRITORIES
from pipelines.fetch import melodi, territoires
from pipelines.fetch.client import PER_SECOND, Client
from pipelines.fetch.errand import Errand
from pipelines.fetch.etat import fetch_etat
from pipelines.fetch.feder import fetch_feder
from pipelines.fetch.projets import fetch_projets
from pipelines.fetch.reperes import fetch_reperes
from pipelines.fetch.siren import fetch_siren
from pipelines.fetch.sirene import fetch_sirene
from pipelines.fetch.subventions import fetch_subventions
from pipelines.fetch.tissu import fetch_tissu

# Reads and deposits a source, and returns a French sentence that sums up the result.
Run = Callable[[Errand], str]


@dataclass(frozen=True)
class Fetcher:
    """One official source.

    Attributes:
        name: argument of `fetch`.
        title: what it brings, in French.
        run: reads and deposits it; raises `FetchError` without having changed anything.
        minutes: time limit in `fetch tout`.
        is_shared: whether all workspaces share it.
        needs_siren: whether its result depends on the networks' SIREN: it is requested again
            when one is confirmed.
        is_cheap: whether it is run again each time, since its answers are stored.
        per_second: requests per second that its site allows.
    """

    name: str
    title: str
    run: Run
    minutes: int = 20
    is_shared: bool = False
    needs_siren: bool = False
    is_cheap: bool = False
    per_second: float = PER_SECOND

    def client(self, minutes: float | None) -> Client:
        """HTTP client of its site, at the rate that the site allows, for `minutes` in all."""
        return Client(minutes=minutes, per_second=self.per_second)


def _territories(errand: Errand) -> str:
    """Fetch the snapshot shared by every workspace, from the registries of its packages."""
    territoires.run(TERRITORIES.parent, ROOT / "static", errand.progress)
    return "Communes, EPCI, départements et contours relevés."


FETCHERS = (
    Fetcher("territoires", "Territoires et contours", _territories, is_shared=True),
    Fetcher("siren", "SIREN des réseaux", fetch_siren, 30, is_cheap=True),
    Fetcher("sirene", "Établissements des adhérents (SIRENE)", fetch_sirene, 60, needs_siren=True),
    Fetcher("subventions", "Subventions publiées (SCDL)", fetch_subventions, 40, needs_siren=True),
    Fetcher("projets", "Projets européens (CORDIS)", fetch_projets, 30, needs_siren=True),
    Fetcher("etat", "Versements de l’État aux associations", fetch_etat, needs_siren=True),
    Fetcher("feder", "Opérations européennes (FEDER, FSE+)", fetch_feder, needs_siren=True),
    Fetcher(
        "reperes",
        "Repères des territoires (INSEE, Mélodi)",
        fetch_reperes,
        per_second=melodi.PER_SECOND,
    ),
    Fetcher("tissu", "Tissu économique (stock SIRENE)", fetch_tissu, 120),
)
# Argument of `fetch` for every source in turn.
ALL = "tout"
BY_NAME = {one.name: one for one in FETCHERS}
