"""Who joins which network, and when they leave: a cohort simulation, month by month.

Each network reaches its target size every October; departures follow hazards by size, higher in
the first year and concentrated at the end of the year: 1 January is the first day out. Some of the
new members already belong to another network.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.demo import parameters as p
from pipelines.demo import profiles
from pipelines.demo.profiles import POLE, Profile
from pipelines.demo.randomness import Randomness, spread
from pipelines.demo.timeline import ENDS, LAST, MONTHS, NEVER, STARTS, YEARS, day

# A member is a company of one of four sizes, or one of five institutions.
KINDS = ("TPE", "PME", "ETI", "GE", "recherche", "formation", "collectivite", "financeur", "autre")
COMPANY_KINDS = 4
REASONS = (
    "",
    "non-renouvellement",
    "cessation d’activité",
    "hausse de la cotisation",
    "déménagement",
    "fusion avec une autre entreprise",
    "cotisation impayée",
)
# The first has no reason: networks do not always give one.
ORDINARY_REASONS = np.array([0.08, 0.50, 0, 0, 0.10, 0.12, 0.20])
CLOSED, FEE_RISE = 2, 3
# Split of the institutions of a network: research and training, then the others.
RESEARCH_SPLIT = (0.62, 0.38)
OTHER_SPLIT = (0.38, 0.18, 0.44)
MEAN_TENURE_DAYS = 6 * 365
OPENING_SHARE = 0.95
DECEMBER, OCTOBER = 11, 9
DRAWS = 3


@dataclass
class Roster:
    """Memberships (one row each) and their firms (one index each).

    `kind` and `origin` (the first network joined) and `inside` (in the region) are by firm.
    """

    network: np.ndarray
    firm: np.ndarray
    joined: np.ndarray
    left: np.ndarray
    reason: np.ndarray
    kind: np.ndarray
    origin: np.ndarray
    inside: np.ndarray
    closed_on: np.ndarray

    def active(self, when: np.datetime64) -> np.ndarray:
        """Memberships active on a day."""
        return (self.joined <= when) & (self.left > when)


def simulate(randomness: Randomness, multiplier: float = 1.0) -> Roster:
    """Simulate each network in turn; later ones draw some of their members from earlier ones."""
    roster = _empty()
    for index, profile in enumerate(profiles.PROFILES):
        rng = randomness.stream("members", profile.slug)
        _Simulation(roster, index, profile, multiplier, rng).run()
    _close_firms(roster, randomness.stream("closures"))
    order = np.lexsort((roster.firm, roster.joined, roster.network))
    for name in ("network", "firm", "joined", "left", "reason"):
        setattr(roster, name, getattr(roster, name)[order])
    return roster


def kind_mix(profile: Profile) -> np.ndarray:
    """Share of each kind among the members of a network."""
    if profile.kind == POLE:
        companies = p.POLE_COMPANY_SHARE.value
        research = p.POLE_RESEARCH_SHARE.value
        sizes = np.array(p.MIX_POLE_COMPANIES.value) * companies
        other = 1 - companies - research
    else:
        *sized, research, other = p.MIX_CLUSTER.value
        sizes = np.array(sized)
    return np.concatenate(
        [sizes, research * np.array(RESEARCH_SPLIT), other * np.array(OTHER_SPLIT)]
    )


class _Simulation:
    """One network, from its opening stock to the last month."""

    def __init__(
        self,
        roster: Roster,
        index: int,
        profile: Profile,
        multiplier: float,
        rng: np.random.Generator,
    ) -> None:
        self.roster, self.index, self.profile, self.rng = roster, index, profile, rng
        self.wanted = np.rint(np.array(profile.members) * multiplier).astype(int)
        self.mix = kind_mix(profile)
        # Arrivals compensate departures: the kinds that leave most also join most.
        leaving = np.array(p.LEAVE_RATE.value)
        kinds = np.minimum(np.arange(len(KINDS)), COMPANY_KINDS)
        self.arrival_mix = self.mix * leaving[kinds]
        self.created = np.datetime64(profile.created, "D")
        self.pool_weight = self._pool_weights()
        self.first_row = len(roster.firm)
        self.used = np.zeros(len(roster.kind), dtype=bool)

    def run(self) -> None:
        """Simulate and add the rows to the roster."""
        if self.created < STARTS[0]:
            self._open()
        for month in range(LAST + 1):
            if MONTHS[month] < self.created.astype("datetime64[M]"):
                continue
            calendar = month % 12
            if calendar == 0 or MONTHS[month] == self.created.astype("datetime64[M]"):
                arrivals = self._year_of_arrivals(month)
            self._arrive(month, arrivals[calendar])
            self._leave(month)
        self._return()

    def _pool_weights(self) -> np.ndarray:
        """How likely each earlier network is to share its members with this one."""
        mine = set(self.profile.divisions)
        weights = [1 + 5 * len(mine & set(other.divisions)) for other in profiles.PROFILES]
        return np.array(weights, dtype=float)

    def _open(self) -> None:
        count = round(self.wanted[0] * OPENING_SHARE)
        oldest = (STARTS[0] - self.created).astype(int)
        tenure = self.rng.exponential(MEAN_TENURE_DAYS, count) % oldest
        joined = STARTS[0] - tenure.astype("timedelta64[D]") - np.timedelta64(1, "D")
        firms = self._choose(count, STARTS[0], self.mix)
        self._add(firms, np.maximum(self._in_season(joined), self.created))

    def _in_season(self, days: np.ndarray) -> np.ndarray:
        """The same years, with months drawn as members usually join."""
        months = spread(self.rng, np.array(p.JOIN_MONTHS.value), len(days))
        january = days.astype("datetime64[Y]").astype("datetime64[M]")
        start = (january + months).astype("datetime64[D]")
        seasonal = start + self.rng.integers(0, 28, len(days)).astype("timedelta64[D]")
        return np.where(seasonal < STARTS[0], seasonal, days)

    def _year_of_arrivals(self, month: int) -> np.ndarray:
        """Arrivals by calendar month that bring the network to its target size in October."""
        year = month // 12
        weights = np.array(p.JOIN_MONTHS.value)
        weights[: month % 12] = 0
        active = self._active(STARTS[month])
        monthly = (1 - p.LEAVE_DECEMBER.value) / 11
        expected = self._hazard(active, STARTS[month]).sum() * monthly * (OCTOBER + 1)
        missing = max(0, round(self.wanted[year] + expected - len(active)))
        before = weights[: OCTOBER + 1].sum()
        arrivals = self.rng.multinomial(missing, weights[: OCTOBER + 1] / before)
        after = np.rint(missing * weights[OCTOBER + 1 :] / before).astype(int)
        return np.concatenate([arrivals, after])

    def _arrive(self, month: int, count: int) -> None:
        if count == 0:
            return
        offset = self.rng.integers(0, 28, count).astype("timedelta64[D]")
        joined = np.maximum(STARTS[month] + offset, self.created)
        firms = self._choose(count, STARTS[month], self.arrival_mix)
        self._add(firms, joined[: len(firms)])

    def _choose(self, count: int, when: np.datetime64, mix: np.ndarray) -> np.ndarray:
        """Firms that join: some are members of other networks on that day, the others are new."""
        if self.profile.shares_with:
            existing = self._from_pool(self._common_wanted(count, when), when, mix)
        else:
            elsewhere = int(self.rng.binomial(count, p.SHARED_COMPANIES.value))
            existing = self._from_pool(elsewhere, when, mix)
        fresh = count - len(existing)
        kinds = spread(self.rng, _without(mix, len(existing), count), fresh)
        inside = self.rng.random(fresh) >= self.profile.outside
        first = len(self.roster.kind)
        self.roster.kind = np.concatenate([self.roster.kind, kinds])
        self.roster.inside = np.concatenate([self.roster.inside, inside])
        self.roster.origin = np.concatenate([self.roster.origin, np.full(fresh, self.index)])
        firms = np.concatenate([existing, np.arange(first, first + fresh)])
        self.used = np.concatenate([self.used, np.zeros(fresh, dtype=bool)])
        self.used[firms] = True
        return self.rng.permutation(firms)

    def _common_wanted(self, count: int, when: np.datetime64) -> int:
        """Number of the `count` arrivals needed to keep the share of members in common."""
        mine = self.roster.firm[self._active(when)]
        theirs = self.roster.firm[self._pair_rows(when)]
        missing = self.profile.shared * (len(mine) + count) - len(np.intersect1d(mine, theirs))
        return int(np.clip(round(missing), 0, count))

    def _pair_rows(self, when: np.datetime64) -> np.ndarray:
        slugs = [profile.slug for profile in profiles.PROFILES]
        of_pair = self.roster.network == slugs.index(self.profile.shares_with)
        return np.flatnonzero(of_pair & self.roster.active(when))

    def _from_pool(self, count: int, when: np.datetime64, mix: np.ndarray) -> np.ndarray:
        if count == 0:
            return np.empty(0, dtype=int)
        roster, end = self.roster, self.first_row
        rows = np.flatnonzero((roster.joined[:end] <= when) & (roster.left[:end] > when))
        firms = roster.firm[rows]
        weight = self.pool_weight[roster.network[rows]].copy()
        if self.profile.shares_with:
            weight *= np.isin(rows, self._pair_rows(when))
        # A network of the region seldom draws from the distant members of a pôle.
        weight *= np.where(roster.inside[firms], 1.0, self.profile.outside)
        weight *= ~self.used[firms] & (roster.kind[firms] < COMPANY_KINDS)
        # Frequent kinds are over-represented in rows: dividing by their count gives the target mix.
        present = np.bincount(roster.kind[firms], minlength=len(KINDS)).clip(1)
        weight *= (mix / present)[roster.kind[firms]]
        # Drawn with replacement, then deduplicated: sorting the whole pool would cost more.
        sample = firms[spread(self.rng, weight, DRAWS * count)]
        _, first = np.unique(sample, return_index=True)
        return sample[np.sort(first)[:count]]

    def _add(self, firms: np.ndarray, joined: np.ndarray) -> None:
        count = len(firms)
        roster = self.roster
        roster.network = np.concatenate([roster.network, np.full(count, self.index)])
        roster.firm = np.concatenate([roster.firm, firms])
        roster.joined = np.concatenate([roster.joined, joined])
        roster.left = np.concatenate([roster.left, np.full(count, NEVER)])
        roster.reason = np.concatenate([roster.reason, np.zeros(count, dtype=int)])

    def _active(self, when: np.datetime64) -> np.ndarray:
        mine = slice(self.first_row, None)
        running = (self.roster.joined[mine] <= when) & (self.roster.left[mine] > when)
        return self.first_row + np.flatnonzero(running)

    def _hazard(self, rows: np.ndarray, when: np.datetime64) -> np.ndarray:
        """Yearly probability of leaving for each membership."""
        kind = np.minimum(self.roster.kind[self.roster.firm[rows]], COMPANY_KINDS)
        rate = np.array(p.LEAVE_RATE.value)[kind] * self.profile.leave_factor
        young = (when - self.roster.joined[rows]).astype(int) < 365
        return np.where(young, rate * p.FIRST_YEAR_LEAVE_FACTOR.value, rate)

    def _leave(self, month: int) -> None:
        rows = self._active(STARTS[month])
        december = month % 12 == DECEMBER
        part = p.LEAVE_DECEMBER.value if december else (1 - p.LEAVE_DECEMBER.value) / 11
        chance = self._hazard(rows, ENDS[month]) * part
        rising = self._flees_the_rise(rows, month)
        chance = np.where(rising, profiles.FEE_RISE_LEAVE_RATE, chance)
        leavers = rows[self.rng.random(len(rows)) < chance]
        if december:
            self.roster.left[leavers] = STARTS[month + 1]
        else:
            length = int((ENDS[month] - STARTS[month]).astype(int))
            offset = self.rng.integers(1, length, len(leavers)).astype("timedelta64[D]")
            self.roster.left[leavers] = STARTS[month] + offset
        self.roster.reason[leavers] = spread(self.rng, ORDINARY_REASONS, len(leavers))
        self.roster.reason[np.intersect1d(leavers, rows[rising])] = FEE_RISE

    def _flees_the_rise(self, rows: np.ndarray, month: int) -> np.ndarray:
        is_announced = YEARS[month // 12] == profiles.FEE_RISE_YEAR - 1 and month % 12 == DECEMBER
        if self.profile.story != "hausse_des_cotisations" or not is_announced:
            return np.zeros(len(rows), dtype=bool)
        return self.roster.kind[self.roster.firm[rows]] == 0

    def _return(self) -> None:
        """A few return, within ninety days or later: two cases that the definitions distinguish."""
        rows = np.arange(self.first_row, len(self.roster.firm))
        left_on = self.roster.left[rows]
        leavers = rows[(left_on < day(2026, 6)) & (self.roster.reason[rows] != FEE_RISE)]
        back = leavers[self.rng.random(len(leavers)) < p.RETURN_SHARE.value]
        wait = np.where(np.arange(len(back)) % 2 == 0, 60, 120).astype("timedelta64[D]")
        self._add(self.roster.firm[back], self.roster.left[back] + wait)


def _without(mix: np.ndarray, existing: int, count: int) -> np.ndarray:
    """Mix of the new members such that, with the `existing` ones, all `count` follow `mix`."""
    share = mix / mix.sum()
    companies = share[:COMPANY_KINDS].sum()
    remaining = share.copy()
    remaining[:COMPANY_KINDS] *= max(0.0, 1 - existing / (companies * max(count, 1)))
    return remaining


def _empty() -> Roster:
    ints = np.empty(0, dtype=int)
    days = np.empty(0, dtype="datetime64[D]")
    return Roster(ints, ints, days, days, ints, ints, ints, np.empty(0, dtype=bool), days)


def _close_firms(roster: Roster, rng: np.random.Generator) -> None:
    """Mark some of the firms that have left every network as closed on that day."""
    last = np.full(len(roster.kind), np.datetime64("1900-01-01"))
    np.maximum.at(last, roster.firm, roster.left)
    has_left = (last < NEVER) & (roster.kind < COMPANY_KINDS)
    roster.closed_on = np.where(has_left, last, NEVER)
    roster.closed_on[rng.random(len(has_left)) >= p.CLOSURE_SHARE.value] = NEVER
    final = roster.left == roster.closed_on[roster.firm]
    roster.reason[final & (roster.left < NEVER) & (roster.reason != FEE_RISE)] = CLOSED
