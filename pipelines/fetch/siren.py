"""`fetch siren`: find candidate legal entities for each network; a person confirms the right one.

Candidates go to the queue of doubtful matches. Only a match confirmed on the page Données or with
`--accept RESEAU=SIREN` is written into the contract `reseaux`, with its source and date.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import duckdb
from stdnum.fr import siren as siren_number

from method.wording import NBSP, fr, fr_date, lower_first, plural
from pipelines import contracts
from pipelines.desk import attribution, deposit, desk, examine
from pipelines.desk.portions import Row, as_csv, read_rows
from pipelines.fetch.client import Client
from pipelines.fetch.entities import CATEGORIES, Candidate, Search
from pipelines.fetch.errand import Errand
from pipelines.fetch.matching import queue
from pipelines.fetch.matching.queue import Match, Pair
from pipelines.fetch.matching.score import Network, level
from pipelines.fetch.packages import FetchError
from pipelines.ingest.folder import ingest_workspace

KIND = "network_siren"
CONTRACT = "reseaux"
FILE = "siren-confirmes.csv"
WHO = "commande fetch siren"
NETWORKS = (
    "select id_reseau, nom, siren, departements, commune_siege, date_creation, statut "
    "from raw.reseaux order by strip_accents(lower(nom))"
)
LEVELS = {"probable": "probable", "possible": "possible", "unlikely": "faible"}
# Statuses of networks whose legal entity still exists, as far as we know.
LIVING = ("actif", "inconnu")


@dataclass(frozen=True)
class Known:
    """A network of the workspace; `siren` is empty when unknown."""

    id: str
    siren: str
    network: Network


def fetch_siren(errand: Errand) -> str:
    """Write the confirmed SIREN and propose candidates for the other networks.

    Raises:
        FetchError: no usable answer from the site; earlier answers are kept for the next try.
    """
    written = write_confirmed(errand.raw, errand.connection, errand.now, WHO)
    without_siren = [
        one
        for one in known_networks(errand.raw, errand.connection, errand.now.date())
        if not one.siren
    ]
    search = Search(errand.client, errand.raw, errand.now)
    pairs: list[Pair] = []
    for index, one in enumerate(without_siren):
        errand.progress(
            f"Recherche d’entreprises{NBSP}: {one.network.name}", index, len(without_siren)
        )
        pairs += [_pair(one, candidate) for candidate in search.candidates(one.network)]
    queue.propose(errand.raw, pairs)
    if search.unreadable:
        print(
            f"{plural(search.unreadable, 'réponse illisible', 'réponses illisibles')}"
            " : rien n’en est gardé.",
            file=sys.stderr,
        )
    return _sentence(errand.raw, without_siren, written, search)


def accept(
    raw: Path,
    pairs: Sequence[str],
    who: str,
    now: datetime,
    connection: duckdb.DuckDBPyConnection,
    client: Client | None = None,
) -> list[str]:
    """Confirm pairs `RESEAU=SIREN` and write them.

    Args:
        raw: raw folder of the workspace.
        pairs: all are checked before any is written.
        who: the person, for the queue and the history.
        now: current time.
        connection: an empty DuckDB with the schema `reference`.
        client: client of the API, used for a SIREN that is not in the queue.

    Returns:
        Ids of the networks that have gained a SIREN.

    Raises:
        FetchError: an unknown network, an invalid SIREN, or one missing from the register;
            nothing was written.
    """
    networks = {one.id: one for one in known_networks(raw, connection, now.date())}
    search = Search(client or Client(), raw, now)
    known_pairs = [_known_pair(raw, text, networks, search) for text in pairs]
    queue.propose(raw, known_pairs)
    for pair in known_pairs:
        queue.settle(raw, pair.key, "yes", who, now)
    return write_confirmed(raw, connection, now, who)


def write_confirmed(
    raw: Path, connection: duckdb.DuckDBPyConnection, now: datetime, who: str
) -> list[str]:
    """Deposit the confirmed SIREN that networks lack so far; the next build shows them.

    Returns:
        Ids of the networks concerned.

    Raises:
        FetchError: the deposit refuses them; nothing was changed.
    """
    content, networks = confirmed_file(raw, connection, now.date())
    if not networks:
        return []
    staged = deposit.stage(raw, CONTRACT, FILE, content, who, now)
    try:
        desk.place(staged, examine.examine(staged, connection, now.date()))
    except examine.NotPublishable as error:
        raise FetchError(str(error)) from None
    finally:
        deposit.discard(staged)
    return networks


def confirmed_file(
    raw: Path, connection: duckdb.DuckDBPyConnection, today: date
) -> tuple[bytes, list[str]]:
    """Rows of `reseaux` to deposit, with only the SIREN added, and ids of their networks.

    A network that has a SIREN keeps it. `source` says where and when each new one was read.

    Args:
        raw: raw folder of the workspace.
        connection: an empty DuckDB with the schema `reference`.
        today: day against which dates too far in the future are detected.
    """
    confirmed = {subject: matches[0] for subject, matches in queue.settled(raw, KIND).items()}
    if not confirmed:
        return b"", []
    report = ingest_workspace(connection, raw, today)
    attribution.attribute(connection, "confirmed", [CONTRACT])
    contract = contracts.load(CONTRACT)
    rows = [
        _with_siren(contract.field_names, row, confirmed[row.network])
        for file in report.files
        if file.contract == CONTRACT and not file.refused
        for row in read_rows(connection, "confirmed", file, raw / file.file)
        if row.network in confirmed and row.is_kept
        and not row.cells[contract.field_names.index("siren")]
    ]  # fmt: skip
    return as_csv(contract, rows), [row.network for row in rows]


def to_write(raw: Path, siren_by_network: Mapping[str, str]) -> list[Match]:
    """Confirmed SIREN that the network does not have yet.

    Args:
        raw: raw folder of the workspace.
        siren_by_network: SIREN by network, empty when unknown.
    """
    confirmed = queue.settled(raw, KIND)
    return [
        matches[0] for subject, matches in confirmed.items() if siren_by_network.get(subject) == ""
    ]


def known_networks(raw: Path, connection: duckdb.DuckDBPyConnection, today: date) -> list[Known]:
    """The networks of a workspace, sorted by name."""
    ingest_workspace(connection, raw, today)
    return [
        Known(
            id,
            siren or "",
            Network(
                name,
                frozenset(filter(None, str(departments or "").split("|"))),
                commune or "",
                f"{created:%Y}" if created else "",
                status not in LIVING,
            ),
        )
        for id, name, siren, departments, commune, created, status in connection.execute(
            NETWORKS
        ).fetchall()
    ]


def listing(raw: Path) -> list[str]:
    """Pending candidates, network by network, in French."""
    lines: list[str] = []
    network = ""
    for match in queue.pending(raw, KIND):
        pair = match.pair
        if pair.subject != network:
            network = pair.subject
            lines.append(f"{pair.label} ({network})")
        facts = ", ".join(
            f"{lower_first(name)}{NBSP}: {value}" for name, value in pair.facts.items()
        )
        lines.append(f"  {pair.candidate}  {fr(pair.score, decimals=2)}  {pair.name} · {facts}")
    return lines


def _known_pair(raw: Path, text: str, networks: Mapping[str, Known], search: Search) -> Pair:
    network, _, number = text.partition("=")
    siren = number.replace(" ", "")
    if network not in networks:
        raise FetchError(f"--accept {text} : aucun réseau « {network} » dans cet espace.")
    if not siren_number.is_valid(siren):
        raise FetchError(f"--accept {text} : « {number} » n’est pas un SIREN (neuf chiffres, clé).")
    known = networks[network]
    if known.siren not in ("", siren):
        raise FetchError(
            f"--accept {text} : ce réseau a déjà le SIREN {known.siren}. Corrigez d’abord reseaux."
        )
    for match in queue.pending(raw, KIND):
        if match.pair.key == (KIND, network, siren):
            return match.pair
    candidate = search.entity(siren, known.network)
    if candidate is None:
        raise FetchError(
            f"--accept {text} : la source ne connaît pas ce SIREN, ou refuse de le diffuser."
        )
    return _pair(known, candidate)


def _pair(known: Known, candidate: Candidate) -> Pair:
    entity = candidate.entity
    place = f"{candidate.town} ({entity.department})" if candidate.town else ""
    facts = {
        "Ressemblance": LEVELS[level(candidate.score)],
        "Siège": place,
        "Forme": CATEGORIES.get(entity.category, f"catégorie juridique {entity.category}"),
        "Création": _day(candidate.created_on),
        "État": "en activité" if entity.is_open else f"cessée {_day(candidate.ended_on)}".strip(),
    }
    return Pair(
        KIND, known.id, candidate.siren, known.network.name, entity.name, candidate.score,
        candidate.source, candidate.read_at, {name: fact for name, fact in facts.items() if fact},
    )  # fmt: skip


def _day(text: str) -> str:
    try:
        return fr_date(date.fromisoformat(text))
    except ValueError:
        return text


def _with_siren(names: Sequence[str], row: Row, match: Match) -> Row:
    cells = dict(zip(names, row.cells, strict=True))
    day = fr_date(datetime.fromisoformat(match.pair.read_at).date())
    mention = f"SIREN{NBSP}: « Recherche d’entreprises », {match.pair.source}, lu le {day}."
    cells["siren"] = match.pair.candidate
    cells["source"] = f"{cells['source']} {mention}".strip()
    return replace(row, cells=tuple(cells.values()))


def _sentence(
    raw: Path, without_siren: Sequence[Known], written: Sequence[str], search: Search
) -> str:
    waiting = {match.pair.subject for match in queue.pending(raw, KIND)}
    without_candidate = [one.network.name for one in without_siren if one.id not in waiting]
    clauses = [f"{plural(len(written), 'SIREN confirmé inscrit', 'SIREN confirmés inscrits')}"]
    clauses.append(
        f"{plural(len(waiting), 'réseau à confirmer', 'réseaux à confirmer')} dans Données"
    )
    clauses.append(
        f"{plural(len(without_candidate), 'réseau sans candidat', 'réseaux sans candidat')}"
    )
    answers = search.answers
    return (
        f"{', '.join(clauses)} ({plural(answers.asked, 'réponse')} de la source, "
        f"{plural(answers.kept, 'gardée')} d’avant)."
    )


def public_page(siren: str) -> str:
    """Address of the page of « Annuaire des entreprises » about a legal entity."""
    return f"https://annuaire-entreprises.data.gouv.fr/entreprise/{siren}"


def spaced(siren: str) -> str:
    """A SIREN as people read it: `413 570 375`, with no-break spaces."""
    return NBSP.join((siren[:3], siren[3:6], siren[6:]))
