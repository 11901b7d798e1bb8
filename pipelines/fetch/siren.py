"""`fetch siren`: which legal entity may be behind each network; a person says which one is.

What is found goes to the queue of doubtful matches. Only a yes, said on the page Données or with
`--accept RESEAU=SIREN`, is written into the contract `reseaux`, with its source and its date.
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
# Networks whose legal entity is still there, as far as is known.
LIVING = ("actif", "inconnu")


@dataclass(frozen=True)
class Known:
    """A network of the workspace; `siren` is empty where none is known."""

    id: str
    siren: str
    network: Network


def fetch_siren(errand: Errand) -> str:
    """Write what people have confirmed, and propose candidates for the networks left.

    Raises:
        FetchError: the site did not answer soundly; what had come is kept for the next try.
    """
    written = write_confirmed(errand.raw, errand.connection, errand.now, WHO)
    left = [
        one
        for one in known_networks(errand.raw, errand.connection, errand.now.date())
        if not one.siren
    ]
    search = Search(errand.client, errand.raw, errand.now)
    pairs: list[Pair] = []
    for index, one in enumerate(left):
        errand.progress(f"Recherche d’entreprises{NBSP}: {one.network.name}", index, len(left))
        pairs += [_pair(one, found) for found in search.candidates(one.network)]
    queue.propose(errand.raw, pairs)
    if search.unreadable:
        print(
            f"{plural(search.unreadable, 'réponse illisible', 'réponses illisibles')}"
            " : rien n’en est gardé.",
            file=sys.stderr,
        )
    return _sentence(errand.raw, left, written, search)


def accept(
    raw: Path,
    asked: Sequence[str],
    who: str,
    now: datetime,
    connection: duckdb.DuckDBPyConnection,
    client: Client | None = None,
) -> list[str]:
    """Say yes to pairs `RESEAU=SIREN`, and write them.

    Args:
        raw: raw folder of the workspace.
        asked: pairs; all of them are looked at before any is written.
        who: the person, for the queue and the history.
        now: moment.
        connection: an empty DuckDB with the schema `reference`.
        client: reader of the API, asked for a SIREN that is not in the queue.

    Returns:
        Ids of the networks that have a SIREN now and had none.

    Raises:
        FetchError: an unknown network, a false SIREN, or one that the register does not know;
            nothing was written.
    """
    networks = {one.id: one for one in known_networks(raw, connection, now.date())}
    search = Search(client or Client(), raw, now)
    pairs = [_asked_pair(raw, told, networks, search) for told in asked]
    queue.propose(raw, pairs)
    for pair in pairs:
        queue.settle(raw, pair.key, "yes", who, now)
    return write_confirmed(raw, connection, now, who)


def write_confirmed(
    raw: Path, connection: duckdb.DuckDBPyConnection, now: datetime, who: str
) -> list[str]:
    """Deposit the confirmed SIREN that no network has yet; a build shows them afterwards.

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
    """The rows of `reseaux` to deposit, as they were with the confirmed SIREN, and whose they are.

    A network that has a SIREN keeps it. `source` tells where each new one was read, and when.

    Args:
        raw: raw folder of the workspace.
        connection: an empty DuckDB with the schema `reference`.
        today: day from which dates are too far ahead.
    """
    yes = {subject: found[0] for subject, found in queue.settled(raw, KIND).items()}
    if not yes:
        return b"", []
    report = ingest_workspace(connection, raw, today)
    attribution.attribute(connection, "confirmed", [CONTRACT])
    contract = contracts.load(CONTRACT)
    rows = [
        _with_siren(contract.field_names, row, yes[row.network])
        for file in report.files
        if file.contract == CONTRACT and not file.refused
        for row in read_rows(connection, "confirmed", file, raw / file.file)
        if row.network in yes and row.is_kept
        and not row.cells[contract.field_names.index("siren")]
    ]  # fmt: skip
    return as_csv(contract, rows), [row.network for row in rows]


def to_write(raw: Path, known: Mapping[str, str]) -> list[Match]:
    """Confirmed SIREN that the network does not have yet.

    Args:
        raw: raw folder of the workspace.
        known: SIREN by network, empty where none is known.
    """
    yes = queue.settled(raw, KIND)
    return [found[0] for subject, found in yes.items() if known.get(subject) == ""]


def known_networks(raw: Path, connection: duckdb.DuckDBPyConnection, today: date) -> list[Known]:
    """The networks of a workspace, by name."""
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
    """The candidates that wait for a person, network by network, in French."""
    lines: list[str] = []
    network = ""
    for match in queue.pending(raw, KIND):
        pair = match.pair
        if pair.subject != network:
            network = pair.subject
            lines.append(f"{pair.label} ({network})")
        facts = ", ".join(f"{lower_first(name)}{NBSP}: {told}" for name, told in pair.facts.items())
        lines.append(f"  {pair.candidate}  {fr(pair.score, decimals=2)}  {pair.name} · {facts}")
    return lines


def _asked_pair(raw: Path, told: str, networks: Mapping[str, Known], search: Search) -> Pair:
    network, _, number = told.partition("=")
    siren = number.replace(" ", "")
    if network not in networks:
        raise FetchError(f"--accept {told} : aucun réseau « {network} » dans cet espace.")
    if not siren_number.is_valid(siren):
        raise FetchError(f"--accept {told} : « {number} » n’est pas un SIREN (neuf chiffres, clé).")
    known = networks[network]
    if known.siren not in ("", siren):
        raise FetchError(
            f"--accept {told} : ce réseau a déjà le SIREN {known.siren}. Corrigez d’abord reseaux."
        )
    for match in queue.pending(raw, KIND):
        if match.pair.key == (KIND, network, siren):
            return match.pair
    found = search.entity(siren, known.network)
    if found is None:
        raise FetchError(
            f"--accept {told} : la source ne connaît pas ce SIREN, ou refuse de le diffuser."
        )
    return _pair(known, found)


def _pair(known: Known, found: Candidate) -> Pair:
    entity = found.entity
    place = f"{found.town} ({entity.department})" if found.town else ""
    facts = {
        "Ressemblance": LEVELS[level(found.score)],
        "Siège": place,
        "Forme": CATEGORIES.get(entity.category, f"catégorie juridique {entity.category}"),
        "Création": _day(found.created_on),
        "État": "en activité" if entity.is_open else f"cessée {_day(found.ended_on)}".strip(),
    }
    return Pair(
        KIND, known.id, found.siren, known.network.name, entity.name, found.score,
        found.source, found.read_at, {name: told for name, told in facts.items() if told},
    )  # fmt: skip


def _day(text: str) -> str:
    try:
        return fr_date(date.fromisoformat(text))
    except ValueError:
        return text


def _with_siren(names: Sequence[str], row: Row, match: Match) -> Row:
    cells = dict(zip(names, row.cells, strict=True))
    read = fr_date(datetime.fromisoformat(match.pair.read_at).date())
    told = f"SIREN{NBSP}: « Recherche d’entreprises », {match.pair.source}, lu le {read}."
    cells["siren"] = match.pair.candidate
    cells["source"] = f"{cells['source']} {told}".strip()
    return replace(row, cells=tuple(cells.values()))


def _sentence(raw: Path, left: Sequence[Known], written: Sequence[str], search: Search) -> str:
    waiting = {match.pair.subject for match in queue.pending(raw, KIND)}
    without = [one.network.name for one in left if one.id not in waiting]
    told = [f"{plural(len(written), 'SIREN confirmé inscrit', 'SIREN confirmés inscrits')}"]
    told.append(f"{plural(len(waiting), 'réseau à confirmer', 'réseaux à confirmer')} dans Données")
    told.append(f"{plural(len(without), 'réseau sans candidat', 'réseaux sans candidat')}")
    answers = search.answers
    return (
        f"{', '.join(told)} ({plural(answers.asked, 'réponse')} de la source, "
        f"{plural(answers.kept, 'gardée')} d’avant)."
    )


def public_page(siren: str) -> str:
    """The page of « Annuaire des entreprises » on a legal entity."""
    return f"https://annuaire-entreprises.data.gouv.fr/entreprise/{siren}"


def spaced(siren: str) -> str:
    """A SIREN as it is read: `413 570 375`, its spaces not breaking."""
    return NBSP.join((siren[:3], siren[3:6], siren[6:]))
