"""Activity of the networks: projects, their partners, and actions for members."""

from __future__ import annotations

import numpy as np

from pipelines.demo import events
from pipelines.demo import parameters as p
from pipelines.demo.firms import Firms
from pipelines.demo.members import Roster
from pipelines.demo.profiles import PROFILES, Profile
from pipelines.demo.randomness import Randomness, spread
from pipelines.demo.timeline import AS_OF_DAY, NEVER, YEARS, day
from pipelines.demo.writing import Columns, days, decimals, euros, text, whole

THEMES = ("innovation", "transition_ecologique", "numerique", "europe", "export", "rh", "autre")
PROJECT_THEMES = np.array([0.40, 0.24, 0.16, 0.06, 0.04, 0.05, 0.05])
PROGRAMMES = ("Appel régional (démonstration)", "Appel national (démonstration)")
EU_PROGRAMME = "Programme européen (démonstration)"
GROWING_FINANCED = 0.62
PARTNERS = (2, 8)
LONG_DAYS = 3 * 365
# Some of the last projects have been filed but not labelled yet.
FILED_SHARE = 0.15

ACTION_THEMES = (
    "rh",
    "transition_ecologique",
    "numerique",
    "europe",
    "export",
    "innovation",
    "interclustering",
    "autre",
)
ACTION_WEIGHTS = np.array([p.HR_ACTION_SHARE.value, 0.17, 0.13, 0.07, 0.10, 0.26, 0.05, 0.14])
ACTION_TITLES = {
    "rh": "Atelier compétences et recrutement",
    "transition_ecologique": "Visite : réduire ses consommations",
    "numerique": "Matinée outils numériques",
    "europe": "Point sur les appels européens",
    "export": "Rencontre acheteurs",
    "innovation": "Club innovation",
    "interclustering": "Journée commune avec un autre réseau",
    "autre": "Petit-déjeuner des membres",
}
ACTION_MONTHS = np.array([0.8, 1.0, 1.2, 1.0, 1.0, 1.3, 0.7, 0.2, 1.2, 1.3, 1.3, 0.8])


def projects(
    randomness: Randomness, roster: Roster, firms: Firms, slugs: np.ndarray, prefix: str
) -> tuple[Columns, Columns]:
    """The rows of `projets` and of `partenaires`."""
    parts = [
        _network_projects(index, profile, randomness.stream("projects", profile.slug))
        for index, profile in enumerate(PROFILES)
    ]
    network, labelled, financed, status, budget, aid, europe, theme = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    identifier = np.array([f"{prefix}-P-{n + 1:05d}" for n in range(len(network))], dtype=object)
    programme = np.array(PROGRAMMES, dtype=object)[np.arange(len(network)) % 2]
    is_funded = np.isin(status, ("finance", "acheve"))
    columns = {
        "id_projet": text(identifier),
        "id_reseau": text(slugs[network]),
        "intitule": text([f"Projet {name}" for name in identifier]),
        "programme": text(np.where(europe, EU_PROGRAMME, programme)),
        "statut": text(status),
        "date_labellisation": days(np.where(status == "depose", NEVER, labelled)),
        "date_financement": days(np.where(is_funded, financed, NEVER)),
        "budget_total": euros(budget),
        "aide_publique": euros(aid, is_funded),
        "europeen": text(np.where(europe, "oui", "non").astype(object)),
        "thematique": text(np.array(THEMES, dtype=object)[theme]),
    }
    rng = randomness.stream("partners")
    return columns, _partners(identifier, network, labelled, aid, is_funded, roster, firms, rng)


def _network_projects(
    index: int, profile: Profile, rng: np.random.Generator
) -> tuple[np.ndarray, ...]:
    counts = np.array(profile.projects_a_year)
    year = np.repeat(np.array(YEARS), counts)
    size = len(year)
    labelled = np.array([day(int(y), 1) for y in year], dtype="datetime64[D]")
    labelled = labelled + rng.integers(0, 360, size).astype("timedelta64[D]")
    labelled = labelled[labelled <= AS_OF_DAY]
    size = len(labelled)
    financed = labelled + rng.integers(90, 270, size).astype("timedelta64[D]")
    chance = GROWING_FINANCED if profile.story == "pole_en_croissance" else p.PROJECT_FINANCED.value
    won = rng.random(size) < chance
    waiting = financed > AS_OF_DAY
    filed = waiting & (rng.random(size) < FILED_SHARE)
    old = financed < AS_OF_DAY - np.timedelta64(LONG_DAYS, "D")
    status = np.select(
        [filed, waiting, won & old, won], ["depose", "labellise", "acheve", "finance"], "refuse"
    ).astype(object)
    europe = rng.random(size) < p.PROJECT_EU_SHARE.value[profile.kind]
    budget = p.PROJECT_BUDGET_EUR.value[profile.kind] * rng.lognormal(0.0, 0.7, size)
    budget = np.rint(budget * np.where(europe, 2.2, 1.0) / 1000).astype(np.int64) * 100_000
    rate = np.clip(rng.normal(p.PROJECT_AID_RATE.value, 0.06, size), 0.15, 0.6)
    aid = np.rint(budget * rate / 100_000).astype(np.int64) * 100_000
    theme = spread(rng, PROJECT_THEMES, size)
    return np.full(size, index), labelled, financed, status, budget, aid, europe, theme


def _partners(
    identifier: np.ndarray,
    network: np.ndarray,
    labelled: np.ndarray,
    aid: np.ndarray,
    is_funded: np.ndarray,
    roster: Roster,
    firms: Firms,
    rng: np.random.Generator,
) -> Columns:
    """Partners of each project, drawn among current members; the story's pair shares none."""
    apart = [i for i, profile in enumerate(PROFILES) if profile.story == "membres_communs"]
    common = np.intersect1d(*(roster.firm[roster.network == index] for index in apart))
    owner, firm, lead, part = [], [], [], []
    for project in range(len(identifier)):
        index = network[project]
        mine = (roster.network == index) & roster.active(labelled[project])
        choice = np.unique(roster.firm[mine])
        if index in apart:
            choice = np.setdiff1d(choice, common)
        count = min(len(choice), int(rng.integers(*PARTNERS)))
        partners = rng.choice(choice, count, replace=False)
        cuts = np.sort(rng.integers(0, aid[project] + 1, max(count - 1, 0)))
        shares = np.diff(np.concatenate([[0], cuts, [aid[project]]])) if count else cuts
        owner += [project] * count
        firm += partners.tolist()
        lead += [turn == 0 for turn in range(count)]
        part += shares.tolist()
    of = np.array(owner)
    return {
        "id_projet": text(identifier[of]),
        "siren": whole(firms.siren[np.array(firm)], 9),
        "role": text(np.where(lead, "chef_de_file", "partenaire").astype(object)),
        "aide": euros(np.array(part), is_funded[of]),
    }


def actions(randomness: Randomness, slugs: np.ndarray) -> Columns:
    """The rows of `actions`, over the 60 months."""
    rng = randomness.stream("actions")
    rate = np.array([p.ACTIONS_A_MONTH.value[profile.kind] for profile in PROFILES])
    network, when = events.draw(rng, rate, ACTION_MONTHS)
    theme = spread(rng, ACTION_WEIGHTS, len(network))
    # The two networks that share members never hold an action together.
    apart = np.array([profile.story == "membres_communs" for profile in PROFILES])[network]
    meeting = theme == ACTION_THEMES.index("interclustering")
    theme = np.where(apart & meeting, ACTION_THEMES.index("innovation"), theme)
    size = np.sqrt(np.array([profile.members[-1] for profile in PROFILES], dtype=float))[network]
    attendees = np.maximum(3, np.rint(size * 2 * rng.lognormal(0.0, 0.4, len(network))))
    order = np.lexsort((theme, when, network))
    network, when, theme, attendees = (part[order] for part in (network, when, theme, attendees))
    label = np.array(ACTION_THEMES, dtype=object)[theme]
    details = randomness.stream("actions", "details")
    small, is_counted = _small_firms(details, attendees)
    return {
        "id_reseau": text(slugs[network]),
        "date": days(when),
        "intitule": text([ACTION_TITLES[name] for name in label]),
        "thematique": text(label),
        "participants": whole(attendees),
        "dont_tpe_pme": decimals(small, 0, is_counted),
        "reseaux_associes": text(_associates(details, slugs, network, label, when)),
    }


def _small_firms(rng: np.random.Generator, attendees: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Attendees from a TPE or a PME, and whether they were counted."""
    small = rng.binomial(attendees.astype(int), p.SMALL_FIRM_ATTENDEES.value)
    return small, rng.random(len(attendees)) < p.DETAILED_ACTIONS.value


def _associates(
    rng: np.random.Generator,
    slugs: np.ndarray,
    network: np.ndarray,
    label: np.ndarray,
    when: np.ndarray,
) -> list[str | None]:
    """Partner networks of each interclustering action, when its network reports them."""
    others = {
        i: np.datetime64(profile.created)
        for i, profile in enumerate(PROFILES)
        if profile.story != "membres_communs"
    }
    partners: list[str | None] = []
    for own, name, held_on in zip(network, label, when, strict=True):
        if name != "interclustering" or rng.random() >= p.DETAILED_ACTIONS.value:
            partners.append(None)
            continue
        choice = [i for i, created in others.items() if i != own and created <= held_on]
        sample = rng.choice(choice, int(rng.integers(1, 3)), replace=False)
        partners.append("|".join(sorted(slugs[sample])))
    return partners
