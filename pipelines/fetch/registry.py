"""The official sources in the order of a first day: the one list of `fetch`, its help and docs."""

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

# Reads and deposits, and says in a French sentence what it brought.
Run = Callable[[Errand], str]


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
        per_second: requests a second that its site allows.
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
        """A reader of its site, at the pace that the site allows, for so many minutes."""
        return Client(minutes=minutes, per_second=self.per_second)


def _territories(errand: Errand) -> str:
    """The snapshot that every workspace shares; its packages come from their own registries."""
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
# What is typed for every source, one after the other.
ALL = "tout"
BY_NAME = {one.name: one for one in FETCHERS}
