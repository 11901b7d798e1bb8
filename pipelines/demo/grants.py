"""Grants and their instalments: who funds what, for how long, and when it is paid."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from pipelines.demo import identifiers, profiles
from pipelines.demo import parameters as p
from pipelines.demo.profiles import CLUSTER, POLE, PROFILES, Profile
from pipelines.demo.randomness import Randomness
from pipelines.demo.timeline import AS_OF_DAY, MONTHS, NEVER, YEARS, add_months, day
from pipelines.demo.writing import Columns, days, euros, text, whole

REGION_NAME, REGION_SIRET = "Région Centre-Val de Loire", "23450002300028"
FUNDERS = {
    "region": (REGION_NAME, "Soutien aux réseaux d’entreprises"),
    "etat": ("État (démonstration)", "Appui aux filières"),
    "europe": ("Fonds européens (démonstration)", "Innovation collaborative"),
    "departement": ("Département (démonstration)", "Attractivité économique"),
    "epci": ("Agglomération (démonstration)", "Développement local"),
}
# Multi-year programmes: first year and duration in months.
LONG_PROGRAMMES = {
    "etat": ((2019, 48), (2023, 48)),
    "europe": ((2020, 36), (2023, 36), (2026, 36)),
}
CLAIM_DAYS = 90
HUNDRED_EUROS = 10_000


@dataclass
class Grants:
    """Grants and instalments as parallel lists; money in cents, `grant` indexes the grants."""

    network: list[int] = field(default_factory=list)
    funder: list[str] = field(default_factory=list)
    signed: list[np.datetime64] = field(default_factory=list)
    start: list[np.datetime64] = field(default_factory=list)
    months: list[int] = field(default_factory=list)
    cents: list[int] = field(default_factory=list)
    reference: list[str] = field(default_factory=list)
    grant: list[int] = field(default_factory=list)
    rank: list[int] = field(default_factory=list)
    due: list[np.datetime64] = field(default_factory=list)
    due_cents: list[int] = field(default_factory=list)
    paid: list[np.datetime64] = field(default_factory=list)

    def received_cents(self) -> np.ndarray:
        """Instalments paid, by network × month."""
        total = np.zeros((len(PROFILES), len(MONTHS)), dtype=np.int64)
        paid = np.array(self.paid)
        month = (paid.astype("datetime64[M]") - MONTHS[0]).astype(int)
        is_paid = (paid <= AS_OF_DAY) & (month >= 0)
        network = np.array(self.network)[np.array(self.grant)]
        np.add.at(total, (network[is_paid], month[is_paid]), np.array(self.due_cents)[is_paid])
        return total

    def earned_cents(self) -> np.ndarray:
        """Income recognised to date, month by month, by grant × year end (2020 first)."""
        start = np.array(self.start).astype("datetime64[M]")
        ends = np.array([f"{year}-01" for year in (*YEARS, YEARS[-1] + 1)], dtype="datetime64[M]")
        elapsed = (ends[None, :] - start[:, None]).astype(int)
        months = np.array(self.months)[:, None]
        cents = np.array(self.cents)[:, None]
        signed = np.array(self.signed).astype("datetime64[M]")[:, None] < ends[None, :]
        return np.where(signed, cents * elapsed.clip(0, months) // months, 0)

    def paid_to_date_cents(self) -> np.ndarray:
        """Instalments paid to date, by grant × year end (2020 first)."""
        paid = np.array(self.paid).astype("datetime64[M]")
        total = np.zeros((len(self.cents), len(YEARS) + 1), dtype=np.int64)
        for column, year in enumerate((*YEARS, YEARS[-1] + 1)):
            before = (paid < np.datetime64(f"{year}-01", "M")) & (np.array(self.paid) <= AS_OF_DAY)
            grant = np.array(self.grant)[before]
            np.add.at(total[:, column], grant, np.array(self.due_cents)[before])
        return total


def build(randomness: Randomness, needs_cents: np.ndarray, copies: int, prefix: str) -> Grants:
    """Grants of every network.

    Args:
        randomness: source of the streams.
        needs_cents: network × year, public grants that the budget of the year requires.
        copies: number of parts of each grant (1 without `--scale`).
        prefix: start of the references, different for each copy.
    """
    grants = Grants()
    envelope = _regional_envelope(randomness)
    for index, profile in enumerate(PROFILES):
        builder = _Builder(grants, index, profile, randomness.stream("grants", profile.slug))
        builder.copies, builder.prefix = copies, prefix
        builder.run(envelope[index], needs_cents[index])
    return grants


def _regional_envelope(randomness: Randomness) -> np.ndarray:
    """Regional grants in cents, by network × year: clusters share an envelope, pôles do not."""
    rng = randomness.stream("envelope")
    cents = np.zeros((len(PROFILES), len(YEARS)), dtype=np.int64)
    clusters = [i for i, profile in enumerate(PROFILES) if profile.kind == CLUSTER]
    weights = np.array([PROFILES[i].grant_weight for i in clusters])
    low, high = p.REGION_ENVELOPE.value
    for column in range(len(YEARS)):
        total = int(rng.integers(low // 100, high // 100 + 1)) * HUNDRED_EUROS
        weighted = weights * rng.normal(1.0, 0.03, len(weights))
        shares = (total * weighted / weighted.sum() // HUNDRED_EUROS).astype(
            np.int64
        ) * HUNDRED_EUROS
        shares[0] += total - shares.sum()
        cents[clusters, column] = shares
    for index, profile in enumerate(PROFILES):
        if profile.kind == POLE:
            weighted = p.REGION_POLE.value * rng.normal(1.0, 0.03, len(YEARS))
            cents[index] = np.rint(weighted / 100).astype(np.int64) * HUNDRED_EUROS
    return cents


class _Builder:
    """The grants of one network."""

    copies = 1
    prefix = "DEMO"

    def __init__(
        self, grants: Grants, index: int, profile: Profile, rng: np.random.Generator
    ) -> None:
        self.grants, self.index, self.profile, self.rng = grants, index, profile, rng
        self.created = np.datetime64(profile.created, "D")

    def run(self, regional_cents: np.ndarray, needs_cents: np.ndarray) -> None:
        """Regional agreements first, then the other funders share what is missing."""
        # The balance of 2020 is paid in 2021, so that the first year is like the others.
        for year, cents in zip(
            (YEARS[0] - 1, *YEARS), (regional_cents[0], *regional_cents), strict=True
        ):
            self._regional(year, int(cents))
        missing = np.maximum(needs_cents - regional_cents, 0)
        if self.profile.story == "un_seul_financeur":
            return
        for funder, share in p.OTHER_FUNDERS.value[self.profile.kind].items():
            amounts = missing * share
            if funder in LONG_PROGRAMMES and self.profile.story != "jeune_reseau":
                self._long(funder, amounts)
            else:
                self._yearly(funder, amounts)

    def _between(self, low: int, high: int) -> np.timedelta64:
        return np.timedelta64(int(self.rng.integers(low, high + 1)), "D")

    def _regional(self, year: int, cents: int) -> None:
        """Add a twelve-month grant: half on signature, half after the report of next spring."""
        if cents == 0:
            return
        signed = day(year, 3, 15) + self._between(0, 75)
        advance = cents // 2
        first = signed + self._between(*p.PAYMENT_DELAY_DAYS.value)
        balance_due = day(year + 1, 4, 30)
        balance = balance_due + self._between(10, 80)
        if late := self._paid_late(year + 1):
            balance = np.datetime64(late[0], "D")
        if late := self._paid_late(year):
            first = np.datetime64(late[1], "D")
        due = signed + np.timedelta64(p.DUE_DAYS.value, "D")
        schedule = [(due, advance, first), (balance_due, cents - advance, balance)]
        self._add("region", signed, day(year, 1), p.REGION_DURATION.value, cents, schedule)

    def _yearly(self, funder: str, wanted_cents: np.ndarray) -> None:
        """Add one payment per year, three to six months after the decision."""
        for column, year in enumerate(YEARS):
            cents = round(float(wanted_cents[column]) / HUNDRED_EUROS) * HUNDRED_EUROS
            start = max(
                day(year, 1),
                add_months(self.created, 1).astype("datetime64[M]").astype("datetime64[D]"),
            )
            signed = max(day(year, 2, 10), self.created) + self._between(0, 90)
            if self._paid_late(year):
                signed += np.timedelta64(profiles.LATE_VOTE_DAYS, "D")
            if cents == 0 or start.astype("datetime64[Y]") != day(year, 1).astype("datetime64[Y]"):
                continue
            due = signed + np.timedelta64(p.DUE_DAYS.value, "D")
            paid = signed + self._between(*p.PAYMENT_DELAY_DAYS.value)
            months = 12 - int(str(start)[5:7]) + 1
            self._add(funder, signed, start, months, cents, [(due, cents, paid)])

    def _long(self, funder: str, wanted_cents: np.ndarray) -> None:
        """Add three or four-year programmes: the State pays each year, Europe on claims."""
        mean = wanted_cents[wanted_cents > 0].mean() if (wanted_cents > 0).any() else 0
        for first, months in LONG_PROGRAMMES[funder]:
            start = day(first, 1)
            years = [year for year in range(first, first + months // 12) if year in YEARS]
            if mean == 0 or start < self.created or not years:
                continue
            yearly = np.mean([wanted_cents[YEARS.index(year)] for year in years])
            cents = round(float(yearly) * months / 12 / HUNDRED_EUROS) * HUNDRED_EUROS
            if cents == 0:
                continue
            signed = start + self._between(20, 120)
            schedule = (
                self._claims(start, cents)
                if funder == "europe"
                else self._annual_payments(first, months, cents)
            )
            self._add(funder, signed, start, months, cents, schedule)

    def _claims(
        self, start: np.datetime64, cents: int
    ) -> list[tuple[np.datetime64, int, np.datetime64]]:
        schedule, remaining = [], cents
        for after, share in p.EU_STEPS.value:
            part = (
                remaining if after == p.EU_STEPS.value[-1][0] else int(cents * share) // 100 * 100
            )
            claim = add_months(start, after)
            low, high = p.EU_DELAY_MONTHS.value
            paid = add_months(claim, int(self.rng.integers(low, high + 1))) + self._between(0, 27)
            schedule.append((claim + np.timedelta64(CLAIM_DAYS, "D"), part, paid))
            remaining -= part
        return schedule

    def _annual_payments(
        self, first: int, months: int, cents: int
    ) -> list[tuple[np.datetime64, int, np.datetime64]]:
        years = months // 12
        parts = [cents // years] * years
        parts[-1] += cents - sum(parts)
        schedule = []
        for turn, part in enumerate(parts):
            due = day(first + turn, 6, 30)
            paid = due + self._between(0, 100)
            if self._paid_late(first + turn):
                paid = due + np.timedelta64(profiles.LATE_STATE_DAYS, "D")
            schedule.append((due, part, paid))
        return schedule

    def _paid_late(self, year: int) -> tuple[str, str] | None:
        """`Profile.paid_late` in the year in which every funder pays late."""
        return self.profile.paid_late if year == profiles.LATE_YEAR else None

    def _add(
        self,
        funder: str,
        signed: np.datetime64,
        start: np.datetime64,
        months: int,
        cents: int,
        schedule: list[tuple[np.datetime64, int, np.datetime64]],
    ) -> None:
        """Add a grant, split into `copies`, unless it is not signed yet."""
        if signed > AS_OF_DAY:
            return
        grants = self.grants
        for part in _split(cents, self.copies):
            number = len(grants.cents) + 1
            grants.network.append(self.index)
            grants.funder.append(funder)
            grants.signed.append(signed)
            grants.start.append(start)
            grants.months.append(months)
            grants.cents.append(part)
            grants.reference.append(f"{self.prefix}-{str(signed)[:4]}-{number:05d}")
            remaining = part
            for turn, (due, due_cents, paid) in enumerate(schedule):
                last = turn == len(schedule) - 1
                amount = remaining if last else part * due_cents // cents
                grants.grant.append(number - 1)
                grants.rank.append(turn + 1)
                grants.due.append(due)
                grants.due_cents.append(amount)
                grants.paid.append(paid if paid <= AS_OF_DAY else NEVER)
                remaining -= amount


def _split(cents: int, parts: int) -> list[int]:
    return [cents // parts + (1 if turn < cents % parts else 0) for turn in range(parts)]


def columns(grants: Grants, slugs: np.ndarray, names: np.ndarray, sirens: np.ndarray) -> Columns:
    """The rows of `subventions`, with the SCDL names."""
    network = np.array(grants.network)
    start = np.array(grants.start).astype("datetime64[D]")
    end = [
        add_months(first, months) - np.timedelta64(1, "D")
        for first, months in zip(grants.start, grants.months, strict=True)
    ]
    steps = np.bincount(grants.grant, minlength=len(network))
    return {
        "nomAttribuant": text([FUNDERS[funder][0] for funder in grants.funder]),
        "idAttribuant": text(
            [REGION_SIRET if funder == "region" else None for funder in grants.funder]
        ),
        "dateConvention": days(np.array(grants.signed)),
        "referenceDecision": text(grants.reference),
        "nomBeneficiaire": text(names[network]),
        "idBeneficiaire": whole(identifiers.siret(sirens[network], np.ones(len(network))), 14),
        "objet": text([f"Programme d’actions {str(first)[:4]}" for first in start]),
        "montant": euros(np.array(grants.cents)),
        "nature": text(["aide en numéraire"] * len(network)),
        "conditionsVersement": text(["unique" if count == 1 else "échelonné" for count in steps]),
        "datesPeriodeVersement": text(
            [f"{first}/{last}" for first, last in zip(start, end, strict=True)]
        ),
        "pourcentageSubvention": text(["1"] * len(network)),
        "dispositifAide": text([FUNDERS[funder][1] for funder in grants.funder]),
        "id_reseau": text(slugs[network]),
        "duree_mois": whole(np.array(grants.months)),
        "type_financeur": text(grants.funder),
    }


def instalment_columns(grants: Grants) -> Columns:
    """The rows of `versements`."""
    paid = np.array(grants.paid)
    cents = np.array(grants.due_cents)
    return {
        "referenceDecision": text(np.array(grants.reference, dtype=object)[grants.grant]),
        "rang": whole(np.array(grants.rank)),
        "echeance_prevue": days(np.array(grants.due)),
        "montant_prevu": euros(cents),
        "date_versement": days(paid),
        "montant_verse": euros(cents, paid < NEVER),
    }
