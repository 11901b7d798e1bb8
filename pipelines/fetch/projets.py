"""`fetch projets`: European projects in which networks take part, from CORDIS."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from method.wording import plural
from pipelines.fetch import cordis
from pipelines.fetch.client import same_site
from pipelines.fetch.cordis import COORDINATOR, Participation
from pipelines.fetch.errand import Errand
from pipelines.fetch.official import Official, Row, alone, networks_by_siren
from pipelines.ingest.folder import ingest_workspace

PUBLIC_URL = "https://cordis.europa.eu/data"
WHO = "commande fetch projets"
PROJECTS = Official("projets", "cordis.csv", WHO, "projets")
PARTNERS = Official("partenaires", "cordis.csv", WHO, "partenaires")
# Archive → programme.
ARCHIVES = {
    "cordis-HORIZONprojects-csv.zip": "Horizon Europe",
    "cordis-h2020projects-csv.zip": "Horizon 2020",
}
MAX_ARCHIVE_BYTES = 300 * 1024**2
# A project terminated early was financed but not completed.
STATUS = {"SIGNED": "finance", "TERMINATED": "finance", "CLOSED": "acheve"}
# Other roles (third parties, international partners) have no equivalent in the contract.
ROLE = {COORDINATOR: "chef_de_file", "participant": "partenaire", "partner": "partenaire",
        "associatedPartner": "partenaire"}  # fmt: skip


def fetch_projets(errand: Errand) -> str:
    """Read both archives and deposit the projects of the networks and their French partners.

    A project or a partner already given by another file is left to that file.

    Raises:
        FetchError: the reason why it stopped.
    """
    ingest_workspace(errand.connection, errand.raw, errand.now.date())
    networks = alone(networks_by_siren(errand.connection))
    already_sent = PROJECTS.sent(errand.connection), PARTNERS.sent(errand.connection)
    projects: list[Row] = []
    partners: list[Row] = []
    digests = []
    site = os.environ.get("OBSERVATOIRE_CORDIS_URL", PUBLIC_URL).rstrip("/")
    with tempfile.TemporaryDirectory() as folder:
        for index, (name, programme) in enumerate(ARCHIVES.items()):
            errand.progress(f"CORDIS : {programme}", index, len(ARCHIVES))
            path = Path(folder, name)
            url = f"{site}/{name}"
            digests.append(
                errand.client.download(url, path, MAX_ARCHIVE_BYTES, same_site(url)).sha256
            )
            by_project = _of_networks(path, networks)
            projects += _project_rows(path, programme, by_project, networks)
            for one in by_project.values():
                partners += _partner_rows(one)
    own_rows = PROJECTS.keep(projects, already_sent[0]), PARTNERS.keep(partners, already_sent[1])
    PROJECTS.publish(errand.raw, errand.connection, errand.now, own_rows[0])
    PARTNERS.publish(errand.raw, errand.connection, errand.now, own_rows[1])
    digest = hashlib.sha256("".join(digests).encode()).hexdigest()
    french = plural(len(own_rows[1]), "partenaire français", "partenaires français")
    return f"{plural(len(own_rows[0]), 'projet')}, {french} (SHA-256 {digest})."


def _of_networks(archive: Path, networks: dict[str, str]) -> dict[str, list[Participation]]:
    by_project: dict[str, list[Participation]] = {}
    for one in cordis.participations(archive):
        by_project.setdefault(one.project, []).append(one)
    return {
        project: ones
        for project, ones in by_project.items()
        if any(one.siren in networks for one in ones)
    }


def _project_rows(
    archive: Path,
    programme: str,
    by_project: dict[str, list[Participation]],
    networks: dict[str, str],
) -> list[Row]:
    return [
        {
            "id_projet": _id(row["id"]),
            "id_reseau": _network(by_project[row["id"]], networks),
            "intitule": row["title"],
            "programme": programme,
            "statut": STATUS.get(row["status"], ""),
            "date_financement": row["ecSignatureDate"],
            "budget_total": _cost(row),
            "aide_publique": _euros(cordis.number(row["ecMaxContribution"])),
            "europeen": "oui",
        }
        for row in cordis.projects(archive, by_project)
    ]


def _network(participations: list[Participation], networks: dict[str, str]) -> str:
    """The network that coordinates, else the first that CORDIS lists; the others are partners."""
    ours = [one for one in participations if one.siren in networks]
    first = min(ours, key=lambda one: (one.role != COORDINATOR, one.order))
    return networks[first.siren]


def _partner_rows(participations: list[Participation]) -> list[Row]:
    """One row per SIREN: a body may take part under several entries."""
    by_siren: dict[str, list[Participation]] = {}
    for one in participations:
        by_siren.setdefault(one.siren, []).append(one)
    return [
        {
            "id_projet": _id(same[0].project),
            "siren": siren,
            "role": _role(same),
            "aide": _euros(_sum([one.aid_eur for one in same])),
        }
        for siren, same in sorted(by_siren.items())
    ]


def _role(same: list[Participation]) -> str:
    roles = {ROLE.get(one.role, "") for one in same}
    return max(roles, key=["", "partenaire", "chef_de_file"].index)


def _sum(amounts: Sequence[float | None]) -> float | None:
    """Sum of the amounts; None when one is unknown."""
    known_amounts = [amount for amount in amounts if amount is not None]
    return sum(known_amounts) if len(known_amounts) == len(amounts) else None


def _cost(row: Row) -> str:
    """Total cost; CORDIS writes 0 for an undeclared one (lump sums, unit grants)."""
    return _euros(cordis.number(row["totalCost"]) or None)


def _euros(amount: float | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def _id(project: str) -> str:
    return f"CORDIS-{project}"
