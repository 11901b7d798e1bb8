"""Time cost of funding: applications, granted or not, and requests of public bodies."""

from __future__ import annotations

import numpy as np

from pipelines.demo import events
from pipelines.demo import parameters as p
from pipelines.demo.grants import FUNDERS, Grants
from pipelines.demo.profiles import PROFILES
from pipelines.demo.randomness import Randomness, spread
from pipelines.demo.timeline import AS_OF_DAY, FIRST, NEVER, STARTS, day
from pipelines.demo.writing import Columns, days, decimals, euros, text

GRANTED, REFUSED, PENDING, DROPPED = range(4)
DECISIONS = ("accorde", "refuse", "en_cours", "abandonne")
DROPPED_SHARE = 0.08
REFUSED_FUNDERS = ("etat", "europe", "epci", "departement")
REFUSED_WEIGHTS = np.array([0.45, 0.25, 0.18, 0.12])
REFUSED_EUR = {"etat": 60_000, "europe": 180_000, "epci": 15_000, "departement": 15_000}

NATURES = ("reporting", "reunion", "controle", "appel_a_projets", "autre")
NATURE_WEIGHTS = np.array([0.28, 0.34, 0.08, 0.18, 0.12])
NATURE_HOURS = np.array([4.0, 2.5, 6.0, 4.5, 1.0])
# Reports are requested in the first quarter, and little in August.
REQUEST_MONTHS = np.array([1.4, 1.3, 1.3, 1.0, 1.0, 1.1, 0.7, 0.3, 1.0, 1.1, 1.0, 0.8])
APPLICANTS = (
    "Région Centre-Val de Loire",
    "État (démonstration)",
    "Agence de développement (démonstration)",
    "Agglomération (démonstration)",
    "Département (démonstration)",
    "Chambre consulaire (démonstration)",
    "Presse (démonstration)",
)
APPLICANT_WEIGHTS = np.array([0.30, 0.16, 0.18, 0.14, 0.08, 0.09, 0.05])


def applications(randomness: Randomness, grants: Grants, slugs: np.ndarray, prefix: str) -> Columns:
    """The rows of `dossiers`: one per grant, the refused ones, and those of next year."""
    rng = randomness.stream("applications")
    accepted = _accepted(grants, rng)
    refused = [_refused(grants, index, rng) for index in range(len(PROFILES))]
    pending = _pending(rng)
    network, funder, filed, decided, decision, granted = (
        np.concatenate(parts) for parts in zip(accepted, *refused, pending, strict=True)
    )
    order = np.lexsort((network, filed))
    network, funder, filed, decided, decision, granted = (
        part[order] for part in (network, funder, filed, decided, decision, granted)
    )
    requested = np.rint(granted * rng.uniform(1.0, 1.25, len(granted)) / 10_000).astype(np.int64)
    effort = np.array([p.HOURS_PER_FILE.value[name] for name in funder], dtype=float)
    preparation = effort * rng.lognormal(0.0, 0.25, len(effort))
    control = preparation * rng.uniform(0.2, 0.9, len(effort)) * (decision == GRANTED)
    return {
        "id_dossier": text([f"{prefix}-D-{n + 1:05d}" for n in range(len(network))]),
        "id_reseau": text(slugs[network]),
        "financeur": text([FUNDERS[name][0] for name in funder]),
        "programme": text([FUNDERS[name][1] for name in funder]),
        "type_financeur": text(funder),
        "date_depot": days(filed),
        "date_decision": days(decided),
        "decision": text(np.array(DECISIONS, dtype=object)[decision]),
        "montant_demande": euros(requested * 10_000),
        "montant_obtenu": euros(granted, decision == GRANTED),
        "heures_montage": decimals(preparation, 1),
        "heures_controle": decimals(control, 1),
    }


def _accepted(grants: Grants, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    signed = np.array(grants.signed)
    decided = signed - rng.integers(0, 20, len(signed)).astype("timedelta64[D]")
    filed = decided - rng.integers(60, 150, len(signed)).astype("timedelta64[D]")
    return (
        np.array(grants.network),
        np.array(grants.funder, dtype=object),
        filed,
        decided,
        np.full(len(signed), GRANTED),
        np.array(grants.cents),
    )


def _refused(grants: Grants, index: int, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Refused applications of a network, in line with its success rate."""
    profile = PROFILES[index]
    granted = int((np.array(grants.network) == index).sum())
    count = round(granted * (1 - profile.success) / profile.success)
    if profile.story == "un_seul_financeur":
        count = 2
    first = max(STARTS[FIRST], np.datetime64(profile.created, "D"))
    span = int((AS_OF_DAY - first).astype(int))
    filed = first + rng.integers(0, span, count).astype("timedelta64[D]")
    decided = filed + rng.integers(70, 200, count).astype("timedelta64[D]")
    funder = np.array(REFUSED_FUNDERS, dtype=object)[spread(rng, REFUSED_WEIGHTS, count)]
    decision = np.where(rng.random(count) < DROPPED_SHARE, DROPPED, REFUSED)
    decision = np.where(decided > AS_OF_DAY, PENDING, decision)
    eur = np.array([REFUSED_EUR[name] for name in funder], dtype=float)
    cents = np.rint(eur * rng.lognormal(0.0, 0.3, count)).astype(np.int64) * 100
    decided = np.where(decided > AS_OF_DAY, NEVER, decided)
    return np.full(count, index), funder, filed, decided, decision, cents


def _pending(rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Next year's regional applications, filed in October and not decided yet."""
    network = np.array([i for i, profile in enumerate(PROFILES) if profile.supported])
    filed = day(2026, 10) + rng.integers(0, 30, len(network)).astype("timedelta64[D]")
    return (
        network,
        np.full(len(network), "region", dtype=object),
        filed,
        np.full(len(network), NEVER),
        np.full(len(network), PENDING),
        np.full(len(network), 8_000_000),
    )


def requests(randomness: Randomness, slugs: np.ndarray) -> Columns:
    """The rows of `sollicitations`, over the 60 months."""
    rng = randomness.stream("requests")
    rate = np.array([p.REQUESTS_PER_MONTH.value[profile.kind] for profile in PROFILES])
    rate = rate * rng.lognormal(0.0, 0.2, len(rate))
    network, when = events.draw(rng, rate, REQUEST_MONTHS)
    nature = spread(rng, NATURE_WEIGHTS, len(network))
    hours = NATURE_HOURS[nature] * rng.lognormal(0.0, 0.4, len(network))
    order = np.lexsort((nature, when, network))
    applicant = spread(rng, APPLICANT_WEIGHTS, len(network))
    return {
        "id_reseau": text(slugs[network[order]]),
        "date": days(when[order]),
        "demandeur": text(np.array(APPLICANTS, dtype=object)[applicant]),
        "nature": text(np.array(NATURES, dtype=object)[nature[order]]),
        "heures": decimals(hours[order], 1),
    }
