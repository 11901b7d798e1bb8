"""`fetch feder`: the European aid granted to the networks' operations, from the published list.

The list names beneficiaries without a SIREN. A name proves no identity: each one close to a
network's is proposed in the queue of matches, and only what a person has confirmed there is kept.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from method.wording import fr, plural
from pipelines.fetch import operations
from pipelines.fetch.errand import Errand
from pipelines.fetch.matching import queue
from pipelines.fetch.matching.names import similarity
from pipelines.fetch.matching.queue import Pair
from pipelines.fetch.official import Official, Row
from pipelines.fetch.operations import Operation
from pipelines.fetch.packages import FetchError
from pipelines.ingest.folder import ingest_workspace
from pipelines.ingest.headers import simplify

OFFICIAL = Official(
    "subventions",
    "feder.csv",
    "commande fetch feder",
    "opérations européennes",
    same=("referenceDecision", "idBeneficiaire"),
)
KIND = "feder_beneficiary"
REGION = simplify("Centre-Val de Loire")
# Names less alike than this are not proposed.
LEAST_NAME = 0.5
SHOWN_TITLES = 3


def fetch_feder(errand: Errand) -> str:
    """Read the list, propose matches for beneficiaries, and deposit what people have confirmed.

    Raises:
        FetchError: nothing but the queue was changed.
    """
    ingest_workspace(errand.connection, errand.raw, errand.now.date())
    networks = {
        network: (name, siren)
        for network, name, siren in errand.connection.execute(
            "select id_reseau, nom, siren from raw.reseaux order by id_reseau"
        ).fetchall()
    }
    already_sent = OFFICIAL.sent(errand.connection)
    errand.progress("Liste des opérations européennes", 0, 1)
    with tempfile.TemporaryDirectory() as folder:
        path, source = operations.find(errand.client, Path(folder))
        regional = _distinct(one for one in operations.read(path) if _is_regional(one))
    if not regional:
        raise FetchError(f"{source} : aucune opération du Centre-Val de Loire.")
    waiting = queue.propose(errand.raw, _pairs(regional, networks, source, errand.now))
    confirmed = {
        subject: matches[0].pair.candidate
        for subject, matches in queue.settled(errand.raw, KIND).items()
    }
    ours = [(one, confirmed.get(_subject(one), "")) for one in regional]
    grants = [
        _row(one, network, networks[network][1]) for one, network in ours if network in networks
    ]
    rows = [row for row in grants if row is not None]
    own_rows = OFFICIAL.keep(rows, already_sent)
    count = OFFICIAL.publish(errand.raw, errand.connection, errand.now, own_rows)
    asking = len({match.pair.subject for match in waiting})
    return (
        f"{plural(count, 'opération européenne', 'opérations européennes')} de réseaux confirmés, "
        f"sur {fr(len(regional))} de la région ({source}) ; {plural(asking, 'bénéficiaire')} à "
        "confirmer sur la page Données."
    )


def _is_regional(one: Operation) -> bool:
    return any(REGION in simplify(text) for text in (one.programme, one.region))


def _distinct(operations_read: Iterable[Operation]) -> list[Operation]:
    """One row per operation and beneficiary: the list may repeat one for each of its places."""
    rows = {(one.number, one.beneficiary, one.title, one.amount): one for one in operations_read}
    return list(rows.values())


def _subject(one: Operation) -> str:
    return f"{one.beneficiary} | {one.postcode}"


def _pairs(
    regional: list[Operation],
    networks: dict[str, tuple[str, str | None]],
    source: str,
    now: datetime,
) -> list[Pair]:
    """Networks that each beneficiary may be, with facts that help to decide."""
    by_subject: dict[str, list[Operation]] = {}
    for one in regional:
        by_subject.setdefault(_subject(one), []).append(one)
    return [
        Pair(
            kind=KIND,
            subject=subject,
            candidate=network,
            label=ones[0].beneficiary,
            name=name,
            score=round(likeness, 3),
            source=source,
            read_at=now.isoformat(timespec="seconds"),
            facts={
                "Code postal du bénéficiaire": ones[0].postcode or "non publié",
                "Opérations": f"{len(ones)}",
                "Intitulés": " ; ".join(one.title for one in ones[:SHOWN_TITLES]),
                "SIREN du réseau": siren or "inconnu",
            },
        )
        for subject, ones in by_subject.items()
        for network, (name, siren) in networks.items()
        if (likeness := similarity(ones[0].beneficiary, name)) >= LEAST_NAME
    ]


def _row(one: Operation, network: str, siren: str | None) -> Row | None:
    """A grant of the contract; None, with a message, if something required is missing."""
    required = {
        "date de première convention": one.agreed_on,
        "montant": one.amount,
        "SIREN du réseau": siren,
    }
    missing = [name for name, value in required.items() if not value]
    if missing:
        print(
            f"Opération {one.number} (ligne {one.line}) laissée de côté : {', '.join(missing)} "
            "absent.",
            file=sys.stderr,
        )
        return None
    period = "/".join(day for day in (one.begins_on, one.ends_on) if day)
    return {
        "nomAttribuant": one.programme or "Union européenne",
        "dateConvention": one.agreed_on,
        "referenceDecision": one.number,
        "nomBeneficiaire": one.beneficiary,
        "idBeneficiaire": siren or "",
        "objet": one.title,
        "montant": one.amount,
        "nature": "aide en numéraire",
        "datesPeriodeVersement": period if one.begins_on else "",
        "dispositifAide": one.fund,
        "id_reseau": network,
        "type_financeur": "europe",
    }
