"""Firms of the memberships: place, activity, size, sites; and the economic fabric."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipelines.demo import activities, identifiers, naming
from pipelines.demo import parameters as p
from pipelines.demo.members import COMPANY_KINDS, KINDS, Roster
from pipelines.demo.profiles import PROFILES, Profile
from pipelines.demo.randomness import Randomness, spread
from pipelines.demo.territory import Territory
from pipelines.demo.timeline import AS_OF_DAY, NEVER, day
from pipelines.demo.writing import Columns, days, decimals, pick, text, whole

SITE_SHARE_IN_REGION = 0.30
INSTITUTION_BANDS = np.array([20, 0, 8, 8, 10, 14, 16, 10, 8, 2, 3, 1, 0, 0, 0, 0], dtype=float)


@dataclass(frozen=True)
class Firms:
    """One row per firm, in the order of the roster's indices; `naf` is an index in `NAF_CODES`."""

    siren: np.ndarray
    kind: np.ndarray
    division: np.ndarray
    naf: np.ndarray
    commune: np.ndarray
    band: np.ndarray
    sites: np.ndarray
    created: np.ndarray
    closed_on: np.ndarray
    name: np.ndarray

    def site(self, firm: np.ndarray, rank: np.ndarray) -> np.ndarray:
        """SIRET of the given site of each firm."""
        return identifiers.siret(self.siren[firm], rank + 1)


NAF_CODES = tuple(code for _, _, classes in activities.DIVISIONS.values() for code in classes)
INSTITUTION_CODES = tuple(activities.INSTITUTION_NAF[kind] for kind in KINDS[COMPANY_KINDS:])
ALL_NAF = np.array(NAF_CODES + INSTITUTION_CODES, dtype=object)
_FIRST_NAF = np.cumsum([0, *[len(classes) for _, _, classes in activities.DIVISIONS.values()]])


def build(roster: Roster, territory: Territory, randomness: Randomness, first_base: int) -> Firms:
    """Draw the characteristics of each firm, by network of origin."""
    size = len(roster.kind)
    division = np.full(size, -1)
    commune = np.zeros(size, dtype=int)
    for index, profile in enumerate(PROFILES):
        mine = np.flatnonzero(roster.origin == index)
        rng = randomness.stream("firms", profile.slug)
        division[mine] = _divisions(profile, roster.kind[mine], rng)
        commune[mine] = _communes(profile, territory, division[mine], roster.inside[mine], rng)

    rng = randomness.stream("firm details")
    company = roster.kind < COMPANY_KINDS
    classes = np.diff(_FIRST_NAF)[np.maximum(division, 0)]
    naf = _FIRST_NAF[np.maximum(division, 0)] + (rng.random(size) * classes).astype(int)
    naf = np.where(company, naf, len(NAF_CODES) + roster.kind - COMPANY_KINDS)
    more = np.array(p.MORE_SITES.value)
    sites = 1 + (rng.random((size, 2)) < more[np.minimum(roster.kind, COMPANY_KINDS)]).sum(1)
    return Firms(
        siren=identifiers.siren(first_base + np.arange(size)),
        kind=roster.kind,
        division=division,
        naf=naf,
        commune=commune,
        band=_bands(roster.kind, rng),
        sites=sites,
        created=_created(roster, rng),
        closed_on=roster.closed_on,
        name=naming.firm_names(first_base - identifiers.FIRST_BASE, roster.kind, division),
    )


def _divisions(profile: Profile, kind: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Division of each company; -1 for an institution."""
    own = np.array([activities.POSITION[code] for code in profile.divisions])
    other = np.array([activities.POSITION[code] for code in activities.SUPPORTING])
    counts = activities.counts()
    mine = own[spread(rng, np.sqrt(counts[own]), len(kind))]
    support = other[spread(rng, np.sqrt(counts[other]), len(kind))]
    chosen = np.where(rng.random(len(kind)) < p.TARGET_DIVISION_SHARE.value, mine, support)
    return np.where(kind < COMPANY_KINDS, chosen, -1)


def _communes(
    profile: Profile,
    territory: Territory,
    division: np.ndarray,
    inside: np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray:
    """Commune of each member, weighted by its activity there and by closeness to the seat."""
    near = np.exp(-territory.distance_km(profile.seat) / profile.reach_km)
    commune = np.zeros(len(division), dtype=int)
    for code in np.unique(division):
        mine = np.flatnonzero(inside & (division == code))
        # Institutions are located like all activities together.
        density = territory.density.sum(axis=1) if code < 0 else territory.density[:, code]
        commune[mine] = spread(rng, density * near, len(mine))
    away = np.flatnonzero(~inside)
    towns = spread(rng, territory.outside_weight, len(away))
    commune[away] = territory.region_size + towns
    return commune


def _bands(kind: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Headcount band of the company, an index in `activities.BANDS`."""
    weights = np.vstack([activities.BAND_WEIGHTS, INSTITUTION_BANDS])
    cumulated = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    row = np.minimum(kind, COMPANY_KINDS)
    band = (rng.random(len(kind))[:, None] >= cumulated[row]).sum(axis=1)
    return np.minimum(band, len(activities.BANDS) - 1)


def _created(roster: Roster, rng: np.random.Generator) -> np.ndarray:
    """Creation date of each firm, before its first membership."""
    first = np.full(len(roster.kind), day(2026, 10))
    np.minimum.at(first, roster.firm, roster.joined)
    age = 30 + rng.exponential(4200, len(first)).astype(int) % 16000
    return first - age.astype("timedelta64[D]")


def establishments(
    firms: Firms, territory: Territory, randomness: Randomness, unlisted: np.ndarray
) -> Columns:
    """SIRENE extract: every site of every firm, except the firms in `unlisted`."""
    rng = randomness.stream("sites")
    listed = np.setdiff1d(np.arange(len(firms.siren)), unlisted)
    firm = np.repeat(listed, firms.sites[listed])
    starts = np.cumsum(firms.sites[listed]) - firms.sites[listed]
    rank = np.arange(len(firm)) - np.repeat(starts, firms.sites[listed])

    commune = firms.commune[firm].copy()
    elsewhere = np.flatnonzero((rank > 0) & territory.inside[commune])
    commune[elsewhere] = spread(rng, territory.density.sum(axis=1), len(elsewhere))
    entering = np.flatnonzero(
        (rank > 0)
        & ~territory.inside[commune]
        & np.isin(firms.kind[firm], (2, 3))
        & (rng.random(len(firm)) < SITE_SHARE_IN_REGION)
    )
    commune[entering] = spread(rng, territory.density.sum(axis=1), len(entering))

    band, category = _declared(firms, randomness)
    site_band = np.where(rank > 0, np.maximum(band[firm] - 3, 2), band[firm])
    site_band = np.where(band[firm] < 0, -1, np.minimum(site_band, np.maximum(band[firm], 0)))
    is_closed = (firms.closed_on[firm] < NEVER) | (rng.random(len(firm)) < 0.04 * (rank > 0))
    created = firms.created[firm] + (rank * rng.integers(90, 2000, len(firm))).astype(
        "timedelta64[D]"
    )
    longitude, latitude = territory.points(commune, rng)
    placed = rng.random(len(firm)) >= p.NO_COORDINATES.value
    return {
        "siret": whole(firms.site(firm, rank), 14),
        "siren": whole(firms.siren[firm], 9),
        "denominationUniteLegale": text(firms.name[firm]),
        "activitePrincipaleEtablissement": pick(ALL_NAF, firms.naf[firm]),
        "trancheEffectifsUniteLegale": pick(activities.BANDS, band[firm]),
        "trancheEffectifsEtablissement": pick(activities.BANDS, site_band),
        "categorieEntreprise": pick(("PME", "ETI", "GE"), category[firm]),
        "codeCommuneEtablissement": pick(territory.code, commune),
        "etatAdministratifEtablissement": pick(("A", "F"), is_closed.astype(int)),
        "dateCreationEtablissement": days(np.minimum(created, AS_OF_DAY)),
        "longitude": decimals(longitude, 5, placed),
        "latitude": decimals(latitude, 5, placed),
    }


def _declared(firms: Firms, randomness: Randomness) -> tuple[np.ndarray, np.ndarray]:
    """Band and category as in SIRENE, with its gaps (-1).

    The category of an ETI or a GE is always known: without it, its size would be different.
    """
    rng = randomness.stream("gaps")
    size = len(firms.kind)
    small = firms.kind < 2
    unknown = small & (rng.random(size) < p.UNKNOWN_SIZE.value)
    category = np.select([firms.kind == 2, firms.kind == 3], [1, 2], 0)
    category[
        (small | (firms.kind >= COMPANY_KINDS)) & (rng.random(size) < p.NO_CATEGORY.value)
    ] = -1
    return np.where(unknown, -1, firms.band), category


def no_fabric(territory: Territory) -> np.ndarray:
    """Zeros by commune × division × size."""
    return np.zeros((territory.region_size, len(activities.CODES), COMPANY_KINDS), dtype=int)


def fabric_of(firms: Firms, territory: Territory) -> np.ndarray:
    """Open firms of the region by commune × division × size: the minimum of the fabric."""
    counted = no_fabric(territory)
    mine = (
        (firms.kind < COMPANY_KINDS) & territory.inside[firms.commune] & (firms.closed_on == NEVER)
    )
    np.add.at(counted, (firms.commune[mine], firms.division[mine], firms.kind[mine]), 1)
    return counted


def economic_fabric(
    members: np.ndarray, territory: Territory, randomness: Randomness, scale: int
) -> Columns:
    """Firms by commune × division × size: drawn around the density, never below the members."""
    rng = randomness.stream("fabric")
    expected = territory.density[:, :, None] * activities.size_mix()[None] * scale
    firms = np.maximum(rng.poisson(expected), members)
    commune, division, size = np.nonzero(firms)
    return {
        "code_commune": pick(territory.code, commune),
        "naf_division": pick(activities.CODES, division),
        "classe_taille": pick(activities.SIZES, size),
        "nb_entreprises": whole(firms[commune, division, size]),
        "date_source": days(np.full(len(commune), AS_OF_DAY)),
    }
