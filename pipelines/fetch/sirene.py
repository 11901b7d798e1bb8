"""`fetch sirene`: the establishments of a workspace's companies, from « Recherche d’entreprises ».

The API is public, without a key, and gives SIRENE as of the day. No name of a natural person is
kept: not that of a sole trader, nor of a company that refused full diffusion.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

import duckdb
from pydantic import BaseModel, ValidationError

from pipelines.build.progress import Progress
from pipelines.fetch import succession
from pipelines.fetch.client import Client
from pipelines.fetch.official import Official
from pipelines.fetch.packages import FetchError
from pipelines.ingest.run import ingest_workspace

PUBLIC_URL = "https://recherche-entreprises.api.gouv.fr"
OFFICIAL = Official(
    "etablissements", "recherche-entreprises.csv", "commande fetch sirene", "établissements"
)
COMPANIES = Path(__file__).with_name("sql") / "companies.sql"
STATE = "etatAdministratifEtablissement"
CLOSED = f"select siret from raw.etablissements where {STATE} = 'F' and source_file <> ?"  # noqa: S608
# From this day `activite_principale` is NAF 2025, which the contract does not hold.
NAF_2025 = date(2027, 1, 1)
COMMUNE = re.compile(r"\d[\dAB]\d{3}")
Row = dict[str, str]


class _Establishment(BaseModel):
    siret: str
    activite_principale: str | None = None
    tranche_effectif_salarie: str | None = None
    commune: str | None = None
    etat_administratif: str | None = None
    date_creation: str | None = None
    longitude: str | None = None
    latitude: str | None = None
    statut_diffusion_etablissement: str | None = None


class _Company(BaseModel):
    siren: str
    nom_raison_sociale: str | None = None
    categorie_entreprise: str | None = None
    tranche_effectif_salarie: str | None = None
    nature_juridique: str | None = None
    statut_diffusion: str | None = None
    siege: _Establishment | None = None
    matching_etablissements: list[_Establishment] = []


class _Answer(BaseModel):
    results: list[_Company]


def fetch_sirene(
    raw: Path,
    connection: duckdb.DuckDBPyConnection,
    now: datetime,
    progress: Progress,
    client: Client | None = None,
) -> str:
    """Look every company up and deposit the result beside what was sent.

    A SIRET that another file already gives is left to that file. Where one has closed, the links of
    succession of its company are kept, and the establishments that they lead to.

    Args:
        raw: raw folder of the workspace.
        connection: an empty DuckDB with the schema `reference`.
        now: moment of the fetch.
        progress: called every hundred companies.
        client: reader of the API.

    Returns:
        One French sentence.

    Raises:
        FetchError: nothing was changed.
    """
    client = client or Client()
    ingest_workspace(connection, raw, now.date())
    ids = sorted(i for (i,) in connection.execute(COMPANIES.read_text(encoding="utf-8")).fetchall())
    if not ids:
        raise FetchError("Aucun SIREN ni SIRET dans cet espace : chargez d’abord les adhésions.")
    sent = OFFICIAL.sent(connection)
    closed = {siret for (siret,) in connection.execute(CLOSED, [OFFICIAL.target]).fetchall()}
    rows, digests, unknown = _look_up(client, ids, now.date(), progress)
    if unknown:
        print(f"{unknown} identifiants inconnus de la source.", file=sys.stderr)
    closed |= {siret for siret, row in rows.items() if row[STATE] == "F"}
    links: list[succession.Link] = []
    if closed:
        progress("liens de succession", 0, 1)
        links, digest = succession.links_of(client, {siret[:9] for siret in closed})
        known = rows.keys() | {siret for (siret,) in sent.elsewhere}
        followed = sorted(succession.successors(closed, links) - known)
        moved, others, _ = _look_up(client, followed, now.date(), progress)
        rows |= moved
        digests += [digest, *others]
    kept = OFFICIAL.keep([rows[siret] for siret in sorted(rows)], sent)
    OFFICIAL.publish(raw, connection, now, kept)
    if closed:
        succession.write(raw, links)
    digest = hashlib.sha256("".join(digests).encode()).hexdigest()
    return f"{len(kept)} établissements ({len(digests)} réponses, SHA-256 {digest})."


def _look_up(
    client: Client, ids: Iterable[str], today: date, progress: Progress
) -> tuple[dict[str, Row], list[str], int]:
    url = os.environ.get("OBSERVATOIRE_RECHERCHE_ENTREPRISES_URL", PUBLIC_URL).rstrip("/")
    rows: dict[str, Row] = {}
    digests: list[str] = []
    unknown = 0
    ids = list(ids)
    for index, number in enumerate(ids):
        if index % 100 == 0:
            progress("Recherche d’entreprises", index, len(ids))
        query = {"q": number, "minimal": "true", "include": "siege,matching_etablissements"}
        content, received = client.json(f"{url}/search", query)
        digests.append(received.sha256)
        try:
            found = _rows(_Answer.model_validate(content), number, today)
        except ValidationError:
            raise FetchError(f"{url} : la réponse n’a plus la forme attendue.") from None
        rows |= found
        unknown += not found
    return rows, digests, unknown


def _rows(answer: _Answer, number: str, today: date) -> dict[str, Row]:
    """The establishment asked for, or the seat of the company asked for."""
    found = {}
    for company in answer.results:
        places = [*company.matching_etablissements, *([company.siege] if company.siege else [])]
        for place in places:
            wanted = place.siret == number or (place is company.siege and company.siren == number)
            if wanted:
                found[place.siret] = _row(company, place, today)
    return found


def _row(company: _Company, place: _Establishment, today: date) -> Row:
    is_person = (company.nature_juridique or "1").startswith("1")
    is_open = {company.statut_diffusion, place.statut_diffusion_etablissement} <= {"O", None}
    is_shown = is_open and not is_person
    commune = place.commune or ""
    created = place.date_creation or ""
    values = {
        "siret": place.siret,
        "siren": company.siren,
        "denominationUniteLegale": company.nom_raison_sociale if is_shown else None,
        "activitePrincipaleEtablissement": place.activite_principale if today < NAF_2025 else None,
        "trancheEffectifsUniteLegale": company.tranche_effectif_salarie,
        "trancheEffectifsEtablissement": place.tranche_effectif_salarie,
        "categorieEntreprise": company.categorie_entreprise,
        "codeCommuneEtablissement": commune if COMMUNE.fullmatch(commune) else None,
        STATE: place.etat_administratif,
        # SIRENE writes an unknown date so.
        "dateCreationEtablissement": None if created == "1900-01-01" else created,
        "longitude": place.longitude if is_shown else None,
        "latitude": place.latitude if is_shown else None,
    }
    return {name: value or "" for name, value in values.items()}
