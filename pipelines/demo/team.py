"""Teams and boards: posts, their successive holders, and the cost of a team."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from pipelines.demo import parameters as p
from pipelines.demo import profiles
from pipelines.demo.profiles import EMERGING, POLE, PROFILES, Profile
from pipelines.demo.randomness import Randomness, spread
from pipelines.demo.timeline import AS_OF_DAY, ENDS, MONTHS, NEVER, STARTS, add_months, day
from pipelines.demo.writing import Columns, days, decimals, text

ROLES = ("direction", "animation", "projets", "administration", "autre")
STAFF_ROLE_WEIGHTS = {POLE: (0.0, 0.30, 0.45, 0.15, 0.10), "other": (0.0, 0.55, 0.25, 0.15, 0.05)}
PERMANENT, FIXED, TRAINEE, LENT = "CDI", "CDD", "alternance", "mise_a_disposition"
RAISE_A_YEAR = 1.02
TRAINEE_COST = 0.40
LENT_COST = 0.0
DAYS_A_YEAR = 365
# A mandate ends on the day before the next one starts.
LAST = np.timedelta64(1, "D")


@dataclass
class Contracts:
    """One row per contract, as parallel lists."""

    network: list[int] = field(default_factory=list)
    agent: list[str] = field(default_factory=list)
    role: list[str] = field(default_factory=list)
    contract: list[str] = field(default_factory=list)
    fte: list[float] = field(default_factory=list)
    start: list[np.datetime64] = field(default_factory=list)
    end: list[np.datetime64] = field(default_factory=list)
    reason: list[str | None] = field(default_factory=list)

    def add(
        self,
        network: int,
        agent: int,
        role: str,
        contract: str,
        fte: float,
        start: np.datetime64,
        end: np.datetime64,
    ) -> None:
        """Add a contract, unless it starts after the data's date."""
        if start > AS_OF_DAY:
            return
        self.network.append(network)
        self.agent.append(f"AG-{agent:04d}")
        self.role.append(role)
        self.contract.append(contract)
        self.fte.append(fte)
        self.start.append(start)
        self.end.append(end if end <= AS_OF_DAY or contract in (FIXED, TRAINEE) else NEVER)

    def columns(self, slugs: np.ndarray) -> Columns:
        """The rows of `equipes`."""
        return {
            "id_reseau": text(slugs[self.network]),
            "id_agent": text(self.agent),
            "fonction": text(self.role),
            "type_contrat": text(self.contract),
            "etp": decimals(np.array(self.fte), 2),
            "date_entree": days(np.array(self.start)),
            "date_sortie": days(np.array(self.end)),
            "motif_sortie": text(self.reason),
        }

    def say_why(self, rng: np.random.Generator) -> None:
        """Add the reason why each finished contract ended; some networks give none."""
        choices = spread(rng, np.array(list(p.EXIT_REASONS.value.values())), len(self.end))
        reasons = list(p.EXIT_REASONS.value)
        for end, kind, index in zip(self.end, self.contract, choices, strict=True):
            over = "fin_de_contrat" if kind in (FIXED, TRAINEE) else reasons[int(index)] or None
            self.reason.append(over if end <= AS_OF_DAY else None)


def contracts(randomness: Randomness) -> Contracts:
    """Every contract of every network."""
    all_contracts = Contracts()
    for index, profile in enumerate(PROFILES):
        _Team(all_contracts, index, profile, randomness.stream("team", profile.slug)).run()
    all_contracts.say_why(randomness.stream("team", "reasons"))
    return all_contracts


def wanted_fte(profile: Profile, year: int) -> float:
    """Full-time equivalents required by the members of a year, at least one."""
    members = profile.members[year - 2021]
    return max(1.0, members / p.MEMBERS_PER_FTE.value[profile.kind] * profile.fte_factor)


class _Team:
    def __init__(
        self, found: Contracts, index: int, profile: Profile, rng: np.random.Generator
    ) -> None:
        self.found, self.index, self.profile, self.rng = found, index, profile, rng
        self.agents = 0
        self.created = np.datetime64(profile.created, "D")

    def run(self) -> None:
        self._direct()
        weights = np.array(STAFF_ROLE_WEIGHTS[POLE if self.profile.kind == POLE else "other"])
        opened = 1.0 if self.profile.story != "jeune_reseau" else 0.8
        for year in range(2021, 2027):
            while opened + 0.4 <= wanted_fte(self.profile, year):
                fte = float(self.rng.choice([1.0, 0.8, 0.5], p=[0.75, 0.15, 0.10]))
                role = ROLES[int(spread(self.rng, weights, 1)[0])]
                self._fill_post(role, fte, self._opening(year))
                opened += fte
        if self.profile.kind == POLE or self.profile.story == "jeune_reseau":
            self._train(2026 if self.profile.story == "jeune_reseau" else 2022)
        if (
            self.profile.kind == profiles.CLUSTER
            and not self.profile.story
            and self.rng.random() < 0.5
        ):
            self._lend()

    def _agent(self) -> int:
        self.agents += 1
        return self.agents

    def _opening(self, year: int) -> np.datetime64:
        """Opening day of a post: before the history in the first year, during the year later."""
        if year > 2021:
            return max(
                self.created, day(year, 1) + np.timedelta64(int(self.rng.integers(0, 270)), "D")
            )
        age = np.timedelta64(int(self.rng.exponential(4 * DAYS_A_YEAR)) + 60, "D")
        return max(self.created, STARTS[0] - age)

    def _tenure(self, years: float) -> np.timedelta64:
        return np.timedelta64(int(self.rng.exponential(years * DAYS_A_YEAR)) + 150, "D")

    def _direct(self) -> None:
        """Add the directors: long tenures, short gaps, and the stories that set their dates."""
        profile = self.profile
        if profile.story == "jeune_reseau":
            self.found.add(
                self.index, self._agent(), "direction", PERMANENT, 0.8, day(2025, 4), NEVER
            )
            return
        start = max(self.created, day(2020, 3) - self._tenure(3.0))
        if profile.no_director:
            leaves, arrives = (np.datetime64(date, "D") for date in profile.no_director)
            self.found.add(self.index, self._agent(), "direction", PERMANENT, 1.0, start, leaves)
            self.found.add(self.index, self._agent(), "direction", PERMANENT, 1.0, arrives, NEVER)
            return
        while start <= AS_OF_DAY:
            end = start + self._tenure(p.STAFF_TENURE_YEARS.value[0])
            # A last year without a director is a story, set by `no_director`.
            if end > day(2025, 7) or profile.story:
                end = NEVER
            self.found.add(self.index, self._agent(), "direction", PERMANENT, 1.0, start, end)
            start = (
                end if end == NEVER else end + np.timedelta64(int(self.rng.integers(1, 45)), "D")
            )

    def _fill_post(self, role: str, fte: float, start: np.datetime64) -> None:
        """Fill one post: a permanent contract, or a fixed term that may become permanent."""
        while start <= AS_OF_DAY:
            agent = self._agent()
            if self.rng.random() < 0.30:
                end = add_months(start, int(self.rng.choice([12, 18]))) - np.timedelta64(1, "D")
                self.found.add(self.index, agent, role, FIXED, fte, start, end)
                if self.rng.random() < 0.55:
                    start = end + np.timedelta64(1, "D")
                    end = start + self._tenure(p.STAFF_TENURE_YEARS.value[1])
                    self.found.add(self.index, agent, role, PERMANENT, fte, start, end)
            else:
                end = start + self._tenure(p.STAFF_TENURE_YEARS.value[1])
                self.found.add(self.index, agent, role, PERMANENT, fte, start, end)
            start = end + np.timedelta64(int(self.rng.integers(1, 120)), "D")

    def _train(self, first: int) -> None:
        for year in range(first, 2027):
            start, end = day(year, 9), day(year + 1, 8, 31)
            self.found.add(self.index, self._agent(), "animation", TRAINEE, 0.6, start, end)

    def _lend(self) -> None:
        start = day(2021, 1) + self._tenure(1.0)
        self.found.add(self.index, self._agent(), "projets", LENT, 0.5, start, NEVER)


def payroll_cents(contracts: Contracts) -> np.ndarray:
    """Loaded cost of the contracts by network × month, pro rata of the days of each month.

    The last day of a contract is worked and paid. A thirteenth month is paid in
    December. Contracts that outlive the data's date are paid until the end of the calendar.
    """
    start = np.array(contracts.start)[:, None]
    end = np.array(contracts.end)[:, None]
    length = (ENDS - STARTS).astype(int) + 1
    overlap = (np.minimum(end, ENDS) - np.maximum(start, STARTS)).astype(int) + 1
    overlap = np.where(start > AS_OF_DAY, 0, overlap.clip(0))
    salary = np.array([p.SALARY_EUR.value[role] for role in contracts.role], dtype=float)
    kinds = {PERMANENT: 1.0, FIXED: 0.92, TRAINEE: TRAINEE_COST, LENT: LENT_COST}
    salary *= np.array([kinds[kind] for kind in contracts.contract]) * np.array(contracts.fte)
    salary *= np.array([PROFILES[index].cost_factor for index in contracts.network])
    raises = RAISE_A_YEAR ** (np.arange(len(MONTHS)) // 12)
    thirteenth = np.where(np.arange(len(MONTHS)) % 12 == 11, 2.0, 1.0)
    cost = salary[:, None] * overlap / length * raises * thirteenth
    total = np.zeros((len(PROFILES), len(MONTHS)))
    np.add.at(total, np.array(contracts.network), cost)
    return np.rint(total * 100).astype(np.int64)


def board(randomness: Randomness, slugs: np.ndarray) -> Columns:
    """The rows of `gouvernance`: a third of the seats renewed each June, three-year presidents."""
    rows: list[tuple[int, str, str, str, np.datetime64, np.datetime64]] = []
    for index, profile in enumerate(PROFILES):
        rng = randomness.stream("board", profile.slug)
        seats = _seat_count(profile, rng)
        mandate = 0
        for seat in range(seats):
            college = _college(seat, seats)
            function = (
                ("presidence", "tresorerie", "secretariat")[seat]
                if seat < 3
                else ("administrateur")
            )
            for start, end in _holders(profile, function, seat, rng):
                mandate += 1
                rows.append((index, f"M-{mandate:04d}", function, college, start, end))
    network, mandate_id, function, college, start, end = zip(*rows, strict=True)
    return {
        "id_reseau": text(slugs[list(network)]),
        "id_mandat": text(list(mandate_id)),
        "fonction": text(list(function)),
        "college": text(list(college)),
        "date_debut": days(np.array(start)),
        "date_fin": days(np.array(end)),
    }


def _seat_count(profile: Profile, rng: np.random.Generator) -> int:
    low, high = p.BOARD_SEATS.value
    if profile.kind == EMERGING:
        return low if profile.story != "jeune_reseau" else low // 2
    share = 0.5 if profile.kind == POLE else 0.0
    return int(rng.integers(low + int(share * (high - low)), high - int((1 - share) * 8) + 1))


def _college(seat: int, seats: int) -> str:
    companies = round(seats * p.BOARD_COMPANY_SHARE.value)
    if seat < companies:
        return "entreprise"
    return ("recherche", "formation", "collectivite", "autre")[(seat - companies) % 4]


def _holders(
    profile: Profile, function: str, seat: int, rng: np.random.Generator
) -> list[tuple[np.datetime64, np.datetime64]]:
    """Terms of the successive holders of a seat: three years, renewable in June."""
    created = np.datetime64(profile.created, "D")
    if function == "presidence" and profile.story == "direction_vacante":
        change = np.datetime64(profiles.PRESIDENT_CHANGES, "D")
        return [(day(2020, 6, 16), change - LAST), (change, day(2028, 6, 19))]
    first = max(2017, int(str(created)[:4])) + seat % 3
    start = max(created, day(min(first, 2025), 6, 10 + seat % 12))
    holders = []
    while start <= AS_OF_DAY:
        end = add_months(start, 36)
        keeps = 0.85 if function == "presidence" else p.BOARD_REELECTION.value
        while end <= AS_OF_DAY and rng.random() < keeps:
            end = add_months(end, 36)
        holders.append((start, end - LAST))
        start = end
    return holders
