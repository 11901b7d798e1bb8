"""The events of each network and their dates: crises, lookalikes, or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

FIRST_MONTH, LAST_MONTH = "2021-11", "2026-10"
MONTHS = pd.period_range(FIRST_MONTH, LAST_MONTH, freq="M")
# The panel shows the last 48 months; a crisis begins at least half a year after its first month and
# a year and a half before its last, so that there is a before and an after.
BEGINS = range(20, 43)

CRISES = {
    "direction_leaves": "La direction part et n’est pas remplacée",
    "funder_late": "Un financeur paie six mois plus tard et davantage",
    "not_renewed": "La convention principale n’est pas renouvelée",
    "members_drift": "Les adhérents partent peu à peu",
    "key_person": "La personne clé part et ses prestations avec elle",
    "double_break": "La présidence et la direction changent ensemble",
    "two_at_once": "Un financeur en retard et une direction vacante",
}
LOOKALIKES = {
    "seasonal_dip": "Un creux de saison",
    "one_off": "Une grosse dépense isolée",
    "growth": "Une croissance",
    "file_stops": "Un fichier qui n’arrive plus",
}
QUIET = "quiet"
# Shares of the networks of a workspace.
CRISIS_SHARE, LOOKALIKE_SHARE = 0.5, 0.2


@dataclass(frozen=True)
class Severity:
    """Severity of the simulated events: the assumptions that the study varies.

    Attributes:
        late_days: lowest and highest number of days added by a late funder.
        members_lost: share of the members that leave within a year.
        income_lost: share of the income other than grants lost with them.
        service_lost: share of the same income lost with the key person.
        vacancy_months: months before a director who left with the president is replaced.
        dip_months: months of spending shifted by a season.
        missing: share of the networks that never send their team and their board.
    """

    late_days: tuple[int, int] = (190, 330)
    members_lost: float = 0.45
    income_lost: float = 0.35
    service_lost: float = 0.45
    vacancy_months: int = 8
    dip_months: float = 1.0
    missing: float = 0.0


BASE = Severity()
# One assumption changed at a time.
MOVED: dict[str, tuple[str, Severity]] = {
    "late_less": ("retards de 120 à 190 jours", replace(BASE, late_days=(120, 190))),
    "late_more": ("retards de 330 à 500 jours", replace(BASE, late_days=(330, 500))),
    "season": ("saison deux fois plus creuse", replace(BASE, dip_months=2.0)),
    "milder": (
        "pertes d’adhérents et de recettes réduites d’un tiers",
        replace(BASE, members_lost=0.30, income_lost=0.23, service_lost=0.30),
    ),
    "missing": (
        "trois réseaux sur dix n’envoient ni équipe ni conseil",
        replace(BASE, missing=0.3),
    ),
}


@dataclass(frozen=True)
class Event:
    """What happens to one network.

    Attributes:
        network: slug.
        kind: a key of `CRISES` or `LOOKALIKES`, or `QUIET`.
        begin: index in `MONTHS`; -1 for a quiet network.
        is_silent: whether it never sends its team or its board.
    """

    network: str
    kind: str
    begin: int = -1
    is_silent: bool = False

    @property
    def is_crisis(self) -> bool:
        """Whether there is a real crisis from `begin` on."""
        return self.kind in CRISES


@dataclass
class Plan:
    """Events of one workspace, one for each network, and their random generator."""

    seed: int
    severity: Severity
    networks: tuple[str, ...]
    rng: np.random.Generator = field(init=False)

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng([self.seed, 23])

    def events(self) -> list[Event]:
        """Draw the event of each network."""
        names = list(self.rng.permutation(list(self.networks)))
        crises = round(CRISIS_SHARE * len(names))
        alike = round(LOOKALIKE_SHARE * len(names))
        kinds = [*self._spread(CRISES, crises), *self._spread(LOOKALIKES, alike)]
        kinds += [QUIET] * (len(names) - len(kinds))
        return [self._event(str(name), kind) for name, kind in zip(names, kinds, strict=True)]

    def _spread(self, kinds: dict[str, str], count: int) -> list[str]:
        """`count` kinds, as evenly as possible, the remainder drawn at random."""
        turns = [*kinds] * (count // len(kinds) + 1)
        rest = self.rng.permutation(len(kinds))[: count % len(kinds)]
        return turns[: count // len(kinds) * len(kinds)] + [[*kinds][index] for index in rest]

    def _event(self, network: str, kind: str) -> Event:
        is_silent = bool(self.rng.random() < self.severity.missing)
        begin = -1 if kind == QUIET else int(self.rng.choice(BEGINS))
        return Event(network, kind, begin, is_silent)
