"""The networks: identity, labels, members' files, and the figures that they would publish."""

from __future__ import annotations

import numpy as np

from pipelines.demo import fees, identifiers
from pipelines.demo.firms import Firms
from pipelines.demo.members import COMPANY_KINDS, KINDS, REASONS, Roster
from pipelines.demo.money import Flows
from pipelines.demo.profiles import POLE, PROFILES
from pipelines.demo.timeline import AS_OF, NEVER, day
from pipelines.demo.writing import Columns, days, euros, pick, text, whole

SOURCE = "Fiction : voir LISEZMOI.md"
ADDRESS = "https://exemple.invalid/"
COLLEGES = ("entreprise",) * COMPANY_KINDS + KINDS[COMPANY_KINDS:]
# A pôle that loses then regains its label, which is separate from its type.
LOST_LABEL = {"pole-hydrivelle": ("2023-03-31", "2024-02-01")}
SECOND_SITE_SHARE = 0.5
OVERLAPS_IN, OVERLAPS = "sylvambre", 2
UNLISTED_IN, UNLISTED = "galenombre", 3
PUBLISHED_YEARS = (2022, 2023, 2024, 2025)


def network_columns(slugs: np.ndarray, names: np.ndarray, sirens: np.ndarray) -> Columns:
    """The rows of `reseaux`."""
    count = len(PROFILES)
    empty: list[str | None] = [None] * count
    return {
        "id_reseau": text(slugs),
        "nom": text(names),
        "type": text([profile.kind for profile in PROFILES]),
        "siren": whole(sirens, 9),
        "rna": text(empty),
        "filiere": text([profile.sector for profile in PROFILES]),
        "naf_divisions": text(["|".join(profile.divisions) for profile in PROFILES]),
        "date_creation": text([profile.created for profile in PROFILES]),
        "date_labellisation": text([profile.labelled for profile in PROFILES]),
        "commune_siege": text([profile.seat for profile in PROFILES]),
        "departements": text(["|".join(profile.departments) for profile in PROFILES]),
        "soutien_region": text(["oui" if profile.supported else "non" for profile in PROFILES]),
        "stade_declare": text([profile.stage for profile in PROFILES]),
        "statut": text(["actif"] * count),
        "date_fin": text(empty),
        "successeur": text(empty),
        "site_web": text([ADDRESS + slug for slug in slugs]),
        "source": text([SOURCE] * count),
        "date_source": text([AS_OF.isoformat()] * count),
    }


def label_columns(slugs: np.ndarray) -> Columns:
    """The rows of `labels`."""
    rows: list[tuple[str, str, str | None, str | None]] = []
    for slug, profile in zip(slugs, PROFILES, strict=True):
        if profile.labelled is None:
            continue
        label = "pole_competitivite" if profile.kind == POLE else "cluster_regional"
        if profile.slug in LOST_LABEL:
            lost, regained = LOST_LABEL[profile.slug]
            rows.append((slug, label, profile.labelled, lost))
            rows.append((slug, label, regained, None))
        else:
            rows.append((slug, label, profile.labelled, None))
    network, label, start, end = (list(column) for column in zip(*rows, strict=True))
    return {
        "id_reseau": text(network),
        "label": text(label),
        "date_debut": text(start),
        "date_fin": text(end),
        "source": text([SOURCE] * len(rows)),
    }


def membership_columns(
    roster: Roster, firms: Firms, slugs: np.ndarray, rng: np.random.Generator
) -> Columns:
    """The rows of `adhesions`; a company may join different networks with different sites."""
    second = (firms.sites[roster.firm] > 1) & (rng.random(len(roster.firm)) < SECOND_SITE_SHARE)
    row = np.arange(len(roster.firm))
    site = second.astype(int)
    joined = roster.joined.copy()
    twice = _overlapping(roster, firms)
    row = np.concatenate([row, twice])
    site = np.concatenate([site, 1 - site[twice]])
    joined = np.concatenate([joined, np.full(len(twice), day(2024, 3))])
    firm = roster.firm[row]
    return {
        "id_reseau": text(slugs[roster.network[row]]),
        "siret": whole(firms.site(firm, site), 14),
        "siren": whole(firms.siren[firm], 9),
        "raison_sociale": text(firms.name[firm]),
        "college": pick(COLLEGES, firms.kind[firm]),
        "date_adhesion": days(joined),
        "date_sortie": days(_last_day(joined, roster.left[row])),
        "motif_sortie": pick(REASONS, np.where(roster.reason[row] > 0, roster.reason[row], -1)),
        "cotisation_annuelle": euros(fees.fee_cents(roster, firms)[row]),
    }


def _last_day(joined: np.ndarray, left_on: np.ndarray) -> np.ndarray:
    """Last day of each membership, before the first day out; a stay has at least one day."""
    return np.where(left_on >= NEVER, NEVER, np.maximum(left_on - np.timedelta64(1, "D"), joined))


def _overlapping(roster: Roster, firms: Firms) -> np.ndarray:
    """Members entered twice, under another site: a deliberate fault for the checks to find."""
    network = [profile.slug for profile in PROFILES].index(OVERLAPS_IN)
    is_member = (roster.network == network) & (roster.left == NEVER)
    old = (roster.joined < day(2023, 1)) & (firms.sites[roster.firm] > 1)
    return np.flatnonzero(is_member & old & (firms.kind[roster.firm] < COMPANY_KINDS))[:OVERLAPS]


def unlisted(roster: Roster, firms: Firms) -> np.ndarray:
    """Firms left out of the SIRENE extract: a deliberate fault for the checks to find."""
    network = [profile.slug for profile in PROFILES].index(UNLISTED_IN)
    is_member = (
        (roster.network == network) & (roster.left == NEVER) & (firms.sites[roster.firm] == 1)
    )
    single = np.bincount(roster.firm, minlength=len(firms.siren)) == 1
    rows = np.flatnonzero(is_member & single[roster.firm] & (firms.kind[roster.firm] == 0))
    return roster.firm[rows[:UNLISTED]]


def published_columns(roster: Roster, flows: Flows, slugs: np.ndarray) -> Columns:
    """The rows of `indicateurs_publics`: members and budget of the pôles and clusters, rounded."""
    rows: list[tuple[str, str, int, int, str]] = []
    for index, profile in enumerate(PROFILES):
        for year in PUBLISHED_YEARS:
            column = (year - 2021) * 12
            members = int((roster.active(day(year, 12, 31)) & (roster.network == index)).sum())
            spent = int(flows.payments[index, column : column + 12].sum()) // 100
            if members:
                rows.append((slugs[index], "adherents", year, _rounded(members), "adhérents"))
            if profile.kind == POLE:
                rows.append((slugs[index], "budget", year, round(spent, -5), "€"))
    network, name, year, value, unit = (list(column) for column in zip(*rows, strict=True))
    return {
        "id_reseau": text(network),
        "indicateur": text(name),
        "annee": whole(np.array(year)),
        "valeur": whole(np.array(value)),
        "unite": text(unit),
        "source_url": text([f"{ADDRESS}{slug}" for slug in network]),
        "date_source": text([f"{closed_year + 1}-06-30" for closed_year in year]),
    }


def _rounded(members: int) -> int:
    """Round large counts to the ten, as in « about 600 »."""
    return round(members, -1) if members >= 100 else members


def identities(copy: int, first_base: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Slugs, names and SIREN of the networks of a copy (numbered after the first)."""
    tail = f"-{copy + 1}" if copy else ""
    slugs = np.array([profile.slug + tail for profile in PROFILES], dtype=object)
    names = np.array([profile.name + tail.replace("-", " ") for profile in PROFILES], dtype=object)
    return slugs, names, identifiers.siren(first_base + np.arange(len(PROFILES)))
