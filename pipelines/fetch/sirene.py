"""`fetch sirene`: the establishments of a workspace's companies, from « Recherche d’entreprises ».

The API is public, needs no key and gives the SIRENE of the day. No name of a natural person is
kept, nor that of a company that refused full diffusion.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ValidationError

from method.wording import plural
from pipelines.build.progress import Progress
from pipelines.fetch import succession
from pipelines.fetch.client import Client, NotAccepted
from pipelines.fetch.entities import address
from pipelines.fetch.errand import Errand
from pipelines.fetch.official import Official
from pipelines.fetch.packages import FetchError
from pipelines.ingest.folder import ingest_workspace

OFFICIAL = Official(
    "etablissements", "recherche-entreprises.csv", "commande fetch sirene", "établissements"
)
COMPANIES = Path(__file__).with_name("sql") / "companies.sql"
STATE = "etatAdministratifEtablissement"
CLOSED = f"select siret from raw.etablissements where {STATE} = 'F' and source_file <> ?"  # noqa: S608
# From this day `activite_principale` is NAF 2025, which the contract does not accept.
NAF_2025 = date(2027, 1, 1)
# Fields that one answer at least has, whatever the companies: if one is in none, it was renamed.
FIELDS = frozenset(
    {"nature_juridique", "statut_diffusion", "commune", "etat_administratif", "activite_principale"}
)
COMMUNE = re.compile(r"\d[\dAB]\d{3}")
Row = dict[str, str]


def _as_text(value: object) -> object:
    """Convert a number to text: the API gives coordinates as either."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Text = Annotated[str | None, BeforeValidator(_as_text)]


class _Establishment(BaseModel):
    siret: str
    activite_principale: Text = None
    tranche_effectif_salarie: Text = None
    commune: Text = None
    etat_administratif: Text = None
    date_creation: Text = None
    longitude: Text = None
    latitude: Text = None
    statut_diffusion_etablissement: Text = None


def _place(content: object) -> object:
    """The establishment, or None if it cannot be parsed."""
    try:
        return _Establishment.model_validate(content)
    except ValidationError:
        return None


def _places(content: object) -> list[object]:
    """The establishments of a list that can be parsed."""
    return [one for one in map(_place, content) if one] if isinstance(content, list) else []


class _Company(BaseModel):
    siren: str
    nom_raison_sociale: Text = None
    categorie_entreprise: Text = None
    tranche_effectif_salarie: Text = None
    nature_juridique: Text = None
    statut_diffusion: Text = None
    siege: Annotated[_Establishment | None, BeforeValidator(_place)] = None
    matching_etablissements: Annotated[list[_Establishment], BeforeValidator(_places)] = []


class _Answer(BaseModel):
    """Each company is parsed separately, so that a damaged one does not lose the others."""

    results: list[Any]


def fetch_sirene(errand: Errand) -> str:
    """Look up every company and deposit the result beside the files sent by people.

    A SIRET already given by another file is left to that file. When one has closed, the succession
    links of its company are kept, with the establishments that they lead to.

    Raises:
        FetchError: nothing was changed.
    """
    ingest_workspace(errand.connection, errand.raw, errand.now.date())
    ids = sorted(
        i for (i,) in errand.connection.execute(COMPANIES.read_text(encoding="utf-8")).fetchall()
    )
    if not ids:
        raise FetchError("Aucun SIREN ni SIRET dans cet espace : chargez d’abord les adhésions.")
    already_sent = OFFICIAL.sent(errand.connection)
    closed_sirets = {
        siret for (siret,) in errand.connection.execute(CLOSED, [OFFICIAL.target]).fetchall()
    }
    rows, digests, unknown = _look_up(errand.client, ids, errand.now.date(), errand.progress)
    if unknown:
        ids_unknown = plural(unknown, "identifiant inconnu", "identifiants inconnus")
        print(f"{ids_unknown} de la source.", file=sys.stderr)
    closed_sirets |= {siret for siret, row in rows.items() if row[STATE] == "F"}
    links: list[succession.Link] = []
    if closed_sirets:
        errand.progress("liens de succession", 0, 1)
        links, digest = succession.links_of(errand.client, {siret[:9] for siret in closed_sirets})
        known_sirets = rows.keys() | {siret for (siret,) in already_sent.elsewhere}
        successors = sorted(succession.successors(closed_sirets, links) - known_sirets)
        successor_rows, more_digests, _ = _look_up(
            errand.client, successors, errand.now.date(), errand.progress
        )
        rows |= successor_rows
        digests += [digest, *more_digests]
    own_rows = OFFICIAL.keep([rows[siret] for siret in sorted(rows)], already_sent)
    count = OFFICIAL.publish(errand.raw, errand.connection, errand.now, own_rows)
    if closed_sirets:
        succession.write(errand.raw, links)
    digest = hashlib.sha256("".join(digests).encode()).hexdigest()
    answers = plural(len(digests), "réponse")
    return f"{plural(count, 'établissement')} ({answers}, SHA-256 {digest})."


def _look_up(
    client: Client, ids: Iterable[str], today: date, progress: Progress
) -> tuple[dict[str, Row], list[str], int]:
    url = address()
    rows: dict[str, Row] = {}
    digests: list[str] = []
    fields: set[str] = set()
    unknown = unreadable = 0
    ids = list(ids)
    for index, number in enumerate(ids):
        if index % 100 == 0:
            progress("Recherche d’entreprises", index, len(ids))
        query = {"q": number, "minimal": "true", "include": "siege,matching_etablissements"}
        try:
            content, received = client.json(f"{url}/search", query)
        except NotAccepted:
            unreadable += 1
            continue
        digests.append(received.sha256)
        try:
            answer = _Answer.model_validate(content)
        except ValidationError:
            raise FetchError(f"{url} : la réponse n’a plus la forme attendue.") from None
        companies = [one for one in map(_company, answer.results) if one]
        fields.update(*(one.model_fields_set for one in _read(companies)))
        company_rows = _rows(companies, number, today)
        rows |= company_rows
        if not company_rows and len(companies) < len(answer.results):
            unreadable += 1
        else:
            unknown += not company_rows
    if fields and (renamed := FIELDS - fields):
        raise FetchError(f"{url} : champs disparus de la réponse ({', '.join(sorted(renamed))}).")
    if unreadable and unreadable == len(ids):
        raise FetchError(f"{url} : la réponse n’a plus la forme attendue.")
    if unreadable:
        print(
            f"{plural(unreadable, 'réponse illisible', 'réponses illisibles')}"
            " : rien n’en est gardé.",
            file=sys.stderr,
        )
    return rows, digests, unknown


def _company(content: object) -> _Company | None:
    """A company of an answer, or None for a damaged one."""
    try:
        company = _Company.model_validate(content)
    except ValidationError:
        return None
    return company if company.siren else None


def _read(companies: Iterable[_Company]) -> Iterable[BaseModel]:
    """The companies and their establishments."""
    for company in companies:
        yield company
        yield from _establishments(company)


def _establishments(company: _Company) -> list[_Establishment]:
    return [*company.matching_etablissements, *([company.siege] if company.siege else [])]


def _rows(companies: list[_Company], number: str, today: date) -> dict[str, Row]:
    """Row of the requested establishment, or of the seat of the requested company."""
    rows = {}
    for company in companies:
        for place in _establishments(company):
            is_requested = place.siret == number or (
                place is company.siege and company.siren == number
            )
            if is_requested:
                rows[place.siret] = _row(company, place, today)
    return rows


def _row(company: _Company, place: _Establishment, today: date) -> Row:
    is_person = (company.nature_juridique or "1").startswith("1")
    # An establishment may leave it out; a company that does is protected.
    is_open = company.statut_diffusion == "O" == (place.statut_diffusion_etablissement or "O")
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
        # SIRENE's placeholder for an unknown date.
        "dateCreationEtablissement": None if created == "1900-01-01" else created,
        "longitude": place.longitude if is_shown else None,
        "latitude": place.latitude if is_shown else None,
    }
    return {name: value or "" for name, value in values.items()}
